import { describe, expect, it } from 'vitest';
import type { Simple } from '../../domain/agent/schemas.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { TONE_PRESETS, withPreset } from '../../domain/playbook/tones.ts';
import { previewAnswer } from './preview.ts';

const dental = playbookSchema.parse(dentalClinic);
const usage = { model: 'm', inputTokens: 1, outputTokens: 1, costMicros: 1, latencyMs: 1 };

/** Answers in turn, and keeps what it was shown. */
function model(...answers: Simple[]) {
  const seen: string[] = [];
  const complete = (async ({ user }: { user: string }) => {
    seen.push(user);
    return { value: answers[Math.min(seen.length, answers.length) - 1], usage };
  }) as never;
  return { seen, port: { complete } };
}
const preview = (port: ReturnType<typeof model>['port'], playbook = dental) =>
  previewAnswer(port, text => Math.ceil(text.length / 4), {
    orgId: 'o',
    playbook,
    question: 'How much is a cleaning?',
    zone: 'America/New_York',
    now: Date.UTC(2026, 10, 21, 15),
    signal: new AbortController().signal,
  });
const GOOD = 'A cleaning with exam and X-rays is $120.';

describe('E-PERS-4: the same answer in each tone', () => {
  it('shows the model the question, what the business has to say, and the tone', async () => {
    const { seen, port } = model({ action: 'MESSAGE', text: GOOD });
    const premium = { ...dental, tone: withPreset(dental.tone, 'premium') };
    expect(await preview(port, premium)).toMatchObject({ text: GOOD, why: null, usages: [usage] });
    expect(seen[0]).toContain('[1] customer: "How much is a cleaning?"');
    expect(seen[0]).toMatch(/\[faq-\d+\] Q: .*cleaning/i);
    expect(seen[0]).toContain('formality: formal; persuasion: soft; emoji: never; max words: 25');
  });

  it('E-PERS-3: what a rule in code forbids is not shown in any tone; it is written once more, then withheld', async () => {
    const invented = { action: 'MESSAGE', text: 'A cleaning is only $5 today!' } as const;
    const mended = model(invented, { action: 'MESSAGE', text: GOOD });
    expect(await preview(mended.port)).toMatchObject({ text: GOOD });
    expect(mended.seen[1]).toContain('### problems');
    const stubborn = model(invented);
    const { text, why } = await preview(stubborn.port);
    expect(text).toBeNull();
    expect(why).toMatch(/may not leave: .*\$5/);
    const short = { ...dental, tone: { ...dental.tone, ...TONE_PRESETS.fast_direct } };
    const long = { action: 'MESSAGE', text: 'A cleaning with exam and also X-rays of everything is $120.' } as const;
    expect((await preview(model(long).port, short)).why).toMatch(/words/);
  });

  it('says when a person would be called, and when nothing would be said', async () => {
    expect(await preview(model({ action: 'HANDOFF', text: null }).port)).toMatchObject({
      text: null,
      why: 'A person would be called.',
    });
    expect((await preview(model({ action: 'SILENT', text: null }).port)).why).toBe('It would say nothing.');
  });
});
