import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';

/** Who owns the conversation, in one sentence. */
export const ownerSentence = (
  detail: Pick<ConversationDetail, 'owner' | 'ownerId' | 'ownerName' | 'optedOut' | 'status' | 'escalation'>,
  myId: string,
): string => {
  if (detail.status === 'RESOLVED') return 'Closed';
  if (detail.optedOut) return 'Opted out: nobody may write';
  if (detail.owner === 'AI') return 'AI answers';
  if (detail.owner === 'APPROVAL') return 'AI drafts, you approve';
  if (detail.owner === 'PAUSED') return 'Paused: nobody answers';
  if (detail.ownerId === myId) return 'You answer';
  if (detail.ownerId !== null) return `${detail.ownerName ?? 'A colleague'} answers`;
  return detail.escalation ? 'Waits for a person' : 'Answered on the business phone';
};

const ACTIVITY: Record<ConversationDetail['activity'], string | null> = {
  IDLE: null,
  WAITING: 'waiting for more',
  READING: 'reading',
  THINKING: 'thinking',
  SENDING: 'sending',
};

/** What the AI does at this moment; null while it rests or does not own the conversation. */
export const activitySentence = (detail: Pick<ConversationDetail, 'activity' | 'owner'>): string | null =>
  detail.owner === 'AI' || detail.owner === 'APPROVAL' ? ACTIVITY[detail.activity] : null;
