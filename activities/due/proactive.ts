/** What the agent starts by itself: ladder steps and promises that came due become turns, or are noted as skipped. */
import { and, eq, like } from 'drizzle-orm';
import { note } from '../../db/audit/queries.ts';
import { dailyLimitReached } from '../../db/channel/tier.ts';
import { type LoadedConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { derivedId } from '../../db/ids.ts';
import { findTemplate, templateContent } from '../../db/template/queries.ts';
import { templateVariables } from '../../db/template/variables.ts';
import { turnRow } from '../../db/turn/queries.ts';
import { turns } from '../../db/turn/table.ts';
import { type Decision, withoutModel } from '../../domain/agent/decision.ts';
import type { Due } from '../../domain/conversation/next-due.ts';
import { followUpKind } from '../../domain/followup/kind.ts';
import { movedTo } from '../../domain/followup/move.ts';
import { nextFollowUp, stepAfter } from '../../domain/followup/schedule.ts';
import { ladderOf } from '../../domain/playbook/playbook.ts';
import { windowOpen } from '../../domain/window/window.ts';
import { refusedAsMarketing } from './marketing.ts';
import { openThings } from './open-things.ts';
import { refusal } from './refusal.ts';
import { done, type FireResult } from './result.ts';

/** A ladder step: skipped with its reason, or a turn; a template is chosen here, other texts are thought about. */
export async function followUp(
  tx: Tx,
  loaded: LoadedConversation,
  due: Due,
  now: number,
  byPerson: boolean,
): Promise<FireResult> {
  const { row, playbook } = loaded;
  const step = ladderOf(playbook)[due.step ?? -1];
  if (!step || !nextFollowUp(snapshotOf(loaded)))
    return { type: 'done', snapshot: await saveConversation(tx, loaded, {}, now) };
  const skip = (reason: string) =>
    done(
      tx,
      loaded,
      'FOLLOW_UP',
      `skipped:${reason}`,
      { followUpStep: row.followUpStep + 1, followUpNotBefore: null },
      now,
      {
        step: row.followUpStep,
      },
    );
  const refused = await refusal(tx, loaded, { template: step.message === 'template', byPerson, dueAt: due.at, now });
  const later = refused === 'contact_hours' ? movedTo(snapshotOf(loaded), now, step.message !== 'template') : null;
  if (later !== null)
    return done(tx, loaded, 'FOLLOW_UP', 'moved', { followUpNotBefore: later }, now, { step: row.followUpStep });
  if (refused) return skip(refused);

  const turnId = derivedId('follow-up', row.id, row.lastInboundNumber, row.followUpStep, row.ownerEpoch);
  const kind = step.message === 'auto' ? followUpKind(await openThings(tx, loaded)) : step.message;
  let decision: Decision | null = null;
  if (step.message === 'template') {
    const found = step.template
      ? await findTemplate(tx, {
          orgId: row.orgId,
          channelAccountId: row.channelAccountId,
          name: step.template,
          language: loaded.contact.language ?? row.memory.language ?? 'en',
        })
      : null;
    if (!found) return skip('template_not_approved');
    const { orgId, channelAccountId, contactId } = row;
    if (await dailyLimitReached(tx, { orgId, channelAccountId, contactId, now })) return skip('daily_limit');
    const marketing = await refusedAsMarketing(tx, loaded, found, now);
    if (marketing) return skip(marketing);
    const filled = templateContent(found, templateVariables(loaded));
    if (!filled) return skip('template_variable_missing');
    decision = {
      ...withoutModel(),
      shouldSend: true,
      parts: [filled],
      reasonCode: 'SCHEDULE_FOLLOWUP',
      sentence: `The approved template ${found.name} was due.`,
      stageFrom: row.stage,
      stageTo: row.stage,
      origin: 'template',
    };
  }
  const from = row.lastInboundNumber;
  const opened = await tx
    .insert(turns)
    .values({ ...turnRow(row, { id: turnId, trigger: `follow_up ${kind}`, from, through: from, now }), decision })
    .onConflictDoNothing()
    .returning({ id: turns.id });
  // A retry of a fire that had committed finds its turn.
  if (opened.length === 0)
    return { type: 'turn', turnId, needsThinking: decision === null, snapshot: snapshotOf(loaded) };
  await note(tx, {
    orgId: row.orgId,
    conversationId: row.id,
    kind: 'FOLLOW_UP',
    outcome: `due:${kind}`,
    data: { step: row.followUpStep },
    now,
  });
  const snapshot = await saveConversation(tx, loaded, { turnNumber: row.turnNumber + 1 }, now);
  return { type: 'turn', turnId, needsThinking: decision === null, snapshot };
}

/** A promise came due: it is a reason to write. Its time, and the ladder steps it went before, are spent either way. */
export async function commitment(
  tx: Tx,
  loaded: LoadedConversation,
  dueAt: number,
  now: number,
  byPerson: boolean,
): Promise<FireResult> {
  const { row } = loaded;
  const before = snapshotOf(loaded);
  // It may have been moved before its time, or hurried.
  const through = Math.max(now, before.commitmentDueAt ?? now);
  const memory = {
    ...row.memory,
    commitments: row.memory.commitments.map(entry =>
      entry.dueAt !== null && entry.dueAt <= through ? { ...entry, dueAt: null, passedAt: now } : entry,
    ),
  };
  const followUpStep = stepAfter(before, now);
  const pending = row.handledThrough < row.lastInboundNumber ? 'turn_pending' : null;
  if (!pending && !windowOpen(row.windowEndsAt, now)) {
    // Outside the window only a template may say it: the ladder's next one does.
    const ladder = ladderOf(loaded.playbook);
    const step = ladder.findIndex((rung, index) => index >= row.followUpStep && rung.message === 'template');
    if (step >= 0) {
      await note(tx, { orgId: row.orgId, conversationId: row.id, kind: 'COMMITMENT', outcome: 'due', now });
      await saveConversation(tx, loaded, { memory, followUpStep: step }, now);
      return followUp(tx, loaded, { kind: 'FOLLOW_UP', at: dueAt, step, cta: null }, now, byPerson);
    }
  }
  const refused = (await refusal(tx, loaded, { template: false, byPerson, dueAt, now })) ?? pending;
  const later = refused === 'contact_hours' ? movedTo(before, now, true) : null;
  if (later !== null) {
    const commitments = row.memory.commitments.map(entry =>
      entry.dueAt !== null && entry.dueAt <= through ? { ...entry, dueAt: later } : entry,
    );
    return done(tx, loaded, 'COMMITMENT', 'moved', { memory: { ...row.memory, commitments } }, now);
  }
  if (refused) return done(tx, loaded, 'COMMITMENT', `skipped:${refused}`, { memory, followUpStep }, now);
  const turnId = derivedId('commitment', row.id, row.lastInboundNumber, row.turnNumber, row.ownerEpoch);
  const from = row.lastInboundNumber;
  await tx
    .insert(turns)
    .values(turnRow(row, { id: turnId, trigger: 'commitment soft_ping', from, through: from, now }))
    .onConflictDoNothing();
  await note(tx, { orgId: row.orgId, conversationId: row.id, kind: 'COMMITMENT', outcome: 'due', now });
  return {
    type: 'turn',
    turnId,
    needsThinking: true,
    snapshot: await saveConversation(tx, loaded, { memory, followUpStep, turnNumber: row.turnNumber + 1 }, now),
  };
}

/** A retry of a fire whose transaction had committed: the promise is spent already, and its turn waits to be carried out. */
export async function commitmentUnderWay(tx: Tx, loaded: LoadedConversation): Promise<FireResult | null> {
  const { row } = loaded;
  const [turn] = await tx
    .select({ id: turns.id })
    .from(turns)
    .where(
      and(
        eq(turns.orgId, row.orgId),
        eq(turns.conversationId, row.id),
        eq(turns.outcome, 'RUNNING'),
        eq(turns.epoch, row.ownerEpoch),
        like(turns.trigger, 'commitment %'),
      ),
    );
  return turn ? { type: 'turn', turnId: turn.id, needsThinking: true, snapshot: snapshotOf(loaded) } : null;
}
