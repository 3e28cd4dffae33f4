import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continueRun, type LanguageRun, preferredLanguage, replyLanguage, showsLanguage } from './language.ts';

describe('X-LANG: the language of a reply', () => {
  it('is that of the batch, within the allowed ones', () => {
    expect(replyLanguage('es', ['en', 'es'])).toBe('es');
    expect(replyLanguage('es-MX', ['en', 'es'])).toBe('es');
    expect(replyLanguage('fr', ['en', 'es'])).toBe('en');
    expect(replyLanguage('hi-en', ['en', 'hi', 'hi-en'])).toBe('hi-en');
    expect(replyLanguage(null, ['hi'])).toBe('hi');
  });
  it('is always an allowed one', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 2 }), { minLength: 1 }), (wanted, allowed) => {
        expect(allowed).toContain(replyLanguage(wanted, allowed));
      }),
    );
  });
  it.each(['ok', 'OK!', '👍', '5000', 'https://example.com/es', 'Hi', '...', 'haan ji'])(
    '%j keeps the last one',
    text => expect(showsLanguage(text)).toBe(false),
  );
  it.each(['¿Cuánto cuesta?', 'how much', 'kitna hai', 'कितना'])('%j shows one', text =>
    expect(showsLanguage(text)).toBe(true),
  );
});

describe('A-LANG-1: the stored preference', () => {
  const preferred = (...languages: (string | null)[]): string | null => {
    let run: LanguageRun | null = null;
    let stored: string | null = null;
    for (const language of languages) {
      run = continueRun(run, language, 1);
      stored = preferredLanguage(stored, run);
    }
    return stored;
  };
  it('is the first language, and changes after two messages in a row in another', () => {
    expect(preferred('en')).toBe('en');
    expect(preferred('en', 'es')).toBe('en');
    expect(preferred('en', 'es', 'es')).toBe('es');
    expect(preferred('en', 'es', 'en', 'es')).toBe('en');
    expect(preferred('en', 'es', null, 'es')).toBe('es');
  });
  it('changes at once on request', () => expect(preferredLanguage('en', null, 'hi')).toBe('hi'));
});
