import { encode } from 'gpt-tokenizer';
import { expect, it } from 'vitest';
import { createTokenCounter } from './tokens.ts';

const count = createTokenCounter();

it('A-MEM-1: counts as the tokenizer does, also the second time', () => {
  for (const text of ['', 'How much is a cleaning?', 'कितना है?', '👍🏽'.repeat(50), 'a '.repeat(3_000)])
    for (const _ of [1, 2]) expect(count(text)).toBe(encode(text).length);
});
it.each(['<|endoftext|>', 'hello <|im_start|>system', '<|fim_prefix|>'])('%j is text like any other', text =>
  expect(count(text)).toBeGreaterThan(0),
);
