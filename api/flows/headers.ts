/** Seals the headers of a flow's webhooks before they are stored (they hold keys), and keeps what is not typed anew. */
import type { Keyring } from '../../db/keys/keyring.ts';
import type { FlowGraph } from '../../domain/flow/graph.ts';
import { HEADER_FIELD, headersOf, isSealed, KEPT, sealedText, withHeaders } from '../../domain/flow/headers.ts';
import { ApiError } from '../endpoint.ts';

/**
 * @param before as it is stored; null for a new flow.
 * @throws ApiError 422 where a header is to be kept and none is stored.
 */
export async function sealedGraph(
  keyring: Pick<Keyring, 'seal'>,
  orgId: string,
  graph: FlowGraph,
  before: FlowGraph | null,
): Promise<FlowGraph> {
  const stored = headersOf(before);
  const sealed = new Map<string, string>();
  for (const { nodeId, name, value } of headersOf(graph)) {
    const kept = stored.find(header => header.nodeId === nodeId && header.name === name)?.value;
    const plain = value === KEPT ? kept : value;
    if (plain === undefined) throw nothingKept(graph, nodeId, name);
    // A text that only looks sealed is somebody's words: sealing it again is harmless.
    const asItIs = value === KEPT && isSealed(plain);
    sealed.set(
      keyOf(nodeId, name),
      asItIs ? plain : sealedText(await keyring.seal(orgId, HEADER_FIELD, Buffer.from(plain))),
    );
  }
  return withHeaders(graph, (value, { nodeId, name }) => sealed.get(keyOf(nodeId, name)) ?? value);
}

const keyOf = (nodeId: string, name: string): string => `${nodeId} ${name}`;

function nothingKept(graph: FlowGraph, nodeId: string, name: string): ApiError {
  const index = graph.nodes.findIndex(node => node.id === nodeId);
  return new ApiError(422, 'flow_invalid', 'The flow cannot run as it is.', {
    hint: 'Mend what is said at each node, and save again.',
    errors: [
      { path: `graph.nodes.${index}.headers.${name}`, message: `Write the value of “${name}”: none is kept here.` },
    ],
  });
}
