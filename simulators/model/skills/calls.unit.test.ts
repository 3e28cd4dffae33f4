import { describe, expect, it } from 'vitest';
import {
  critiqueSchema,
  extractionSchema,
  planSchema,
  simpleSchema,
  summarySchema,
  writtenSchema,
} from '../../../domain/agent/schemas.ts';
import { countWords } from '../prompt/text.ts';
import { createDialogue, parsersOf } from '../testing/dialogue.ts';
import { DENTAL, type Playbook } from '../testing/playbooks.ts';

const schemas = {
  extraction: extractionSchema,
  plan: planSchema,
  written: writtenSchema,
  critique: critiqueSchema,
  simple: simpleSchema,
  summary: summarySchema,
};
const parsers = parsersOf(schemas);
const talk = (playbook: Playbook) => createDialogue(playbook, parsers);

describe('the other calls', () => {
  it('criticises invented prices, forbidden phrases, emojis and repeated offers', () => {
    const clinic = talk(DENTAL);
    clinic.turn('how much is a cleaning?');
    const judge = (text: string) =>
      clinic.ask(
        'critique',
        clinic.prompt(['[9] customer: "how much is a cleaning?"'], 'inbound', `### text\n${JSON.stringify(text)}`),
      );
    expect(judge('A cleaning with exam is $120.')).toMatchObject({ ok: true, issues: [] });
    const invented = judge('A cleaning is $99.');
    expect(invented).toMatchObject({ ok: false, issues: [{ kind: 'hallucination' }] });
    expect(invented.grounding).toBeLessThan(0.6);
    expect(judge('Guaranteed to cost $120.').issues).toMatchObject([{ kind: 'forbidden_claim' }]);
    expect(judge('It is $120 😀').issues).toMatchObject([{ kind: 'tone' }]);
    expect(judge('I am a real human. It is $120.').issues).toMatchObject([{ kind: 'forbidden_claim' }]);
    expect(judge('Bonjour, le nettoyage est pour vous avec plaisir $120.').issues).toMatchObject([
      { kind: 'language' },
    ]);
  });

  it('obeys the problems of a rewrite', () => {
    const clinic = talk(DENTAL);
    const batch = ['[1] customer: "how much is a cleaning and do you take insurance?"'];
    const rewrite = clinic.ask(
      'written',
      clinic.prompt(
        batch,
        'inbound',
        '### plan\ngoal: x; reason: PRICING_DISCUSSION; cta: BOOK_CALL; ask: preferred_day\n### text\n"too long"\n### problems\nwords: 22 of 9 allowed',
      ),
    );
    expect(countWords(String(rewrite.text))).toBeLessThanOrEqual(9);
    expect(rewrite.text).toContain('$120');
  });

  it('speaks, stays silent or hands over in simple mode', () => {
    const clinic = talk(DENTAL);
    const simple = (text: string) =>
      clinic.ask('simple', clinic.prompt([`[1] customer: ${JSON.stringify(text)}`], 'inbound'));
    expect(simple('how much is a cleaning?')).toMatchObject({
      action: 'MESSAGE',
      text: expect.stringContaining('$120'),
    });
    expect(simple('stop')).toEqual({ action: 'SILENT', text: null });
    expect(simple('give me a real person')).toEqual({ action: 'HANDOFF', text: null });
  });

  it('sums up what is known, asked and promised', () => {
    const clinic = talk(DENTAL);
    clinic.turn('Hi, how much is a cleaning?');
    clinic.turn("too expensive, I'll call tomorrow");
    const { summary } = clinic.ask('summary', clinic.prompt([], 'inbound'));
    expect(summary).toMatch(/cleaning/);
    expect(summary).toMatch(/too expensive/);
    expect(summary).toMatch(/due 2026-11-22/);
  });
});
