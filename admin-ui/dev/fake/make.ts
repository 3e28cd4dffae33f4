import type { ConversationDetail } from '../../../api/contracts/conversations.ts';
import type { MessageView } from '../../../api/contracts/messages.ts';
import type { DueKind } from '../../../domain/words.ts';
import { freshId } from './ids.ts';
import { conversations, type Stored, settle } from './state.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const ago = (lengthMs: number): string => new Date(Date.now() - lengthMs).toISOString();
export const ahead = (lengthMs: number): string => new Date(Date.now() + lengthMs).toISOString();

export const planned = (
  kind: DueKind,
  lengthMs: number,
  label: string,
  step: number | null = null,
): ConversationDetail['next'] => ({
  kind,
  at: ahead(lengthMs),
  step,
  steps: step === null ? null : 5,
  label,
  runnable: kind === 'FOLLOW_UP' || kind === 'COMMITMENT',
});

export const makeMessage = (
  conversationId: string,
  part: Partial<MessageView> & { direction: 'in' | 'out' },
): MessageView => ({
  id: freshId(),
  conversationId,
  sender: part.direction === 'in' ? 'CONTACT' : 'BOT',
  senderId: null,
  senderName: null,
  kind: 'TEXT',
  text: null,
  number: null,
  buttons: [],
  location: null,
  templateName: null,
  media: null,
  replyTo: null,
  reactions: [],
  state: part.direction === 'in' ? null : 'READ',
  error: null,
  turnId: null,
  confidence: null,
  fromPhone: false,
  editedAt: null,
  deletedAt: null,
  resendOfId: null,
  at: new Date().toISOString(),
  ...part,
});

export const makeConversation = (
  id: string,
  name: string | null,
  address: string,
  part: Partial<ConversationDetail>,
  messages: (Partial<MessageView> & { direction: 'in' | 'out' })[],
): Stored => {
  const all = messages.map(message => makeMessage(id, message));
  const at = all.at(-1)?.at ?? ago(0);
  const lastIn = all.findLast(message => message.direction === 'in')?.at ?? at;
  const windowEndsMs = Date.parse(lastIn) + 24 * HOUR_MS;
  const detail: ConversationDetail = {
    id,
    contact: { id: freshId(), name, address },
    channel: 'whatsapp',
    owner: 'AI',
    ownerId: null,
    ownerName: null,
    epoch: 1,
    status: 'OPEN',
    stage: 'QUALIFICATION',
    leadStatus: 'QUALIFYING',
    staleness: 'ACTIVE',
    activity: 'IDLE',
    next: null,
    unread: 0,
    lastMessage: null,
    escalation: null,
    hasDraft: false,
    hasUnknownSend: false,
    assignee: null,
    snoozed: null,
    optedOut: false,
    updatedAt: at,
    zone: 'America/New_York',
    window: { open: windowEndsMs > Date.now(), endsAt: new Date(windowEndsMs).toISOString() },
    leadSource: 'organic_inbound',
    lastTouch: null,
    leadValueMicros: null,
    slots: [],
    missingSlots: [],
    ctas: [],
    sentiments: [],
    mood: null,
    lastIntent: null,
    riskFlags: [],
    coolsAt: null,
    optedOutAt: null,
    autoreply: true,
    commitments: [],
    summary: null,
    brief: null,
    drafts: [],
    history: [{ kind: 'ownership', label: 'The AI owns the conversation', outcome: null, at: ago(26 * HOUR_MS) }],
    temporalUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/conversation',
    workflowId: `org-sunset/conversation/${id}`,
    ...part,
  };
  const stored = { detail, messages: all };
  settle(stored);
  conversations.set(id, stored);
  return stored;
};
