/** A conversation row in the words of its contract. */
import type { ViewRow } from '../../db/conversation/views.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import type { ConversationStatus, DueKind } from '../../domain/words.ts';
import type { ConversationRow } from '../contracts/conversations.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const DUE_LABELS: Record<DueKind, string> = {
  FOLLOW_UP: 'Follow-up',
  COMMITMENT: 'A promise comes due',
  FLOW: 'A flow goes on',
  STALENESS: 'Engagement cools down',
  CTA_RESET: 'An offer may be made again',
  HUMAN_REPLY_NEEDED: 'Customer waits for a person',
  HUMAN_REPLY_ESCALATE: 'Manager is told',
  TAKEOVER_REMIND: 'Reminder: still with a person',
  TAKEOVER_END: 'Takeover ends',
  IDLE_COMPLETE: 'Conversation rests',
};
export const dueLabel = (kind: string): string =>
  DUE_LABELS[kind as DueKind] ?? kind.toLowerCase().replaceAll('_', ' ');

/** What a person may skip or have done now: the agent's own plans, not the clock of engagement. */
export const isPlan = (kind: DueKind | null): kind is 'FOLLOW_UP' | 'COMMITMENT' =>
  kind === 'FOLLOW_UP' || kind === 'COMMITMENT';

/** X-CONV: RESOLVED, else WAITING_HUMAN, else PENDING_APPROVAL, else OPEN. */
function statusOf({ conversation, escalationEffect, hasDraft }: ViewRow): ConversationStatus {
  if (conversation.closedAt !== null) return 'RESOLVED';
  if (conversation.owner === 'HUMAN' || escalationEffect === 'hand_over') return 'WAITING_HUMAN';
  return hasDraft ? 'PENDING_APPROVAL' : 'OPEN';
}

export function conversationRow(view: ViewRow): ConversationRow {
  const { conversation: row } = view;
  const waiting = row.activity === 'IDLE' && row.owner !== 'HUMAN' && row.handledThrough < row.lastInboundNumber;
  return {
    id: row.id,
    contact: { id: row.contactId, name: view.contactName, address: addressForPeople(view.address) },
    channel: view.channel,
    owner: row.owner,
    ownerId: row.owner === 'HUMAN' ? row.ownerMemberId : null,
    ownerName: row.owner === 'HUMAN' ? view.ownerName : null,
    epoch: row.ownerEpoch,
    status: statusOf(view),
    stage: row.owner === 'HUMAN' ? 'HUMAN_TAKEOVER' : row.stage,
    leadStatus: view.leadStatus ?? 'NEW',
    staleness: row.staleness,
    activity: waiting ? 'WAITING' : row.activity,
    next:
      row.nextDueKind && row.nextDueAt !== null
        ? {
            kind: row.nextDueKind,
            at: iso(row.nextDueAt),
            step: row.nextDueStep === null ? null : row.nextDueStep + 1,
            steps: null,
            label: dueLabel(row.nextDueKind),
            runnable: isPlan(row.nextDueKind),
          }
        : null,
    unread: row.unread,
    lastMessage:
      view.lastKind && view.lastDirection && view.lastSender && view.lastAt !== null
        ? {
            text: view.lastDeletedAt === null ? view.lastText : null,
            kind: view.lastKind,
            direction: view.lastDirection,
            sender: view.lastSender,
            senderId: view.lastSender === 'HUMAN' ? view.lastMemberId : null,
            senderName: view.lastSender === 'HUMAN' ? view.lastMemberName : null,
            state: view.lastDirection === 'out' ? view.lastState : null,
            errorCode: view.lastState === 'FAILED' || view.lastState === 'UNKNOWN' ? view.lastErrorCode : null,
            at: iso(view.lastAt),
          }
        : null,
    escalation: view.escalationPriority
      ? { priority: view.escalationPriority, reasons: view.escalationReasons ?? [] }
      : null,
    hasDraft: view.hasDraft,
    hasUnknownSend: view.hasUnknown,
    optedOut: view.optedOutAt !== null,
    assignee: row.assigneeId && view.assigneeName ? { id: row.assigneeId, name: view.assigneeName } : null,
    snoozed: row.snoozedAt === null ? null : { until: isoOrNull(row.snoozedUntil) },
    updatedAt: iso(row.lastActivityAt),
  };
}
