import type { ConversationRow } from '../../../../../api/contracts/conversations.ts';
import type { Priority } from '../../../../../domain/words.ts';
import { duration, ms } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { isStop } from './failure.ts';
import { DUE_WORDS, ESCALATION_LABELS, KIND_LABELS, VIEW_LABELS } from './labels.ts';

export type Tone = 'ai' | 'approval' | 'human' | 'paused' | 'danger' | 'quiet';
export type RowStatus = { text: string; tone: Tone; busy: boolean };

const ACTIVITY_WORDS = {
  WAITING: t('waits for more'),
  READING: t('reading'),
  THINKING: t('thinking'),
  SENDING: t('sending'),
} as const;

const due = (row: ConversationRow, nowMs: number): string | null => {
  if (!row.next) return null;
  const leftMs = ms(row.next.at) - nowMs;
  const shownMs = leftMs > 60_000 ? Math.floor(leftMs / 60_000) * 60_000 : leftMs;
  return `${DUE_WORDS[row.next.kind]} ${leftMs <= 0 ? t('due now') : t('in {time}', { time: duration(shownMs) })}`;
};

const isPressing = (priority: Priority): boolean => priority === 'CRITICAL' || priority === 'HIGH';

/** In the words of the view where such a conversation is found. */
export const callOf = (priority: Priority): string =>
  isPressing(priority) ? VIEW_LABELS.needs_human : t('Worth a look');

const still = (text: string, tone: Tone): RowStatus => ({ text, tone, busy: false });

/** The one line that says what goes on in a conversation: what needs somebody first, then what happens next. */
export const rowStatus = (row: ConversationRow, nowMs: number, myId: string): RowStatus => {
  if (row.hasUnknownSend) return still(t('Not confirmed: check'), 'danger');
  if (row.lastMessage?.state === 'FAILED' && !isStop(row.lastMessage.errorCode))
    return still(t('Not delivered: see why'), 'danger');
  if (row.optedOut) return still(t('Opted out'), 'paused');
  if (row.hasDraft && row.owner === 'APPROVAL') return still(t('Waits for approval'), 'approval');
  const next = due(row, nowMs);
  if (row.owner === 'HUMAN') {
    const nobody = row.escalation ? t('Waits for a person') : t('On the business phone');
    const who = row.ownerId === myId ? t('You') : row.ownerId === null ? nobody : (row.ownerName ?? t('A colleague'));
    const waits = row.lastMessage?.direction === 'in' && row.status !== 'RESOLVED';
    const text = [who, next ?? (waits ? t('customer waits') : row.ownerId === null ? null : t('in charge'))];
    const alone = row.ownerId === null && row.escalation !== null && isPressing(row.escalation.priority);
    return still(text.filter(part => part !== null).join(' · '), alone ? 'danger' : 'human');
  }
  if (row.escalation) {
    const [reason] = row.escalation.reasons;
    return still(
      `${callOf(row.escalation.priority)}${reason ? ` · ${ESCALATION_LABELS[reason]}` : ''}`,
      isPressing(row.escalation.priority) ? 'danger' : row.owner === 'AI' ? 'ai' : 'approval',
    );
  }
  if (row.status === 'RESOLVED') return still(t('Resolved'), 'quiet');
  if (row.snoozed)
    return still(
      row.snoozed.until
        ? t('Snoozed · back in {time}', { time: duration(Math.max(60_000, ms(row.snoozed.until) - nowMs)) })
        : t('Snoozed until they write'),
      'quiet',
    );
  if (row.owner === 'PAUSED') return still(next ? t('Paused · {next}', { next }) : t('Paused'), 'paused');
  const tone = row.owner === 'APPROVAL' ? 'approval' : 'ai';
  if (row.activity !== 'IDLE') return { text: `AI · ${ACTIVITY_WORDS[row.activity]}`, tone, busy: true };
  if (next) return still(`AI · ${next}`, tone);
  return still(row.owner === 'APPROVAL' ? t('AI drafts, you approve') : t('AI answers'), tone);
};

/** The last message in one line. */
export const preview = (row: ConversationRow): string => {
  const last = row.lastMessage;
  if (!last) return t('No messages yet');
  const label = last.kind !== 'TEXT' ? KIND_LABELS[last.kind] : null;
  const text = last.text?.replace(/\s+/g, ' ').trim() ?? '';
  if (text === '') return label ?? t('Message without text');
  const showsKind = label !== null && ['VOICE', 'AUDIO', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'].includes(last.kind);
  return showsKind ? `${label}: ${text}` : text;
};

/** Who wrote the last message, for the start of the preview; null for the customer. */
export const previewAuthor = ({ lastMessage }: ConversationRow, myId: string): string | null => {
  if (lastMessage?.direction !== 'out' || lastMessage.sender === 'SYSTEM') return null;
  if (lastMessage.sender === 'BOT') return 'AI';
  return lastMessage.senderId === myId ? t('You') : (lastMessage.senderName ?? t('Business phone'));
};

export const displayName = (contact: ConversationRow['contact']): string =>
  contact.name?.trim() ? contact.name.trim() : contact.address;
