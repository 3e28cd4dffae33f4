/** The workflow's snapshot of a conversation, fresh from its row. */

import { loadConversation, saveConversation } from '../db/conversation/load.ts';
import type { ConversationState } from '../domain/conversation/state.ts';
import type { Ports } from './ports.ts';
import type { ConversationRef } from './turn/extract.ts';

/** Null when the conversation is gone (erased): the run then ends. Also refreshes what the row says comes next. */
export async function load(
  ports: Ports,
  { orgId, conversationId }: ConversationRef,
): Promise<ConversationState | null> {
  return ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    return loaded ? saveConversation(tx, loaded, {}, ports.clock.now()) : null;
  });
}
