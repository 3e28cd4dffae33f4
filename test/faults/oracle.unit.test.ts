import { describe, expect, it } from 'vitest';
import { type Facts, judge } from './oracle.ts';

const REPLY = { id: 'r1', state: 'DELIVERED', sender: 'BOT', attempts: 1, claimedAt: 1_000 };
const SEND = { bizOpaqueCallbackData: 'r1', statusMode: 'normal' as const, at: 1_001 };
const RECORD: NonNullable<Facts['record']> = {
  phone: '+1',
  conversationId: 'c',
  owner: 'AI',
  customerWaiting: false,
  resting: true,
  inbound: [{ providerMessageId: 'in1', handledBy: 't1' }],
  replies: [REPLY],
  escalations: 0,
};
const FACTS: Facts = {
  phone: '+1',
  inboundId: 'in1',
  accepted: true,
  sends: [SEND],
  record: RECORD,
  takenOverAt: null,
  takenBeforeClaim: false,
  mayBeUnknown: null,
};
const record = (part: Partial<typeof RECORD>) => ({ record: { ...RECORD, ...part } });
const ZERO = { lost: 0, doubled: 0, silent: 0, unknown: 0, claimedAfterTakeover: 0 };

describe('the oracle', () => {
  it('is content with one answer to one question', () => {
    expect(judge(FACTS)).toEqual({ ...ZERO, problems: [] });
  });

  it.each<[string, Partial<Facts>, Partial<typeof ZERO>]>([
    ['a message that was never taken', { accepted: false }, { lost: 1 }],
    ['an accepted message that is not recorded', { record: null }, { lost: 1 }],
    ['a message nobody handled', record({ inbound: [{ providerMessageId: 'in1', handledBy: null }] }), { lost: 1 }],
    ['a turn that never ends', record({ resting: false }), { lost: 1 }],
    ['a message recorded twice', record({ inbound: [...RECORD.inbound, ...RECORD.inbound] }), { doubled: 1 }],
    ['two sends of one message', { sends: [SEND, SEND] }, { doubled: 1 }],
    [
      'two answers',
      {
        sends: [SEND, { ...SEND, bizOpaqueCallbackData: 'r2' }],
        ...record({ replies: [REPLY, { ...REPLY, id: 'r2' }] }),
      },
      { doubled: 1 },
    ],
    ['a send that never left', { sends: [] }, { silent: 2 }],
    ['no answer and no reason', { sends: [], ...record({ replies: [] }) }, { silent: 1 }],
    ['FAILED although it left', record({ replies: [{ ...REPLY, state: 'FAILED' }] }), { silent: 1 }],
    ['SENDING for ever', record({ replies: [{ ...REPLY, state: 'SENDING' }] }), { silent: 1 }],
    ['a send the record does not know', record({ replies: [] }), { silent: 1 }],
    ['a claim after a takeover', { takenOverAt: 999, ...record({ owner: 'HUMAN' }) }, { claimedAfterTakeover: 1 }],
    [
      'a claim where none had been',
      { takenOverAt: 1_000, takenBeforeClaim: true, ...record({ owner: 'HUMAN' }) },
      { claimedAfterTakeover: 1 },
    ],
    ['a takeover that is gone', { takenOverAt: 2_000 }, { lost: 1 }],
  ])('sees %s', (_name, part, expected) => {
    const { problems, ...counts } = judge({ ...FACTS, ...part });
    expect(counts).toEqual({ ...ZERO, ...expected });
    expect(problems.length).toBeGreaterThan(0);
  });

  it('takes UNKNOWN for an answer to what nobody can know, and only to that', () => {
    const unknown = record({ replies: [{ ...REPLY, state: 'UNKNOWN' }] });
    const silent = { ...SEND, statusMode: 'none' as const };
    expect(judge({ ...FACTS, sends: [], mayBeUnknown: true, ...unknown })).toEqual({
      ...ZERO,
      unknown: 1,
      problems: [],
    });
    expect(judge({ ...FACTS, sends: [silent], mayBeUnknown: true, ...unknown }).problems).toEqual([]);
    expect(judge({ ...FACTS, sends: [SEND], mayBeUnknown: true, ...unknown }).problems).toHaveLength(1);
    expect(judge({ ...FACTS, sends: [], mayBeUnknown: false, ...unknown }).problems).toHaveLength(1);
  });

  it('is content when a person has it', () => {
    const taken = record({ owner: 'HUMAN', customerWaiting: true, replies: [] });
    expect(judge({ ...FACTS, sends: [], takenOverAt: 1, takenBeforeClaim: true, ...taken }).problems).toEqual([]);
  });
});
