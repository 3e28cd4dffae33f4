import { describe, expect, it } from 'vitest';
import { serializeError } from './log.ts';

describe('serializeError: logs hold no personal data', () => {
  it('class, code and frames stay, texts do not', () => {
    const cause = Object.assign(new TypeError('phone +1 555 0100'), { code: 'ECONNRESET' });
    const error = Object.assign(new Error('duplicate key (email)=(a@b.c)', { cause }), { code: '23505' });
    const logged = serializeError(error);
    expect(logged).toMatchObject({ type: 'Error', code: '23505', cause: { type: 'TypeError', code: 'ECONNRESET' } });
    expect(JSON.stringify(logged)).not.toMatch(/555|a@b\.c/);
    expect((logged.frames as string[]).length).toBeGreaterThan(0);
  });
  it('what is no error is only named', () => expect(serializeError('a@b.c')).toEqual({ type: 'string' }));
});
