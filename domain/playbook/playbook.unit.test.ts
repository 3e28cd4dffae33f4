import { describe, expect, it } from 'vitest';
import { ladderOf, playbookSchema, SALES_LADDER, SEQUENCE_LADDER } from './playbook.ts';
import { dentalClinic } from './templates/dental-clinic.ts';

const least = { business: { name: 'Sunset Dental', offer: 'Dentistry' }, agentName: 'Sunny' };
const HOUR_MS = 3_600_000;

describe('the playbook’s defaults are the numbers of the features', () => {
  const playbook = playbookSchema.parse(least);
  it('A-GUARD-5: 15 words, 1 question, no emoji', () =>
    expect(playbook.tone).toMatchObject({ maxWords: 15, maxQuestions: 1, emoji: 'never', languages: ['en'] }));
  it('A-BUDGET-1, A-MEM-1: 5 messages, 4000 tokens', () =>
    expect(playbook.budget).toMatchObject({ baseMessages: 5, promptTokens: 4000 }));
  it('X-HOURS, X-FOLLOW: 9-21, preset sales, nothing after archive', () =>
    expect(playbook.followUp).toMatchObject({
      preset: 'sales',
      contactHours: { from: 9, to: 21 },
      continueAfterArchive: false,
    }));
  it('A-CTA-3: 30 days', () => expect(playbook.ctaResetMs).toBe(30 * 24 * HOUR_MS));
  it('a takeover reminds after an hour and then escalates', () =>
    expect(playbook.takeover).toMatchObject({
      onSilence: 'remind_then_escalate',
      remindAfterMs: HOUR_MS,
      endAfterMs: HOUR_MS / 2,
    }));
});

describe('B-ROUTE-4: how long a customer waits on a person is a setting', () => {
  it('five minutes, then fifteen, by default; as the playbook has it otherwise; not less than one', () => {
    expect(playbookSchema.parse(least).takeover).toMatchObject({
      replyNeededAfterMs: 5 * 60_000,
      replyEscalateAfterMs: 15 * 60_000,
    });
    const takeover = { replyNeededAfterMs: 12 * 60_000 };
    expect(playbookSchema.parse({ ...least, takeover }).takeover.replyNeededAfterMs).toBe(12 * 60_000);
    expect(playbookSchema.safeParse({ ...least, takeover: { replyNeededAfterMs: 1_000 } }).success).toBe(false);
  });
});

describe('ladders', () => {
  const of = (followUp: object) => ladderOf(playbookSchema.parse({ ...least, followUp }));
  it('X-FOLLOW: presets, its own, or none', () => {
    const own = { base: 'after_last_message', offsetMs: HOUR_MS, message: 'exit', template: null };
    expect(of({})).toBe(SALES_LADDER);
    expect(of({ preset: 'sequence' })).toBe(SEQUENCE_LADDER);
    expect(of({ preset: 'custom', ladder: [own] })).toEqual([own]);
    expect(of({ preset: 'off', ladder: [own] })).toEqual([]);
  });
  it('a step outside the window is a template with a name (A-FOLLOW-5)', () => {
    for (const step of [...SALES_LADDER, ...SEQUENCE_LADDER])
      expect([step, step.message === 'template']).toEqual([
        step,
        step.base === 'after_last_message' && step.offsetMs >= 24 * HOUR_MS,
      ]);
    for (const step of [...SALES_LADDER, ...SEQUENCE_LADDER])
      expect(step.template !== null).toBe(step.message === 'template');
  });
});

describe('what a playbook refuses', () => {
  const wrong = (patch: object) =>
    playbookSchema.safeParse({ ...least, ...patch }).error?.issues.map(issue => issue.path.join('.')) ?? [];
  it.each([
    ['a word limit above 25', { tone: { maxWords: 26 } }, 'tone.maxWords'],
    ['no language', { tone: { languages: [] } }, 'tone.languages'],
    ['a key with capitals', { checklist: [{ key: 'Day', question: 'When?' }] }, 'checklist.0.key'],
    ['an unknown setting', { tones: {} }, ''],
    [
      'contact hours that end before they begin',
      { followUp: { contactHours: { from: 21, to: 9 } } },
      'followUp.contactHours',
    ],
    ['contact hours of no length', { followUp: { contactHours: { from: 9, to: 9 } } }, 'followUp.contactHours'],
    [
      'a disclaimer without triggers',
      { guardrails: { disclaimers: [{ triggers: [], text: 'x' }] } },
      'guardrails.disclaimers.0.triggers',
    ],
  ])('%s', (_, patch, path) => expect(wrong(patch)).toContain(path));
  it('not the demo’s', () => expect(playbookSchema.safeParse(dentalClinic).success).toBe(true));
  it('not the widest contact hours', () =>
    expect(wrong({ followUp: { contactHours: { from: 0, to: 24 } } })).toEqual([]));
});
