import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { t } from '../../../lib/language.ts';

/** Who owns the conversation, in one sentence. */
export const ownerSentence = (
  detail: Pick<ConversationDetail, 'owner' | 'ownerId' | 'ownerName' | 'optedOut' | 'status' | 'escalation'>,
  myId: string,
): string => {
  if (detail.status === 'RESOLVED') return t('Closed');
  if (detail.optedOut) return t('Opted out: nobody may write');
  if (detail.owner === 'AI') return t('AI answers');
  if (detail.owner === 'APPROVAL') return t('AI drafts, you approve');
  if (detail.owner === 'PAUSED') return t('Paused: nobody answers');
  if (detail.ownerId === myId) return t('You answer');
  if (detail.ownerId !== null) return t('{name} answers', { name: detail.ownerName ?? t('A colleague') });
  return detail.escalation ? t('Waits for a person') : t('Answered on the business phone');
};

const ACTIVITY: Record<ConversationDetail['activity'], string | null> = {
  IDLE: null,
  WAITING: t('waiting for more'),
  READING: t('reading'),
  THINKING: t('thinking'),
  SENDING: t('sending'),
};

/** What the AI does at this moment; null while it rests or does not own the conversation. */
export const activitySentence = (detail: Pick<ConversationDetail, 'activity' | 'owner'>): string | null =>
  detail.owner === 'AI' || detail.owner === 'APPROVAL' ? ACTIVITY[detail.activity] : null;
