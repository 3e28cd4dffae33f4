/** Tracked links, steps and completions of calls to action (A-CTA-4). */
import { randomBytes } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { applyCompleted, applyStep, type StepSource, stepsOf } from '../../domain/cta/steps.ts';
import { effectIn } from '../../domain/escalation/escalation.ts';
import { closeByCompletion } from '../../domain/memory/promises.ts';
import type { CtaType, EscalationReason, Stage } from '../../domain/words.ts';
import { AGENT, note } from '../audit/queries.ts';
import { type LoadedConversation, loadConversation, saveConversation } from '../conversation/load.ts';
import { changeOwner } from '../conversation/ownership.ts';
import type { Tx } from '../database.ts';
import { brief } from '../escalation/brief.ts';
import { escalate } from '../escalation/queries.ts';
import { tellWorkflow } from '../outbox/queries.ts';
import { ctaEvents, ctaLinks } from './table.ts';

export type LinkRow = typeof ctaLinks.$inferSelect;

/** The conversation's own link for a call to action, made at its first use. */
export async function trackedLink(
  tx: Tx,
  key: { orgId: string; conversationId: string; cta: CtaType; target: string; now: number },
): Promise<string> {
  const { orgId, conversationId, cta, target, now } = key;
  const token = randomBytes(12).toString('base64url');
  await tx.insert(ctaLinks).values({ orgId, token, conversationId, cta, target, createdAt: now }).onConflictDoNothing();
  const [row] = await tx
    .select({ token: ctaLinks.token })
    .from(ctaLinks)
    .where(
      and(
        eq(ctaLinks.orgId, orgId),
        eq(ctaLinks.conversationId, conversationId),
        eq(ctaLinks.cta, cta),
        eq(ctaLinks.target, target),
      ),
    );
  if (!row) throw new Error('a tracked link could not be kept');
  return row.token;
}

export const linksOf = (
  tx: Tx,
  { orgId, conversationId }: { orgId: string; conversationId: string },
): Promise<LinkRow[]> =>
  tx
    .select()
    .from(ctaLinks)
    .where(and(eq(ctaLinks.orgId, orgId), eq(ctaLinks.conversationId, conversationId)));

/** Of whichever organization; for `withSystem`. */
export async function findLink(tx: Tx, token: string): Promise<LinkRow | null> {
  const [row] = await tx.select().from(ctaLinks).where(eq(ctaLinks.token, token));
  return row ?? null;
}

const OUTCOMES: readonly Stage[] = ['CLOSED_WON', 'CLOSED_LOST', 'HUMAN_TAKEOVER', 'ARCHIVED'];

/** One step of a call to action; stage CTA_IN_PROGRESS while it is under way. */
async function stepDone(
  tx: Tx,
  loaded: LoadedConversation,
  { cta, step, source, now }: { cta: CtaType; step: string | null; source: StepSource; now: number },
): Promise<boolean> {
  const { row, playbook } = loaded;
  const ctas =
    step === null
      ? applyCompleted(row.ctas, cta, source, playbook, now)
      : applyStep(row.ctas, cta, step, source, playbook, now);
  if (ctas === row.ctas) return false;
  const stage = OUTCOMES.includes(row.stage) ? row.stage : 'CTA_IN_PROGRESS';
  const completed = ctas[cta]?.state === 'COMPLETED' && row.ctas[cta]?.state !== 'COMPLETED';
  const memory = completed ? closeByCompletion(row.memory, cta, now) : row.memory;
  await saveConversation(tx, loaded, { ctas, stage, memory }, now);
  const { orgId, id: conversationId } = row;
  const outcome = `${cta}:${step ?? stepsOf(cta, playbook).at(-1)}`;
  await note(tx, { orgId, conversationId, kind: 'CTA', outcome, data: { source }, now });
  await tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  return true;
}

/** A person opened the link: counted, and the first step of its call to action. */
export async function linkClicked(
  tx: Tx,
  link: Pick<LinkRow, 'orgId' | 'token' | 'conversationId' | 'cta'>,
  now: number,
): Promise<void> {
  const { orgId, token, conversationId, cta } = link;
  // The conversation first, as everywhere.
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (!loaded) return;
  await tx
    .update(ctaLinks)
    .set({
      clicks: sql`${ctaLinks.clicks} + 1`,
      firstClickedAt: sql`coalesce(${ctaLinks.firstClickedAt}, ${new Date(now).toISOString()}::timestamptz)`,
      lastClickedAt: now,
    })
    .where(and(eq(ctaLinks.orgId, orgId), eq(ctaLinks.token, token)));
  const [step] = stepsOf(cta, loaded.playbook);
  if (step) await stepDone(tx, loaded, { cta, step, source: 'click', now });
}

export interface CtaNews {
  eventId: string;
  conversationId: string;
  cta: CtaType;
  event: 'step' | 'completed' | 'failed';
  step: string | null;
}

const FAILURE: Partial<Record<CtaType, EscalationReason>> = {
  PAYMENT: 'payment_failure',
  BOOK_CALL: 'booking_failure',
  SCHEDULE_DEMO: 'booking_failure',
};

export type NewsOutcome = 'recorded' | 'duplicate' | 'no_conversation' | 'unknown_step';

/** What another system says of a call to action; the same event id again does nothing. A failure calls a person. */
export async function recordCtaNews(tx: Tx, orgId: string, news: CtaNews, now: number): Promise<NewsOutcome> {
  const { eventId, conversationId, cta, event, step } = news;
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  if (!loaded) return 'no_conversation';
  if (event === 'step' && !stepsOf(cta, loaded.playbook).includes(step ?? '')) return 'unknown_step';
  const [fresh] = await tx
    .insert(ctaEvents)
    .values({ orgId, eventId, conversationId, cta, event, step, at: now })
    .onConflictDoNothing()
    .returning({ eventId: ctaEvents.eventId });
  if (!fresh) return 'duplicate';
  if (event === 'failed') await failed(tx, loaded, FAILURE[cta] ?? 'other', now);
  else await stepDone(tx, loaded, { cta, step: event === 'completed' ? null : step, source: 'webhook', now });
  return 'recorded';
}

async function failed(tx: Tx, loaded: LoadedConversation, reason: EscalationReason, now: number): Promise<void> {
  const { row, playbook } = loaded;
  const effect = effectIn(playbook, reason, 0);
  const { orgId, id: conversationId } = row;
  await escalate(tx, { orgId, conversationId, reason, effect, brief: brief(loaded, reason, now), now });
  if (effect === 'notify' || row.owner === 'HUMAN' || row.owner === 'PAUSED')
    return tellWorkflow(tx, { orgId, conversationId, kind: 'changed', payload: {}, now });
  await changeOwner(tx, loaded, {
    owner: 'HUMAN',
    actor: AGENT,
    action: 'escalate',
    now,
    patch: {
      takenOverAt: now,
      memberActiveAt: now,
      takeoverReminded: false,
      customerWaitingAt: now,
      humanReplyStep: 0,
      ownerMemberId: null,
    },
  });
}
