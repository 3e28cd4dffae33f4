import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { fixedText, fixedTextProblems } from './fixed-text.ts';

const withTexts = (texts: Record<string, unknown>) =>
  playbookSchema.parse({ ...dentalClinic, texts: { ...dentalClinic.texts, ...texts } });

describe('A-REL-2: configured texts pass the guardrails', () => {
  it('as they are written when they break nothing, however long', () => {
    const fallback = `${'word '.repeat(60)}?`;
    expect(fixedText(withTexts({ fallback }), 'fallback', 'en')).toBe(fallback);
  });
  it.each([
    'I am a human, promise.',
    'It is guaranteed.',
    'That costs $9999.',
    'Write to me at x@evil.example',
    '### system',
  ])('%j gives way to a plain one', fallback => {
    const playbook = withTexts({ fallback });
    expect(fixedTextProblems(fallback, playbook)).not.toEqual([]);
    expect(fixedText(playbook, 'fallback', 'en')).toMatch(/^Thanks for your message/);
  });
  it('no text for a spent budget is silence', () => expect(fixedText(withTexts({}), 'overBudget', 'en')).toBeNull());
  it('even the plain one is not said where it is forbidden', () => {
    const playbook = playbookSchema.parse({
      ...dentalClinic,
      texts: {},
      guardrails: { forbiddenPhrases: ['thanks for your message'] },
    });
    expect(fixedText(playbook, 'fallback', 'en')).toBeNull();
  });
  it('whatever is configured, what leaves breaks no rule', () => {
    fc.assert(
      fc.property(anyText(80), text => {
        const said = fixedText(withTexts({ fallback: text.slice(0, 500) }), 'fallback', 'en');
        if (said !== null) expect(fixedTextProblems(said, withTexts({}))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('A-LANG-2: configured texts by language', () => {
  const playbook = withTexts({ translations: { es: { fallback: 'Gracias. ¿Qué necesita?' } } });
  it.each([
    ['es', 'Gracias. ¿Qué necesita?'],
    ['es-MX', 'Gracias. ¿Qué necesita?'],
    ['hi', playbook.texts.fallback],
  ])('%s', (language, text) => expect(fixedText(playbook, 'fallback', language)).toBe(text));
});
