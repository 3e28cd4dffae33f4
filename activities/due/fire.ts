/**
 * A due action fires: everything is decided again from the row, as it is now (design.md section 4). Most are done here in
 * one transaction; a follow-up that may still go out becomes a turn of its own, which the workflow then carries out.
 */
import { and, eq } from 'drizzle-orm';
import { AGENT, note } from '../../db/audit/queries.ts';
import {
  type ConversationPatch,
  type LoadedConversation,
  loadConversation,
  saveConversation,
  snapshotOf,
} from '../../db/conversation/load.ts';
import { release } from '../../db/conversation/ownership.ts';
import type { Tx } from '../../db/database.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { derivedId } from '../../db/ids.ts';
import { findTemplate, templateContent } from '../../db/template/queries.ts';
import { turns } from '../../db/turn/table.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import { allDue, type Due } from '../../domain/conversation/next-due.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { applyCta } from '../../domain/cta/cta.ts';
import { nextFollowUp } from '../../domain/followup/schedule.ts';
import { ladderOf } from '../../domain/playbook/playbook.ts';
import { stalenessAt } from '../../domain/staleness/staleness.ts';
import type { DueKind } from '../../domain/words.ts';
import type { Ports } from '../ports.ts';
import { brief } from '../turn/brief.ts';
import type { ConversationRef } from '../turn/extract.ts';
import { refusal } from './refusal.ts';

export interface FireInput extends ConversationRef {
  kind: DueKind;
  /** The workflow's time (the server's clock): what it saw as due is due, even if this process's clock is behind. */
  nowMs: number;
  /** Fired by a person ("run now"): contact hours and the clock do not hold it back, everything else does. */
  byPerson?: boolean;
}

export type FireResult =
  | { type: 'done'; snapshot: ConversationState }
  | { type: 'turn'; turnId: string; needsThinking: boolean; snapshot: ConversationState };

export async function fire(
  ports: Ports,
  { orgId, conversationId, kind, byPerson, nowMs }: FireInput,
): Promise<FireResult> {
  const now = Math.max(ports.clock.now(), nowMs);
  return ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (!loaded) throw new Error('conversation not found');
    const due = allDue(snapshotOf(loaded)).find(
      candidate => candidate.kind === kind && (byPerson || candidate.at <= now),
    );
    // Replied, taken over, moved: it is not due any more.
    if (!due) return { type: 'done', snapshot: await saveConversation(tx, loaded, {}, now) };
    switch (kind) {
      case 'FOLLOW_UP':
        return followUp(tx, loaded, due, now, byPerson ?? false);
      case 'COMMITMENT':
        return commitment(tx, loaded, now);
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

async function done(
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

/** X-SLA: the customer waits for a person. */
async function humanSilent(
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
    brief: null,
    now,
  });
  return done(tx, loaded, kind, kind === 'HUMAN_REPLY_NEEDED' ? 'human_reply_needed' : 'manager_told', patch, now);
}

/** A takeover always ends somewhere (X-SLA): reminded first, then a person is called, or the agent goes on. */
async function endTakeover(tx: Tx, loaded: LoadedConversation, now: number): Promise<FireResult> {
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

async function followUp(
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
    done(tx, loaded, 'FOLLOW_UP', `skipped:${reason}`, { followUpStep: row.followUpStep + 1 }, now, {
      step: row.followUpStep,
    });
  const refused = await refusal(tx, loaded, { template: step.message === 'template', byPerson, now });
  if (refused) return skip(refused);

  const turnId = derivedId('follow-up', row.id, row.lastInboundNumber, row.followUpStep, row.ownerEpoch);
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
    const filled = templateContent(found, {
      name: loaded.contact.name,
      business: playbook.business.name,
      agent: playbook.agentName,
    });
    if (!filled) return skip('template_variable_missing');
    decision = {
      shouldSend: true,
      parts: [filled],
      reasonCode: 'SCHEDULE_FOLLOWUP',
      sentence: `The approved template ${found.name} was due.`,
      stageFrom: row.stage,
      stageTo: row.stage,
      cta: null,
      askSlot: null,
      handoff: null,
      confidence: 1,
      grounding: null,
      rules: [],
      sources: [],
      origin: 'template',
      failure: null,
    };
  }
  await tx
    .insert(turns)
    .values({
      orgId: row.orgId,
      id: turnId,
      conversationId: row.id,
      number: row.turnNumber + 1,
      trigger: `follow_up ${step.message}`,
      owner: row.owner,
      epoch: row.ownerEpoch,
      cursorFrom: row.lastInboundNumber,
      through: row.lastInboundNumber,
      outcome: 'RUNNING',
      decision,
      playbookVersion: row.playbookVersion,
      seed: row.turnNumber + 1,
      startedAt: now,
    })
    .onConflictDoNothing();
  await note(tx, {
    orgId: row.orgId,
    conversationId: row.id,
    kind: 'FOLLOW_UP',
    outcome: `due:${step.message}`,
    data: { step: row.followUpStep },
    now,
  });
  const snapshot = await saveConversation(tx, loaded, { turnNumber: row.turnNumber + 1 }, now);
  return { type: 'turn', turnId, needsThinking: decision === null, snapshot };
}

/** A promise came due: it is a reason to write, in the window; its time is spent either way. */
async function commitment(tx: Tx, loaded: LoadedConversation, now: number): Promise<FireResult> {
  const { row } = loaded;
  const memory = {
    ...row.memory,
    commitments: row.memory.commitments.map(entry =>
      entry.dueAt !== null && entry.dueAt <= now ? { ...entry, dueAt: null } : entry,
    ),
  };
  const refused =
    (await refusal(tx, loaded, { template: false, byPerson: false, now })) ??
    (row.handledThrough < row.lastInboundNumber ? 'turn_pending' : null);
  if (refused) return done(tx, loaded, 'COMMITMENT', `skipped:${refused}`, { memory }, now);
  const turnId = derivedId('commitment', row.id, row.lastInboundNumber, row.turnNumber, row.ownerEpoch);
  await tx
    .insert(turns)
    .values({
      orgId: row.orgId,
      id: turnId,
      conversationId: row.id,
      number: row.turnNumber + 1,
      trigger: 'commitment soft_ping',
      owner: row.owner,
      epoch: row.ownerEpoch,
      cursorFrom: row.lastInboundNumber,
      through: row.lastInboundNumber,
      outcome: 'RUNNING',
      playbookVersion: row.playbookVersion,
      seed: row.turnNumber + 1,
      startedAt: now,
    })
    .onConflictDoNothing();
  await note(tx, { orgId: row.orgId, conversationId: row.id, kind: 'COMMITMENT', outcome: 'due', now });
  return {
    type: 'turn',
    turnId,
    needsThinking: true,
    snapshot: await saveConversation(tx, loaded, { memory, turnNumber: row.turnNumber + 1 }, now),
  };
}

/** A follow-up turn that could not go out (replied since, taken over, refused) still spends its step. */
export async function spendStep(
  ports: Ports,
  { orgId, conversationId, turnId }: ConversationRef & { turnId: string },
): Promise<ConversationState> {
  const now = ports.clock.now();
  return ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    const [turn] = await tx
      .select()
      .from(turns)
      .where(and(eq(turns.orgId, orgId), eq(turns.id, turnId)));
    if (!loaded || !turn) throw new Error('turn not found');
    const spent =
      turn.trigger.startsWith('follow_up') &&
      turn.outcome === 'REFUSED' &&
      turn.refusal !== 'EPOCH' &&
      turn.refusal !== 'SUPERSEDED';
    return saveConversation(tx, loaded, spent ? { followUpStep: loaded.row.followUpStep + 1 } : {}, now);
  });
}
