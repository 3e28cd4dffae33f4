/** What firing a due action comes to. */
import { note } from '../../db/audit/queries.ts';
import { type ConversationPatch, type LoadedConversation, saveConversation } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { DueKind } from '../../domain/words.ts';

export type FireResult =
  | { type: 'done'; snapshot: ConversationState }
  | { type: 'turn'; turnId: string; needsThinking: boolean; snapshot: ConversationState };

/** Notes the outcome on the timeline and saves what it changed. */
export async function done(
  tx: Tx,
  loaded: LoadedConversation,
  kind: DueKind,
  outcome: string,
  patch: ConversationPatch,
  now: number,
  data: Record<string, string | number> = {},
): Promise<FireResult> {
  await note(tx, { orgId: loaded.row.orgId, conversationId: loaded.row.id, kind, outcome, data, now });
  return { type: 'done', snapshot: await saveConversation(tx, loaded, patch, now) };
}
