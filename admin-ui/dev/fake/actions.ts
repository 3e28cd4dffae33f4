import type { z } from 'zod';
import { okSchema } from '../../../api/contracts/common.ts';
import {
  closeSchema,
  modeSchema,
  ownershipResultSchema,
  releaseSchema,
  takeoverResultSchema,
} from '../../../api/contracts/conversations.ts';
import {
  approveDraftSchema,
  messageSchema,
  rejectDraftSchema,
  sendMessageSchema,
  settleSchema,
} from '../../../api/contracts/messages.ts';
import { answer, deliver } from './agent.ts';
import { freshId, idOf } from './ids.ts';
import { makeMessage } from './make.ts';
import { refuse } from './refuse.ts';
import { addMessage, changeMessage, conversations, emit, type Stored, touch } from './state.ts';

export const MEMBER = 'Mara Lindqvist';
export const MEMBER_ID = idOf(3, 3);

const read = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refuse(400, 'invalid', parsed.error.issues[0]?.message ?? 'The request is malformed.');
};

const own = (stored: Stored, owner: 'AI' | 'APPROVAL' | 'HUMAN' | 'PAUSED', label: string) => {
  const { detail } = stored;
  detail.owner = owner;
  detail.ownerId = owner === 'HUMAN' ? MEMBER_ID : null;
  detail.ownerName = owner === 'HUMAN' ? MEMBER : null;
  detail.epoch += 1;
  detail.activity = 'IDLE';
  detail.history.unshift({ kind: 'ownership', label, outcome: null, at: new Date().toISOString() });
  touch(stored);
  return ownershipResultSchema.parse({ owner: detail.owner, epoch: detail.epoch });
};

const sendByHand = (stored: Stored, id: string, text: string, replyToId: string | null) => {
  const quoted = stored.messages.find(message => message.id === replyToId);
  const message = makeMessage(stored.detail.id, {
    id,
    direction: 'out',
    sender: 'HUMAN',
    senderId: MEMBER_ID,
    senderName: MEMBER,
    text,
    state: 'QUEUED',
    replyTo: quoted ? { id: quoted.id, text: quoted.text, sender: quoted.sender } : null,
  });
  addMessage(stored, message);
  void deliver(stored, message.id);
  return messageSchema.parse(message);
};

/** POST /conversations/:id/<what> */
export const conversationAction = (id: string, what: string, body: unknown): unknown => {
  const stored = conversations.get(id);
  if (!stored) throw refuse(404, 'not_found', 'There is no such conversation.');
  const { detail } = stored;
  if (what === 'takeover') {
    const wasAtWork = detail.activity !== 'IDLE';
    const result = own(stored, 'HUMAN', `${MEMBER} took over`);
    if (wasAtWork)
      detail.drafts = [
        {
          id: freshId(),
          conversationId: id,
          turnId: null,
          version: 1,
          text: 'Yes, walk-ins are welcome until 5 pm.',
          kind: 'SUGGESTION',
          state: 'PENDING',
          createdAt: new Date().toISOString(),
        },
      ];
    touch(stored);
    return takeoverResultSchema.parse({ ...result, inFlight: [], suggestion: detail.drafts[0] ?? null });
  }
  if (what === 'release') {
    read(releaseSchema, body);
    detail.escalation = null;
    detail.status = 'OPEN';
    emit('escalation.updated', id);
    const result = own(stored, 'AI', `${MEMBER} handed back to the AI`);
    if (detail.lastMessage?.direction === 'in') void answer(stored);
    return result;
  }
  if (what === 'mode') {
    const { owner } = read(modeSchema, body);
    return own(stored, owner, `${MEMBER} switched to ${owner}`);
  }
  if (what === 'close') {
    read(closeSchema, body);
    detail.status = 'RESOLVED';
    detail.next = null;
  } else if (what === 'reopen') detail.status = 'OPEN';
  else if (what === 'read') {
    detail.unread = 0;
    emit('conversation.updated', id);
    return okSchema.parse({ ok: true });
  } else if (what === 'due/skip' || what === 'due/run') {
    if (!detail.next) throw refuse(409, 'nothing_due', 'Nothing is planned here any more.');
    detail.history.unshift({
      kind: detail.next.kind,
      label: detail.next.label,
      outcome: what === 'due/skip' ? 'skipped' : 'done',
      at: new Date().toISOString(),
    });
    detail.next = null;
    if (what === 'due/run') void answer(stored);
  } else if (what === 'messages') {
    const input = read(sendMessageSchema, body);
    const known = stored.messages.find(message => message.id === input.id);
    if (known) return messageSchema.parse(known);
    if (!detail.window.open)
      throw refuse(409, 'window_closed', 'The 24-hour window is closed.', 'Wait until the customer writes.');
    if (detail.optedOut) throw refuse(409, 'opted_out', 'The customer opted out.');
    if (input.text === 'fail')
      throw refuse(503, 'unavailable', 'WhatsApp cannot be reached just now.', 'Try again in a minute.');
    if (detail.owner !== 'HUMAN') own(stored, 'HUMAN', `${MEMBER} took over`);
    return sendByHand(stored, input.id, input.text, input.replyToId);
  } else throw refuse(404, 'not_found', 'There is no such action.');
  touch(stored);
  return okSchema.parse({ ok: true });
};

/** POST /messages/:id/settle */
export const settleMessage = (id: string, body: unknown): unknown => {
  const { outcome } = read(settleSchema, body);
  for (const stored of conversations.values()) {
    const message = stored.messages.find(candidate => candidate.id === id);
    if (!message) continue;
    if (outcome === 'arrived') changeMessage(stored, id, { state: 'DELIVERED' });
    if (outcome === 'send_again') {
      const again = makeMessage(stored.detail.id, {
        ...message,
        id: freshId(),
        at: new Date().toISOString(),
        state: 'SENDING',
        resendOfId: id,
        direction: 'out',
      });
      addMessage(stored, again);
      void deliver(stored, again.id);
    }
    touch(stored);
    return okSchema.parse({ ok: true });
  }
  throw refuse(404, 'not_found', 'There is no such message.');
};

/** POST /drafts/:id/approve and /reject */
export const settleDraft = (id: string, what: string, body: unknown): unknown => {
  for (const stored of conversations.values()) {
    const draft = stored.detail.drafts.find(candidate => candidate.id === id);
    if (!draft) continue;
    const version = what === 'approve' ? read(approveDraftSchema, body).version : read(rejectDraftSchema, body).version;
    if (version !== draft.version)
      throw refuse(409, 'stale_draft', 'The draft has changed since you read it.', 'Read the new one and approve it.');
    stored.detail.drafts = stored.detail.drafts.filter(candidate => candidate.id !== id);
    stored.detail.status = 'OPEN';
    if (what === 'approve') {
      const { text } = read(approveDraftSchema, body);
      const message = makeMessage(stored.detail.id, {
        direction: 'out',
        text: text ?? draft.text,
        turnId: draft.turnId,
        state: 'QUEUED',
      });
      addMessage(stored, message);
      void deliver(stored, message.id);
    }
    emit('draft.updated', stored.detail.id);
    touch(stored);
    return okSchema.parse({ ok: true });
  }
  throw refuse(409, 'stale_draft', 'This draft is settled already.');
};
