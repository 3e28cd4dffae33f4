import { linkedMemories } from '../../db/conversation/links.ts';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { Memory } from '../../domain/conversation/memory.ts';
import { withLinked } from '../../domain/memory/linked.ts';
import type { Ports } from '../ports.ts';
import { anyLinks } from './look-up.ts';

/** What was learned in conversations that people linked with this one, beside its own; to think with, never to keep (A-UI-15). */
export async function rememberLinked(
  ports: Ports,
  { row: { orgId, id: conversationId } }: Pick<LoadedConversation, 'row'>,
  memory: Memory,
): Promise<Memory> {
  if (!(await anyLinks(ports, orgId))) return memory;
  return withLinked(memory, await ports.db.withOrg(orgId, tx => linkedMemories(tx, { orgId, conversationId })));
}
