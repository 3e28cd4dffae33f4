/** What is wrong with a flow that somebody wants to save, each problem with the path of its node. */
import type { Tx } from '../../db/database.ts';
import { flowFilesOf } from '../../db/flow/files.ts';
import { membersOf } from '../../db/organization/members.ts';
import { parseStored } from '../../db/playbook/queries.ts';
import { findVersion, listPlaybooks } from '../../db/playbook/versions.ts';
import type { FlowGraph } from '../../domain/flow/graph.ts';
import { flowProblems } from '../../domain/flow/problems.ts';
import { filled } from '../../domain/flow/template.ts';
import { fixedTextProblems } from '../../domain/guardrails/fixed-text.ts';
import { type MediaKind, mediaKindOf } from '../../domain/message/outbound-media.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { ApiError } from '../endpoint.ts';

/** @throws ApiError 422 with every problem. */
export async function mustBeSound(tx: Tx, { orgId, graph }: { orgId: string; graph: FlowGraph }): Promise<void> {
  const found = flowProblems(graph);
  const members = new Set((await membersOf(tx, { orgId })).map(({ memberId }) => memberId));
  const kinds = await kindsOfFiles(tx, orgId, graph);
  const playbooks = await currentPlaybooks(tx, orgId);
  for (const node of graph.nodes) {
    if (node.type === 'assign' && node.memberId !== null && !members.has(node.memberId))
      found.push({ nodeId: node.id, message: 'This person is not a member of the organization.' });
    const { file, kind } = (node.type === 'message' && node.media) || {};
    if (file && kinds.get(file.id) !== kind)
      found.push({
        nodeId: node.id,
        message: kinds.has(file.id)
          ? `“${file.name}” is of another kind: choose ${kinds.get(file.id)}, or bring another file.`
          : `“${file.name}” is not here any more: bring it again.`,
      });
    if (node.type !== 'message' && node.type !== 'question') continue;
    if (node.text === '' && node.buttons.length === 0) continue;
    const said = [filled(node.text, () => 'x'), ...node.buttons].join('\n');
    const broken = playbooks.flatMap(playbook => fixedTextProblems(said, playbook, graph));
    for (const message of new Set(broken)) found.push({ nodeId: node.id, message });
  }
  if (found.length === 0) return;
  throw new ApiError(422, 'flow_invalid', 'The flow cannot run as it is.', {
    hint: 'Mend what is said at each node, and save again.',
    errors: found.map(({ nodeId, message }) => ({ path: pathOf(graph, nodeId), message })),
  });
}

/** Of the files it names and that are there: each has the kind of its type. */
async function kindsOfFiles(tx: Tx, orgId: string, graph: FlowGraph): Promise<Map<string, MediaKind | null>> {
  const ids = graph.nodes.flatMap(node => (node.type === 'message' && node.media?.file ? [node.media.file.id] : []));
  const files = await flowFilesOf(tx, { orgId, ids });
  return new Map(files.map(({ id, mime }) => [id, mediaKindOf(mime)]));
}

const pathOf = (graph: FlowGraph, nodeId: string | null): string => {
  const index = graph.nodes.findIndex(node => node.id === nodeId);
  return index < 0 ? 'graph' : `graph.nodes.${index}`;
};

async function currentPlaybooks(tx: Tx, orgId: string): Promise<Playbook[]> {
  const found: Playbook[] = [];
  for (const { id, currentVersion } of await listPlaybooks(tx, { orgId })) {
    const version = await findVersion(tx, { orgId, playbookId: id, version: currentVersion });
    if (version) found.push(parseStored(version.config));
  }
  return found;
}
