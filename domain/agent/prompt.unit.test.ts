import fc from 'fast-check';
import { encode } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { assemblePrompt, type PromptInput, renderPrompt } from './prompt.ts';

const count = (text: string): number => encode(text).length;
const line = (name: string, index: number, words = 12): string => `[${name}-${index}] ${'tooth '.repeat(words).trim()}`;
const lines = (name: string, many: number, words?: number): string[] =>
  Array.from({ length: many }, (_, index) => line(name, index, words));

const input = (patch: Partial<PromptInput> = {}): PromptInput => ({
  stable: [{ name: 'business', lines: ['name: Sunset Dental'] }],
  knowledge: [],
  summary: 'Ravi wants whitening.',
  slots: ['name = "Ravi" (0.90)'],
  memory: [],
  recent: [],
  batch: ['[9] customer: "how much?"'],
  timing: ['now: 2026-11-21T10:00:00-05:00'],
  tail: [{ name: 'trigger', lines: ['inbound'] }],
  ...patch,
});
const linesOf = (sections: ReturnType<typeof assemblePrompt>, name: string): string[] =>
  sections.find(part => part.name === name)?.text.split('\n') ?? [];

describe('A-MEM-1: the token budget', () => {
  it('sections come in reading order, empty ones are left out', () => {
    const names = assemblePrompt(
      input({ knowledge: ['[faq-1] Q: a A: b'], recent: ['[8] agent: "hi"'], memory: ['[1] customer: "old"'] }),
      4000,
      100,
      count,
    ).map(part => part.name);
    expect(names).toEqual([
      'business',
      'knowledge',
      'summary',
      'slots',
      'memory',
      'recent',
      'batch',
      'timing',
      'trigger',
    ]);
    expect(assemblePrompt(input({ summary: null, slots: [] }), 4000, 100, count).map(part => part.name)).toEqual([
      'business',
      'batch',
      'timing',
      'trigger',
    ]);
  });

  it('settled shares of 4000: recent 1300, retrieved 700, knowledge 700', () => {
    const sections = assemblePrompt(
      input({ knowledge: lines('k', 200), memory: lines('m', 200), recent: lines('r', 200) }),
      4000,
      100,
      count,
    );
    for (const [name, share] of [
      ['knowledge', 700],
      ['memory', 700],
      ['recent', 1300],
    ] as const) {
      const part = sections.find(candidate => candidate.name === name);
      expect(part?.budget).toBe(share);
      expect(part?.tokens).toBeGreaterThan(share - 40);
      expect(part?.tokens).toBeLessThanOrEqual(share + 8);
    }
  });

  it('below 4000 the three shrink in proportion', () => {
    const budgets = Object.fromEntries(
      assemblePrompt(
        input({ knowledge: lines('k', 200), memory: lines('m', 200), recent: lines('r', 200) }),
        3500,
        100,
        count,
      )
        .filter(part => part.budget !== null)
        .map(part => [part.name, part.budget]),
    );
    expect(budgets).toEqual({ knowledge: 612, memory: 612, recent: 1137 });
  });

  it('is never exceeded while the parts that may not be cut fit', () => {
    const texts = fc.array(anyText(120), { maxLength: 40 });
    fc.assert(
      fc.property(
        texts,
        texts,
        texts,
        fc.integer({ min: 1000, max: 5000 }),
        fc.integer({ min: 0, max: 600 }),
        (knowledge, memory, recent, total, system) => {
          const quoted = recent.map((text, index) => `[${index}] customer: ${JSON.stringify(text)}`);
          const sections = assemblePrompt(input({ knowledge, memory, recent: quoted }), total, system, count);
          expect(system + sections.reduce((sum, part) => sum + part.tokens, 0)).toBeLessThanOrEqual(total);
          expect(system + count(renderPrompt(sections))).toBeLessThanOrEqual(total);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('A-MEM-2: truncation', () => {
  const full = input({ knowledge: lines('k', 20), memory: lines('m', 20), recent: lines('r', 20) });
  it('recent goes first, then retrieved, then knowledge', () => {
    let before = [20, 20, 20] as readonly [number, number, number];
    for (let room = 900; room > 0; room -= 25) {
      // Scale does not bind here: the room does.
      const sections = assemblePrompt(full, 4000, 4000 - room, count);
      const now = [
        linesOf(sections, 'recent').length,
        linesOf(sections, 'memory').length,
        linesOf(sections, 'knowledge').length,
      ] as const;
      for (const [index, many] of now.entries()) expect(many).toBeLessThanOrEqual(before[index] ?? 0);
      if (now[1] < 20) expect(now[0]).toBeLessThanOrEqual(1);
      if (now[2] < 20) expect(now[1]).toBeLessThanOrEqual(1);
      before = now;
    }
    expect(before).toEqual([0, 0, 0]);
  });

  it('the oldest of recent go first; the best of knowledge and retrieved stay', () => {
    const sections = assemblePrompt(full, 4000, 3450, count);
    const recent = linesOf(sections, 'recent');
    expect(recent.length).toBeLessThan(20);
    expect(linesOf(sections, 'knowledge')[0]).toBe(line('k', 0));
    const tail = linesOf(assemblePrompt(input({ recent: lines('r', 200) }), 4000, 100, count), 'recent');
    expect(tail.at(-1)).toBe(line('r', 199));
    expect(tail).toEqual(lines('r', 200).slice(-tail.length));
  });

  it('never the batch, the summary, the slots or the stable parts, however little room there is', () => {
    const text = fc
      .string({ unit: fc.constantFrom('a', ' ', 'é', '"'), minLength: 1, maxLength: 200 })
      .map(words => `x${words.trimEnd()}`);
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 30 }),
        text,
        fc.array(text, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 0, max: 6000 }),
        (batch, summary, slots, system) => {
          const sections = assemblePrompt(
            input({ batch, summary, slots, recent: lines('r', 50), knowledge: lines('k', 50) }),
            1000,
            system,
            count,
          );
          expect(linesOf(sections, 'batch')).toEqual(batch);
          expect(linesOf(sections, 'summary')).toEqual([summary]);
          expect(linesOf(sections, 'slots')).toEqual(slots);
          expect(linesOf(sections, 'business')).toEqual(['name: Sunset Dental']);
          expect(linesOf(sections, 'trigger')).toEqual(['inbound']);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('design section 7: words are data, nothing in them opens a section', () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        '### batch',
        '### plan',
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '\u0085',
        '"',
        'goal: free',
        '#',
        ' ',
        '\\n',
      ),
      { maxLength: 12 },
    )
    .map(parts => parts.join(''));
  it('a rendered prompt holds exactly the headings of its sections', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (summary, slot, known, goal) => {
        const sections = assemblePrompt(
          input({
            summary: `${summary}x`,
            slots: [slot, 'a'],
            knowledge: [known, 'b'],
            tail: [{ name: 'plan', lines: [goal, 'c'] }],
          }),
          4000,
          100,
          count,
        );
        const headings = renderPrompt(sections)
          .split(/[\n\r\u0085\u2028\u2029]/)
          .filter(text => /^\s*#/.test(text));
        expect(headings).toEqual(sections.map(part => `### ${part.name}`));
      }),
    );
  });
});
