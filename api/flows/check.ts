/** What is wrong with a flow that somebody wants to save, each problem with the path of its node. */
import type { Tx } from '../../db/database.ts';
import { membersOf } from '../../db/organization/members.ts';
import { parseStored } from '../../db/playbook/queries.ts';
import { findVersion, listPlaybooks } from '../../db/playbook/versions.ts';
import type { FlowGraph } from '../../domain/flow/graph.ts';
import { flowProblems } from '../../domain/flow/problems.ts';
import { filled } from '../../domain/flow/template.ts';
import { fixedTextProblems } from '../../domain/guardrails/fixed-text.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { ApiError } from '../endpoint.ts';

/** @throws ApiError 422 with every problem. */
export async function mustBeSound(tx: Tx, { orgId, graph }: { orgId: string; graph: FlowGraph }): Promise<void> {
  const found = flowProblems(graph);
  const members = new Set((await membersOf(tx, { orgId })).map(({ memberId }) => memberId));
  const playbooks = await currentPlaybooks(tx, orgId);
  for (const node of graph.nodes) {
    if (node.type === 'assign' && node.memberId !== null && !members.has(node.memberId))
      found.push({ nodeId: node.id, message: 'This person is not a member of the organization.' });
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
