import { describe, expect, it } from 'vitest';
import { draftOf, newScript, placeOf, toSave } from './draft.ts';

describe('scripts while they are written (A-ONB-14)', () => {
  it('what is empty is not saved, and the rest keeps its place', () => {
    const draft = draftOf({
      playbook: 'p',
      version: 1,
      newest: 1,
      languages: ['en', 'hi'],
      scripts: [{ situation: 'opener', about: '', texts: { en: 'Hi.' } }],
      texts: {},
      about: { opener: [], qualification: [], objection: [], cta: [], exit: [] },
    });
    const [opener] = draft.scripts;
    const empty = newScript('exit');
    const exit = { ...newScript('exit'), texts: { en: ' Bye. ', hi: '  ' } };
    const saved = toSave({ ...draft, scripts: [...draft.scripts, empty, exit] });
    expect(saved.scripts).toEqual([
      { situation: 'opener', about: '', texts: { en: 'Hi.' } },
      { situation: 'exit', about: '', texts: { en: 'Bye.' } },
    ]);
    expect(saved.places).toEqual([opener?.key, exit.key]);
  });

  it.each([
    ['scripts[1].texts.hi-en', { key: 7, language: 'hi-en', kind: null }],
    ['scripts[0].about', { key: 5, language: null, kind: null }],
    ['scripts.0.texts.en', { key: 5, language: 'en', kind: null }],
    ['texts.fallback', { key: null, language: 'en', kind: 'fallback' }],
    ['texts.translations.hi.humanEscalation', { key: null, language: 'hi', kind: 'humanEscalation' }],
    ['business', { key: null, language: null, kind: null }],
  ])('%s is shown where it belongs', (path, place) =>
    expect(placeOf({ path, message: 'x' }, [5, 7], 'en')).toEqual({ ...place, message: 'x' }),
  );
});
