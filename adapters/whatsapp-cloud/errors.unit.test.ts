import { describe, expect, it } from 'vitest';
import { ERROR_ROWS } from './error-codes.ts';
import { answerError, explain, factsOf, webhookError } from './errors.ts';

const codes = ERROR_ROWS.flatMap(([code]) => (typeof code === 'number' ? [code] : [code[0], code[1]]));
/** Codes that say "too fast": the only ones a send is repeated for. */
const THROTTLE = new Set([4, 613, 80007, 80008, 130429, 131056, 131057]);

describe('the code table', () => {
  it('names every code once', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(codes)('%i: repeated only when it is a throttle, explained with a remedy', code => {
    const { verdict } = answerError(400, { error: { code, message: 'x' } });
    expect(verdict === 'retry' || verdict === 'wait').toBe(THROTTLE.has(code));
    expect(answerError(503, { error: { code } }).verdict).toBe('unknown');
    expect(webhookError({ code }).verdict).not.toBe('unknown');
    const { explanation, remedy } = explain(code);
    for (const sentence of [explanation, remedy]) expect(sentence).toMatch(/^[A-Z].{8,}\.$/);
  });

  it('reads ranges and strangers', () => {
    expect(factsOf(250)?.verdict).toBe('ask_person');
    expect(factsOf(131210)?.verdict).toBe('give_up');
    expect(factsOf(424242)).toBeNull();
    expect(explain('424242').explanation).toContain('424242');
    for (const word of ['timeout', 'refused_connection', 'connection_lost', 'http_502', 'http_401', 'constructor', ''])
      expect(explain(word).remedy.length).toBeGreaterThan(8);
  });

  it('reads details in both spellings, and drops the code in front', () => {
    expect(answerError(400, { error: { code: 100, message: '(#100) Bad', error_data: 'plain' } }).message).toBe(
      'Bad: plain',
    );
    expect(
      answerError(400, { error: { code: 100, message: '(#100) Bad', error_data: { details: 'deep' } } }).message,
    ).toBe('Bad: deep');
    expect(answerError(400, undefined)).toMatchObject({ code: 'http_400', verdict: 'give_up' });
    expect(answerError(408, undefined).verdict).toBe('unknown');
    expect(webhookError(null)).toMatchObject({ code: 'no_code', verdict: 'give_up' });
  });
});
