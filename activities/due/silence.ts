/** Nobody answers: the customer is kept from waiting unseen, and a takeover from hanging (X-SLA). */
import { AGENT, note } from '../../db/audit/queries.ts';
import { type ConversationPatch, type LoadedConversation, snapshotOf } from '../../db/conversation/load.ts';
import { release } from '../../db/conversation/ownership.ts';
import type { Tx } from '../../db/database.ts';
import { escalate } from '../../db/escalation/queries.ts';
import type { DueKind } from '../../domain/words.ts';
import { brief } from '../turn/brief.ts';
import { done, type FireResult } from './result.ts';

/** X-SLA: the customer waits for a person. */
export async function humanSilent(
  tx: Tx,
  loaded: LoadedConversation,
  kind: DueKind,
  patch: ConversationPatch,
  now: number,
): Promise<FireResult> {
  await escalate(tx, {
    orgId: loaded.row.orgId,
    conversationId: loaded.row.id,
    reason: 'staff_silent',
    effect: 'notify',
    brief: brief(loaded, 'staff_silent', now),
    now,
  });
  return done(tx, loaded, kind, kind === 'HUMAN_REPLY_NEEDED' ? 'human_reply_needed' : 'manager_told', patch, now);
}

/** A takeover always ends somewhere (X-SLA): reminded first, then a person is called, or the agent goes on. */
export async function endTakeover(tx: Tx, loaded: LoadedConversation, now: number): Promise<FireResult> {
  const { orgId, id: conversationId } = loaded.row;
  if (loaded.playbook.takeover.onSilence === 'hand_back') {
    await note(tx, { orgId, conversationId, kind: 'TAKEOVER_END', outcome: 'handed_back', now });
    const snapshot = await release(tx, {
      orgId,
      conversationId,
      actor: AGENT,
      memberId: null,
      note: 'Handed back: nobody answered in time.',
      now,
    });
    return { type: 'done', snapshot: snapshot ?? snapshotOf(loaded) };
  }
  await escalate(tx, {
    orgId,
    conversationId,
    reason: 'staff_silent',
    effect: 'notify',
    brief: brief(loaded, 'staff_silent', now),
    now,
  });
  return done(tx, loaded, 'TAKEOVER_END', 'escalated', { memberActiveAt: null, takeoverReminded: true }, now);
}
