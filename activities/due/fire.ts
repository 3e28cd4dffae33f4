/**
 * A due action fires: everything is decided again from the row, as it is now (design.md section 4). Most are done here in
 * one transaction; a follow-up that may still go out becomes a turn of its own, which the workflow then carries out.
 */
import { loadConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import { allDue, type Due } from '../../domain/conversation/next-due.ts';
import { applyCta } from '../../domain/cta/cta.ts';
import { stalenessAt } from '../../domain/staleness/staleness.ts';
import type { DueKind } from '../../domain/words.ts';
import type { Ports } from '../ports.ts';
import type { ConversationRef } from '../turn/extract.ts';
import { flowDue } from './flow.ts';
import { commitment, commitmentUnderWay, followUp } from './proactive.ts';
import { done, type FireResult } from './result.ts';
import { endTakeover, humanSilent } from './silence.ts';

export interface FireInput extends ConversationRef {
  kind: DueKind;
  /** The workflow's time (the server's clock): what it saw as due is due, even if this process's clock is behind. */
  nowMs: number;
  /** Fired by a person ("run now"): contact hours and the clock do not hold it back, everything else does. */
  byPerson?: boolean;
  /** Which one the person saw: what has been carried out meanwhile is not carried out again as the next one. */
  meant?: { step: number | null; at: number | null } | null;
}

/** A ladder's steps are told apart by their number, promises by their time. */
const isMeant = (candidate: Due, meant: FireInput['meant']): boolean =>
  candidate.step === null
    ? meant?.at == null || meant.at === candidate.at
    : meant?.step == null || meant.step === candidate.step;

export async function fire(
  ports: Ports,
  { orgId, conversationId, kind, byPerson, meant, nowMs }: FireInput,
): Promise<FireResult> {
  const now = Math.max(ports.clock.now(), nowMs);
  return ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (!loaded) throw new Error('conversation not found');
    const due = allDue(snapshotOf(loaded)).find(
      candidate => candidate.kind === kind && (byPerson ? isMeant(candidate, meant) : candidate.at <= now),
    );
    // Replied, taken over, moved: it is not due any more.
    if (!due) {
      const underWay = kind === 'COMMITMENT' ? await commitmentUnderWay(tx, loaded) : null;
      return underWay ?? { type: 'done', snapshot: await saveConversation(tx, loaded, {}, now) };
    }
    switch (kind) {
      case 'FOLLOW_UP':
        return followUp(tx, loaded, due, now, byPerson ?? false);
      case 'COMMITMENT':
        return commitment(tx, loaded, due.at, now, byPerson ?? false);
      case 'FLOW':
        return flowDue(tx, loaded, now, byPerson ?? false);
      case 'STALENESS':
        return done(
          tx,
          loaded,
          kind,
          stalenessAt(loaded.row.lastInboundAt ?? now, now),
          { staleness: stalenessAt(loaded.row.lastInboundAt ?? now, now) },
          now,
        );
      case 'CTA_RESET':
        return done(
          tx,
          loaded,
          kind,
          due.cta ?? '',
          {
            ctas: due.cta
              ? applyCta(
                  loaded.row.ctas,
                  due.cta,
                  'reset',
                  loaded.playbook.ctas.find(cta => cta.type === due.cta)?.repeatable ?? false,
                  now,
                )
              : loaded.row.ctas,
          },
          now,
        );
      case 'HUMAN_REPLY_NEEDED':
        return humanSilent(tx, loaded, kind, { humanReplyStep: 1 }, now);
      case 'HUMAN_REPLY_ESCALATE':
        return humanSilent(tx, loaded, kind, { humanReplyStep: 2 }, now);
      case 'TAKEOVER_REMIND':
        return done(tx, loaded, kind, 'reminded', { takeoverReminded: true }, now);
      case 'TAKEOVER_END':
        return endTakeover(tx, loaded, now);
      case 'IDLE_COMPLETE':
        return { type: 'done', snapshot: snapshotOf(loaded) };
    }
  });
}
