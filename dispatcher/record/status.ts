/** Records what the provider says about our own messages, templates and account. */
import { and, eq, isNull, lte, or } from 'drizzle-orm';
import { note } from '../../db/audit/queries.ts';
import { contactIdentities, contacts } from '../../db/contact/table.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { brief } from '../../db/escalation/brief.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { claimProviderId } from '../../db/intake/queries.ts';
import { applyStatus } from '../../db/message/settle.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import { templates } from '../../db/template/table.ts';
import { loadTurn } from '../../db/turn/queries.ts';
import type { HandoffBrief } from '../../domain/escalation/escalation.ts';
import type { InboundUpdate } from '../../domain/message/inbound.ts';
import { duplicate, ignored, type RecordContext, type Recorded, recorded } from './context.ts';

type Of<T extends InboundUpdate['type']> = Extract<InboundUpdate, { type: T }>;

export async function recordStatus(context: RecordContext, update: Of<'status'>): Promise<Recorded> {
  const { tx, orgId, channelAccountId, now } = context;
  const facts = {
    channelAccountId,
    providerMessageId: update.providerMessageId,
    ourMessageId: update.ourMessageId,
    state: update.state,
    error: update.error,
    pricing: update.pricing,
    now,
  };
  const applied = await applyStatus(tx, orgId, facts, context.locked);
  if (!applied) return ignored('status of an unknown message');
  if (applied.to === 'FAILED' && applied.from !== 'FAILED') {
    await note(tx, {
      orgId,
      conversationId: applied.conversationId,
      kind: 'SEND_FAILED',
      outcome: update.error?.code ?? 'unknown',
      now,
    });
    // Nobody would notice that the customer got no answer: a person is told, as after a refusal at once.
    const turn = applied.turnId ? await loadTurn(tx, { orgId, turnId: applied.turnId }) : null;
    if (turn?.trigger === 'inbound')
      await escalate(tx, {
        orgId,
        conversationId: applied.conversationId,
        reason: 'ai_failure',
        effect: 'notify',
        brief: await briefOf(context, applied.conversationId),
        now,
      });
    await tellWorkflow(tx, {
      orgId,
      conversationId: applied.conversationId,
      kind: 'delivery',
      payload: { failed: true },
      now,
    });
  }
  return recorded;
}

async function briefOf({ tx, orgId, now }: RecordContext, conversationId: string): Promise<HandoffBrief | null> {
  const loaded = await loadConversation(tx, { orgId, conversationId }, false);
  return loaded ? brief(loaded, 'ai_failure', now) : null;
}

export async function recordTemplate(
  context: RecordContext,
  update: Of<'template_status'> | Of<'template_quality'>,
): Promise<Recorded> {
  const { tx, orgId, channelAccountId, now } = context;
  const rows = await tx
    .update(templates)
    .set({
      ...(update.type === 'template_status' ? { status: update.status } : { quality: update.quality }),
      syncedAt: now,
    })
    .where(
      and(
        eq(templates.orgId, orgId),
        eq(templates.channelAccountId, channelAccountId),
        or(
          eq(templates.providerTemplateId, update.providerTemplateId),
          and(eq(templates.name, update.name), eq(templates.language, update.language)),
        ),
      ),
    )
    .returning({ id: templates.id });
  return rows.length > 0 ? recorded : ignored('event of a template that was not synced yet');
}

/** The customer's own act is consent (A-PRICE-3). */
const CHOSEN_THERE = { memberId: null, how: 'channel' as const, words: 'Allowed marketing messages in WhatsApp.' };

/** `stop` and `resume` of marketing messages, chosen in WhatsApp itself. */
export async function recordMarketingPreference(
  context: RecordContext,
  update: Of<'marketing_preference'>,
): Promise<Recorded> {
  const { tx, orgId, channelAccountId, now } = context;
  // The wire gives it no id: without one of ours an old choice that comes again would undo a newer one.
  const { sender, allowed, at } = update;
  const idHash = context.hashId(`preference:${JSON.stringify([sender.identities, allowed, at])}`);
  if (!(await claimProviderId(tx, { channelAccountId, idHash, now }))) return duplicate;
  for (const identity of sender.identities) {
    const [known] = await tx
      .select({ contactId: contactIdentities.contactId })
      .from(contactIdentities)
      .where(
        and(
          eq(contactIdentities.orgId, orgId),
          eq(contactIdentities.kind, identity.kind),
          eq(contactIdentities.value, identity.value),
        ),
      );
    if (!known) continue;
    await tx
      .update(contacts)
      .set(
        allowed
          ? { marketingStoppedAt: null, marketingOptInAt: at, marketingOptIn: CHOSEN_THERE }
          : { marketingStoppedAt: at },
      )
      .where(
        and(
          eq(contacts.orgId, orgId),
          eq(contacts.id, known.contactId),
          // Overtaken on the way: the later choice stands.
          or(isNull(contacts.marketingStoppedAt), lte(contacts.marketingStoppedAt, at)),
        ),
      );
    return recorded;
  }
  return ignored('marketing preference of an unknown contact');
}
