import { describe, expect, it } from 'vitest';
import { framesOf, serializeError } from './log.ts';

describe('serializeError: logs hold no personal data', () => {
  it('class, code and frames stay, texts do not', () => {
    const cause = Object.assign(new TypeError('phone +1 555 0100'), { code: 'ECONNRESET' });
    const error = Object.assign(new Error('duplicate key (email)=(a@b.c)', { cause }), { code: '23505' });
    const logged = serializeError(error);
    expect(logged).toMatchObject({ type: 'Error', code: '23505', cause: { type: 'TypeError', code: 'ECONNRESET' } });
    expect(JSON.stringify(logged)).not.toMatch(/555|a@b\.c/);
    expect((logged.frames as string[]).length).toBeGreaterThan(0);
  });
  it.each([
    'secret\n    at secret (file:///secret.ts:1:1)',
    '    at secret (secret.ts:1:1)',
    'a\n    at secret:1:1\n    at secret:2:2\n',
    '\n    at secret:1:1',
  ])('a text whose lines look like frames (%j) leaves nothing', text => {
    const wrapped = new Error(`Failed query: insert … params: ${text}`, { cause: new TypeError(text) });
    expect(JSON.stringify(serializeError(wrapped))).not.toContain('secret');
    const changed = new Error(text);
    for (const message of ['', 'shorter']) {
      changed.message = message;
      expect(JSON.stringify(serializeError(changed))).not.toContain('secret');
    }
    expect(framesOf(new Error(text)).length).toBeGreaterThan(0);
  });
  it('what is no error is only named', () => expect(serializeError('a@b.c')).toEqual({ type: 'string' }));
});
