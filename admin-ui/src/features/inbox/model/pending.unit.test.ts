import { describe, expect, it } from 'vitest';
import { aMessage } from './factory.ts';
import { type Pending, stillPending } from './pending.ts';

const AT = '2025-10-09T18:00:00Z';
const entry = (part: Partial<Pending> = {}): Pending => ({
  clientId: 'k1',
  conversationId: 'c',
  text: 'hello',
  replyToId: null,
  atMs: Date.parse(AT),
  state: 'sending',
  problem: null,
  messageId: null,
  ...part,
});
const sent = (id: string, part: Partial<Parameters<typeof aMessage>[0]> = {}) =>
  aMessage({ id, at: AT, direction: 'out', sender: 'HUMAN', ...part });

describe('what is still on its way', () => {
  it('is replaced by the message it became, once', () => {
    expect(stillPending([entry()], [sent('m1')])).toEqual([]);
    expect(stillPending([entry(), entry({ clientId: 'k2' })], [sent('m1')])).toHaveLength(1);
    expect(stillPending([entry({ messageId: 'm9' })], [sent('m1')])).toHaveLength(1);
    expect(stillPending([entry({ messageId: 'm9' })], [sent('m9', { text: 'edited' })])).toEqual([]);
  });

  it('is not taken for the same words of another day, of the AI or of the customer', () => {
    expect(stillPending([entry()], [sent('m1', { at: '2025-10-08T18:00:00Z' })])).toHaveLength(1);
    expect(stillPending([entry()], [sent('m1', { sender: 'BOT' })])).toHaveLength(1);
    expect(stillPending([entry()], [aMessage({ id: 'm1', at: AT })])).toHaveLength(1);
  });
});
