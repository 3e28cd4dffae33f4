import { describe, expect, it } from 'vitest';
import { aMessage } from './factory.ts';
import { type Pending, stillPending } from './pending.ts';

const AT = '2025-10-09T18:00:00Z';
const entry = (id: string): Pending => ({
  id,
  conversationId: 'c',
  text: 'hello',
  replyToId: null,
  atMs: Date.parse(AT),
  state: 'sending',
  problem: null,
});

describe('what is still on its way', () => {
  it('is replaced by the message with its id, and by no other with the same words', () => {
    const shown = [aMessage({ id: 'm1', at: AT, direction: 'out', sender: 'HUMAN', text: 'hello' })];
    expect(stillPending([entry('m1'), entry('m2')], shown)).toEqual([entry('m2')]);
  });
});
