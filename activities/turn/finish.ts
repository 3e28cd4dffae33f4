/** What a finished turn changes: memory, stage, CTAs, the cursor. Committed with the claim (or with the silence). */
import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import { AGENT, audit } from '../../db/audit/queries.ts';
import { leadHolder } from '../../db/contact/lead-of.ts';
import { contacts, leads } from '../../db/contact/table.ts';
import { type ConversationPatch, type LoadedConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { brief, scoreFor } from '../../db/escalation/brief.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { messages } from '../../db/message/table.ts';
import { preparedOn } from '../../db/prepared.ts';
import { inboundIds, inboundTexts, loadStep, type TurnRow } from '../../db/turn/queries.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import type { Extraction } from '../../domain/agent/schemas.ts';
import { applyCta, type CtaRecord, type CtaRecords } from '../../domain/cta/cta.ts';
import { stepAfter } from '../../domain/followup/schedule.ts';
import { continueRun, type LanguageRun, preferredLanguage } from '../../domain/language/language.ts';
import { statusByScore } from '../../domain/lead/score.ts';
import { nextLeadStatus } from '../../domain/lead/status.ts';
import { toldOfChanges } from '../../domain/memory/changed.ts';
import { closeByCompletion } from '../../domain/memory/promises.ts';
import { riskFlags } from '../../domain/memory/risk.ts';
import { mergeExtraction } from '../../domain/slots/merge.ts';
import type { CtaType } from '../../domain/words.ts';
import { recordAdvance } from '../flow/record.ts';
import { LOADED_MESSAGES } from './extract.ts';
import type { ExtractStep } from './read.ts';

/** The newest of a burst are looked at for signs of risk (A-MEM-7). */
const FLAGGED_MESSAGES = 10;

/** What a turn read: the ids of its batch by number, and what was found in it. */
export interface TurnRead {
  extraction: Extraction | null;
  batch: Map<number, string>;
  /** What its newest messages say, typed or spoken; deleted ones say nothing. */
  texts: string[];
}

export async function loadRead(tx: Tx, { orgId, turnId }: { orgId: string; turnId: string }): Promise<TurnRead> {
  const [step, batch, texts] = await Promise.all([
    loadStep(tx, { orgId, turnId, step: 'extract' }),
    // More than these were not shown to the model.
    inboundIds(tx, { orgId, turnId, newest: LOADED_MESSAGES }),
    inboundTexts(tx, { orgId, turnId, newest: FLAGGED_MESSAGES }),
  ]);
  return { extraction: (step as ExtractStep | undefined)?.extraction ?? null, batch, texts };
}

export interface Facts {
  patch: ConversationPatch;
  /** What is on its way to the record besides; to be awaited together with what is asked next. */
  written: Promise<unknown>;
}

/** Also marks the batch as handled by this turn. The row must be locked. */
export function conversationFacts(
  tx: Tx,
  loaded: LoadedConversation,
  turn: TurnRow,
  { extraction, batch, texts }: TurnRead,
  decision: Decision,
  now: number,
): Facts {
  const { row, playbook } = loaded;
  const repeatable = (type: string) => playbook.ctas.find(cta => cta.type === type)?.repeatable ?? false;

  const writes: Promise<unknown>[] = [];
  let memory = turn.trigger === 'inbound' ? toldOfChanges(row.memory, turn.startedAt) : row.memory;
  let ctas: CtaRecords = row.ctas;
  if (extraction) {
    memory = mergeExtraction(memory, extraction, number => batch.get(number) ?? null, now);
    for (const signal of extraction.ctaSignals)
      ctas = applyCta(ctas, signal.cta, signal.signal, repeatable(signal.cta), now);
    const shown = extraction.languageConfidence >= LANGUAGE_SHOWN ? extraction.language : null;
    memory = { ...memory, languageRun: continueRun(memory.languageRun ?? null, shown, turn.through - turn.cursorFrom) };
    writes.push(learnContact(tx, loaded, extraction, memory.languageRun ?? null));
  }
  if (extraction) {
    memory = {
      ...memory,
      riskFlags: riskFlags({ memory, texts, aiFailures: decision.failure ? row.aiFailures + 1 : 0, now }),
    };
    for (const [type, record] of Object.entries(ctas) as [CtaType, CtaRecord][])
      if (record.state === 'COMPLETED' && record.changedAt === now) memory = closeByCompletion(memory, type, now);
  }
  if (decision.opening?.includes('away')) memory = { ...memory, awaySaidAt: now };
  if (decision.cta && decision.shouldSend)
    ctas = applyCta(ctas, decision.cta, 'offered', repeatable(decision.cta), now);

  const patch: ConversationPatch = {
    memory,
    ctas,
    stage: decision.stageTo,
    aiFailures: turn.trigger !== 'inbound' ? row.aiFailures : decision.failure ? row.aiFailures + 1 : 0,
  };
  if (turn.trigger === 'inbound' && turn.through > row.handledThrough) {
    const handled = tx
      .update(messages)
      .set({ handledBy: turn.id, handledAt: now })
      .where(
        and(
          eq(messages.orgId, row.orgId),
          eq(messages.conversationId, row.id),
          gt(messages.number, turn.cursorFrom),
          lte(messages.number, turn.through),
          isNull(messages.handledBy),
        ),
      );
    writes.push(handled.execute());
    Object.assign(patch, {
      handledThrough: turn.through,
      firstUnhandledAt: row.lastInboundNumber > turn.through ? (row.firstUnhandledAt ?? now) : null,
    });
  }
  if (turn.trigger.startsWith('follow_up'))
    Object.assign(patch, { followUpStep: row.followUpStep + 1, followUpNotBefore: null });
  if (decision.flow) {
    const advanced = recordAdvance(tx, loaded, decision.flow, now);
    writes.push(advanced.written);
    // What it says by itself counts for the ladder's steps that were due before.
    const spent = turn.trigger === 'inbound' ? {} : { followUpStep: stepAfter(snapshotOf(loaded), now) };
    Object.assign(patch, advanced.patch, spent);
  }
  // Later steps of this transaction see it (effects by failures in a row, the brief's memory).
  Object.assign(row, patch);
  return { patch, written: Promise.all(writes) };
}

/** A guess at a language is no sign of one. */
const LANGUAGE_SHOWN = 0.7;

async function learnContact(
  tx: Tx,
  { row, contact, playbook }: LoadedConversation,
  extraction: Extraction,
  run: LanguageRun | null,
): Promise<void> {
  const name = extraction.slots.find(slot => slot.key === 'name' && slot.confidence >= 0.8)?.value;
  // A-LANG-1: asked for outright, or two messages in a row in it.
  const asked = extraction.slots.find(slot => slot.key === 'language_preference' && slot.confidence >= 0.8)?.value;
  const requested = playbook.tone.languages.find(language => language === asked?.toLowerCase()) ?? null;
  const language = preferredLanguage(contact.language, run, requested);
  const patch = {
    ...(name && !contact.name ? { name } : {}),
    ...(language !== contact.language ? { language } : {}),
  };
  if (Object.keys(patch).length > 0)
    await tx
      .update(contacts)
      .set(patch)
      .where(and(eq(contacts.orgId, row.orgId), eq(contacts.id, row.contactId)));
}

export async function moveLead(tx: Tx, loaded: LoadedConversation, decision: Decision, now: number): Promise<void> {
  const { row, playbook } = loaded;
  const [lead] = await preparedOn(tx, 'lead, locked', on =>
    on
      .select()
      .from(leads)
      .where(
        and(
          eq(leads.orgId, sql.placeholder('orgId')),
          eq(leads.contactId, leadHolder(sql.placeholder('orgId'), sql.placeholder('contactId'))),
        ),
      )
      .for('update'),
  ).execute({ orgId: row.orgId, contactId: row.contactId });
  if (!lead) return;
  const required = playbook.checklist.filter(field => field.timing === 'required');
  const requiredKnown =
    required.length > 0 && required.every(field => (row.memory.slots[field.key]?.confidence ?? 0) >= 0.6);
  const ctaTaken = Object.values(row.ctas).some(record => record?.state === 'CLICKED' || record?.state === 'COMPLETED');
  const learnt = nextLeadStatus(lead.status, lead.statusSetByPerson, { requiredKnown, ctaTaken });
  const { score, parts } = scoreFor(row, playbook);
  const status = statusByScore(learnt, lead.statusSetByPerson, score);
  if (status === lead.status && score === lead.score) return;
  await tx
    .update(leads)
    .set({ status, score, scoreParts: parts, updatedAt: now })
    .where(and(eq(leads.orgId, row.orgId), eq(leads.id, lead.id)));
  if (status === lead.status) return;
  if (status === 'HOT')
    await escalate(tx, {
      orgId: row.orgId,
      conversationId: row.id,
      reason: 'hot_lead',
      effect: 'notify',
      brief: brief(loaded, 'hot_lead', now),
      now,
    });
  await audit(tx, {
    orgId: row.orgId,
    actor: AGENT,
    action: 'lead_status',
    subjectId: lead.id,
    payload: { from: lead.status, to: status, reason: decision.reasonCode },
    now,
  });
}
