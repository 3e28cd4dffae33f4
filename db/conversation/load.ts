/** Loading and saving a conversation: the row, what belongs to it, and the workflow's snapshot of it. */
import { and, eq, sql } from 'drizzle-orm';
import { nextDue } from '../../domain/conversation/next-due.ts';
import type { ConversationState, Timing } from '../../domain/conversation/state.ts';
import { changeToRead } from '../../domain/memory/changed.ts';
import { foldDue } from '../../domain/memory/fold.ts';
import { ladderOf, type Playbook } from '../../domain/playbook/playbook.ts';
import type { Channel } from '../../domain/words.ts';
import { channelAccounts } from '../channel/table.ts';
import { contacts } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { applyVariants } from '../experiment/queries.ts';
import { organizations } from '../organization/table.ts';
import { loadPlaybook } from '../playbook/queries.ts';
import { preparedOn, setColumns } from '../prepared.ts';
import { conversations } from './table.ts';

export type ConversationRow = typeof conversations.$inferSelect;
export type ConversationPatch = Partial<typeof conversations.$inferInsert>;

export interface LoadedConversation {
  row: ConversationRow;
  contact: {
    id: string;
    name: string | null;
    optedOutAt: number | null;
    blocked: boolean;
    /** Absent = on. */
    autoreply?: boolean;
    zone: string | null;
    language: string | null;
    marketingStoppedAt: number | null;
    marketingOptInAt: number | null;
  };
  organization: { name: string; zone: string; currency: string };
  channel: Channel;
  /** As the conversation's variants change it (A-AB-3). */
  playbook: Playbook;
  /** When calls to action may come; absent = early. */
  ctaTiming?: 'early' | 'late';
  queuedOutbound: number;
  /** Whether any flow may begin; absent = none. */
  hasFlows?: boolean;
}

/** By its id, or as the one conversation of a contact on a channel account (X-CONV). */
export type ConversationKey =
  | { orgId: string; conversationId: string }
  | { orgId: string; contactId: string; channelAccountId: string };

/** @param lock takes the row `FOR UPDATE`: every change of ownership and every claim does. */
export async function loadConversation(
  tx: Tx,
  key: ConversationKey,
  lock: boolean,
): Promise<LoadedConversation | null> {
  const { orgId } = key;
  const by = 'conversationId' in key ? 'id' : 'contact';
  const statement = preparedOn(tx, `conversation by ${by}${lock ? ', locked' : ''}`, on => selectLoaded(on, by, lock));
  const [found] = await statement.execute({ ...key });
  if (!found) return null;
  const playbook = await loadPlaybook(tx, {
    orgId,
    playbookId: found.row.playbookId,
    version: found.row.playbookVersion,
  });
  const varied = await applyVariants(tx, { orgId: found.row.orgId, playbook, variants: found.row.variants });
  return { ...found, ...varied };
}

function selectLoaded(tx: Tx, by: 'id' | 'contact', lock: boolean) {
  const asked = sql.placeholder;
  const named =
    by === 'id'
      ? eq(conversations.id, asked('conversationId'))
      : and(
          eq(conversations.contactId, asked('contactId')),
          eq(conversations.channelAccountId, asked('channelAccountId')),
        );
  const query = tx
    .select({
      row: conversations,
      contact: {
        id: contacts.id,
        name: contacts.name,
        optedOutAt: contacts.optedOutAt,
        blocked: contacts.blocked,
        autoreply: contacts.autoreply,
        zone: contacts.zone,
        language: contacts.language,
        marketingStoppedAt: contacts.marketingStoppedAt,
        marketingOptInAt: contacts.marketingOptInAt,
      },
      organization: { name: organizations.name, zone: organizations.zone, currency: organizations.currency },
      channel: channelAccounts.channel,
      queuedOutbound: sql<number>`(select count(*)::int from messages m where m.org_id = ${conversations.orgId} and m.conversation_id = ${conversations.id} and m.state = 'QUEUED' and (m.member_id is not null or m.sender = 'SYSTEM'))`,
      hasFlows: sql<boolean>`exists (select 1 from flows f where f.org_id = ${conversations.orgId} and f.active)`,
    })
    .from(conversations)
    .innerJoin(contacts, and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId)))
    .innerJoin(organizations, eq(organizations.id, conversations.orgId))
    .innerJoin(
      channelAccounts,
      and(eq(channelAccounts.orgId, conversations.orgId), eq(channelAccounts.id, conversations.channelAccountId)),
    )
    .where(and(eq(conversations.orgId, asked('orgId')), named))
    .$dynamic();
  return lock ? query.for('update', { of: conversations }) : query;
}

export function timingOf(playbook: Playbook): Timing {
  return {
    ladder: ladderOf(playbook),
    continueAfterArchive: playbook.followUp.continueAfterArchive,
    contactHours: playbook.followUp.contactHours,
    onSilence: playbook.takeover.onSilence,
    remindAfterMs: playbook.takeover.remindAfterMs,
    endAfterMs: playbook.takeover.endAfterMs,
    replyNeededAfterMs: playbook.takeover.replyNeededAfterMs,
    replyEscalateAfterMs: playbook.takeover.replyEscalateAfterMs,
    ctaResetMs: playbook.ctaResetMs,
    idleCompleteMs: playbook.idleCompleteMs,
    repeatableCtas: playbook.ctas.filter(cta => cta.repeatable).map(cta => cta.type),
  };
}

/** What the workflow carries: enums, numbers and times of the loaded conversation. */
export function snapshotOf(loaded: LoadedConversation): ConversationState {
  const { row, contact, organization, playbook } = loaded;
  const open = row.memory.commitments
    .filter(commitment => commitment.dueAt !== null)
    .map(commitment => commitment.dueAt ?? 0);
  return {
    owner: row.owner,
    epoch: row.ownerEpoch,
    optedOut: contact.optedOutAt !== null,
    closed: row.closedAt !== null,
    stage: row.stage,
    staleness: row.staleness,
    handledThrough: row.handledThrough,
    lastInboundNumber: row.lastInboundNumber,
    lastInboundAt: row.lastInboundAt,
    lastOutboundAt: row.lastOutboundAt,
    windowEndsAt: row.windowEndsAt,
    unanswered: row.unanswered,
    responseRate: row.botMessages === 0 ? null : row.userReplies / row.botMessages,
    averageReplyMs: row.userReplies === 0 ? null : Math.round((row.replySeconds * 1000) / row.userReplies),
    ctas: row.ctas,
    followUpStep: row.followUpStep,
    memberActiveAt: row.memberActiveAt,
    takeoverReminded: row.takeoverReminded,
    customerWaitingAt: row.customerWaitingAt,
    humanReplyStep: row.humanReplyStep,
    commitmentDueAt: open.length > 0 ? Math.min(...open) : null,
    queuedOutbound: loaded.queuedOutbound,
    lastActivityAt: row.lastActivityAt,
    zone: contact.zone ?? organization.zone,
    playbookVersion: row.playbookVersion,
    memoryDue: foldDue({
      handledThrough: row.handledThrough,
      summaryThrough: row.memory.summaryThrough,
      foldTriedThrough: row.memory.foldTriedThrough ?? 0,
    }),
    rereadDue: changeToRead(row.memory) !== null,
    followUpNotBefore: row.followUpNotBefore,
    flowDueAt: row.flowDueAt,
    timing: timingOf(playbook),
  };
}

/**
 * Writes a patch and with it what happens next, and tells everyone who watches. The loaded object is changed along, so
 * that later steps of the transaction see it.
 * @returns the snapshot for the workflow.
 */
export async function saveConversation(
  tx: Tx,
  loaded: LoadedConversation,
  patch: ConversationPatch,
  now: number,
): Promise<ConversationState> {
  Object.assign(loaded.row, patch);
  const snapshot = snapshotOf(loaded);
  const due = nextDue(snapshot);
  const next = { nextDueKind: due?.kind ?? null, nextDueAt: due?.at ?? null, nextDueStep: due?.step ?? null };
  Object.assign(loaded.row, next);
  await setColumns(tx, conversations, loaded.row, { ...patch, ...next });
  await publish(tx, { orgId: loaded.row.orgId, kind: 'conversation.updated', conversationId: loaded.row.id, now });
  return snapshot;
}
