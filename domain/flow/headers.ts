/** Headers of a flow's webhooks hold keys: they are stored sealed, and shown to nobody again. Pure. */
import type { FlowGraph } from './graph.ts';

/** What stands before a sealed value. */
export const SEALED = 'sealed:';
/** Shown instead of a value; sent back, it keeps the one that is stored. */
export const KEPT = '(kept)';
/** The field under which they are sealed. */
export const HEADER_FIELD = 'flow.header';

export const isSealed = (value: string): boolean => value.startsWith(SEALED);
export const sealedText = (sealed: Uint8Array): string => `${SEALED}${Buffer.from(sealed).toString('base64')}`;
export const sealedBytes = (value: string): Buffer => Buffer.from(value.slice(SEALED.length), 'base64');

/** The same graph with every header as `change` would have it. */
export function withHeaders(
  graph: FlowGraph,
  change: (value: string, place: { nodeId: string; name: string }) => string,
): FlowGraph {
  return {
    ...graph,
    nodes: graph.nodes.map(node =>
      node.type !== 'webhook'
        ? node
        : {
            ...node,
            headers: Object.fromEntries(
              Object.entries(node.headers).map(([name, value]) => [name, change(value, { nodeId: node.id, name })]),
            ),
          },
    ),
  };
}

/** What is stored for each header, by node and name. */
export function headersOf(graph: FlowGraph | null): { nodeId: string; name: string; value: string }[] {
  return (graph?.nodes ?? []).flatMap(node =>
    node.type === 'webhook'
      ? Object.entries(node.headers).map(([name, value]) => ({ nodeId: node.id, name, value }))
      : [],
  );
}
