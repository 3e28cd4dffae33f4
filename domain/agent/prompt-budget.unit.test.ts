/** The ceiling of the prompt, by the tokenizer the models use (A-MEM-1, A-MEM-2). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchLines, type PromptMessage, stableSections } from '../../activities/agent/sections.ts';
import { createTokenCounter } from '../../adapters/model/tokens.ts';
import { anyText } from '../../test/factories/text.ts';
import { playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { assemblePrompt, PROMPT_CEILING, type PromptInput, renderPrompt } from './prompt.ts';

const count = createTokenCounter();
const playbook = playbookSchema.parse(dentalClinic);
const SYSTEM = 250;

const message = (number: number, text: string): PromptMessage => ({
  number,
  sender: 'CONTACT',
  kind: 'TEXT',
  text,
  transcript: null,
  replyId: null,
  deleted: false,
});
const input = (patch: Partial<PromptInput>): PromptInput => ({
  stable: stableSections(playbook, {}),
  knowledge: [],
  summary: null,
  slots: [],
  memory: [],
  recent: [],
  batch: [],
  timing: ['now: 2026-11-21T10:00:00-05:00 (Saturday); minutes since last customer message: 0'],
  tail: [{ name: 'trigger', lines: ['inbound'] }],
  ...patch,
});

const words = fc.oneof(
  anyText(200),
  fc
    .constantFrom('How much is a cleaning? ', 'कितना खर्च आएगा? ', '👍🏽', '<|endoftext|>')
    .chain(text => fc.integer({ min: 1, max: 400 }).map(times => text.repeat(times))),
);
const lines = (max: number) => fc.array(words, { maxLength: max });

describe('A-MEM-1, A-MEM-2: the prompt', () => {
  it('is never over its ceiling and never drops a message that is answered, whatever anybody wrote', () => {
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 40 }),
        lines(20),
        lines(10),
        lines(3),
        fc.integer({ min: 3500, max: 4000 }),
        (said, recent, knowledge, memory, total) => {
          const batch = said.map((text, index) => message(index + 1, text));
          const sections = assemblePrompt(
            input({
              summary: 'Asha wants a cleaning and has $200. '.repeat(20),
              slots: ['reason_for_visit = "cleaning" (0.9)'],
              batch: characters => batchLines(batch, 0, characters),
              recent,
              knowledge,
              memory,
            }),
            total,
            SYSTEM,
            count,
          );
          const tokens = SYSTEM + sections.reduce((sum, part) => sum + part.tokens, 0);
          expect(tokens).toBeLessThanOrEqual(total);
          expect(SYSTEM + count(renderPrompt(sections))).toBeLessThanOrEqual(PROMPT_CEILING);
          const shown = sections.find(part => part.name === 'batch')?.text ?? '';
          for (const { number } of batch) expect(shown).toContain(`[${number}] customer:`);
          for (const name of ['summary', 'slots', 'business'])
            expect(sections.some(part => part.name === name)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('cuts recent first, then retrieved, then knowledge', () => {
    const long = Array.from({ length: 12 }, (_, index) => `line ${index} ${'word '.repeat(110)}`);
    const kept = (batchWords: number) => {
      const sections = assemblePrompt(
        input({
          recent: long,
          memory: long,
          knowledge: long,
          batch: [`[1] customer: "${'word '.repeat(batchWords)}"`],
        }),
        PROMPT_CEILING,
        SYSTEM,
        count,
      );
      return ['recent', 'memory', 'knowledge'].map(
        name => (sections.find(part => part.name === name)?.text ?? '').split('\n').filter(Boolean).length,
      );
    };
    const [roomy, tight, tighter] = [kept(10), kept(1_500), kept(2_400)];
    expect(roomy.every(lines => lines > 0)).toBe(true);
    expect(tight[0]).toBeLessThan(roomy[0] ?? 0);
    expect(tight[2]).toBe(roomy[2]);
    expect(tighter[0]).toBe(0);
    expect(tighter[2]).toBeGreaterThan(0);
  });

  it('the demo playbook keeps within the share of what is never cut', () => {
    const stable = stableSections(playbook, {}).flatMap(part => [`### ${part.name}`, ...part.lines]);
    expect(count(stable.join('\n'))).toBeLessThanOrEqual(700);
  });
});

describe('A-PERF-1: speed', () => {
  it('a prompt is put together in under 5 ms (the middle of 50, after the first)', () => {
    const recent = Array.from(
      { length: 20 },
      (_, index) => `[${index}] customer: "how much is cleaning number ${index}?"`,
    );
    const took: number[] = [];
    for (let round = 0; round < 51; round++) {
      const batch = [message(99, `And number ${round}, how much is it on a Saturday?`)];
      const startedAt = performance.now();
      assemblePrompt(
        input({ recent, batch: characters => batchLines(batch, 0, characters) }),
        PROMPT_CEILING,
        SYSTEM,
        count,
      );
      took.push(performance.now() - startedAt);
    }
    const middle = took.slice(1).sort((a, b) => a - b)[25] ?? 0;
    expect(middle).toBeLessThan(5);
  });
});
