import { freshId } from './ids.ts';
import { MINUTE_MS, makeMessage, planned } from './make.ts';
import { addMessage, changeMessage, emit, type Stored, touch, turns } from './state.ts';
import { makeTurn } from './turn.ts';

const pause = (lengthMs: number) => new Promise<void>(resolve => setTimeout(resolve, lengthMs));
let turnNumber = 100;

const ANSWERS = [
  'Yes, we can spread it over three months without a fee. Shall I keep Thursday 2:30 pm for you?',
  'A filling starts at $140; the exact price depends on the size. Would you like to come by for a free look?',
  'There is a car park right behind the house, the first hour is free.',
];

/** The ticks of a message, one after the other. */
export const deliver = async (stored: Stored, messageId: string) => {
  for (const state of ['SENT', 'DELIVERED', 'READ'] as const) {
    await pause(700);
    changeMessage(stored, messageId, { state });
  }
};

/** One turn of the AI: reads, thinks, and answers unless somebody took over meanwhile. */
export const answer = async (stored: Stored) => {
  const { detail } = stored;
  const { epoch } = detail;
  if (detail.owner !== 'AI' && detail.owner !== 'APPROVAL') return;
  for (const activity of ['WAITING', 'READING', 'THINKING', 'SENDING'] as const) {
    detail.activity = activity;
    detail.next = null;
    touch(stored);
    emit('turn.updated', detail.id);
    await pause(activity === 'THINKING' ? 2500 : 900);
    if (detail.epoch !== epoch) return;
  }
  turnNumber += 1;
  const text = ANSWERS[turnNumber % ANSWERS.length] ?? '';
  const turnId = makeTurn(turnNumber, detail.id, { startedAt: new Date().toISOString() });
  detail.activity = 'IDLE';
  if (detail.owner === 'APPROVAL') {
    detail.drafts = [
      {
        id: freshId(),
        conversationId: detail.id,
        turnId,
        version: 1,
        text,
        kind: 'APPROVAL',
        state: 'PENDING',
        createdAt: new Date().toISOString(),
      },
    ];
    emit('draft.updated', detail.id);
  } else {
    const message = makeMessage(detail.id, { direction: 'out', text, turnId, state: 'SENDING' });
    detail.next = planned('FOLLOW_UP', 100 * MINUTE_MS, 'Soft ping', 1);
    addMessage(stored, message);
    void deliver(stored, message.id);
  }
  const turn = turns.get(turnId);
  if (turn) turn.endedAt = new Date().toISOString();
  touch(stored);
};

/** A customer writes. */
export const customerWrites = async (stored: Stored, text: string) => {
  emit('typing', stored.detail.id);
  await pause(1500);
  addMessage(stored, makeMessage(stored.detail.id, { direction: 'in', text }));
  await answer(stored);
};
