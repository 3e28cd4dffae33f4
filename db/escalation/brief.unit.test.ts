import { describe, expect, it } from 'vitest';
import { emptyMemory, type Slot } from '../../domain/conversation/memory.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { scoreFor } from './brief.ts';

const budget: Slot = { value: '5000', confidence: 0.9, sourceMessageId: null, setBy: 'agent', at: 1 };
const row = {
  ...{ memory: { ...emptyMemory(), slots: { budget } }, botMessages: 2, userReplies: 2, replySeconds: 60, ctas: {} },
};
const rule = { name: 'a rule', fact: 'budget', test: 'at_least' as const, value: '4000' };
const score = (...points: number[]) =>
  scoreFor(
    row,
    playbookSchema.parse({ ...dentalClinic, scoring: { rules: points.map(each => ({ ...rule, points: each })) } }),
  );

describe('C-LEAD-4, X-SCORE: rules of the playbook', () => {
  it('add to the parts that always count, or take away; never below nothing or above all', () => {
    const { score: plain, parts } = score();
    expect(parts.rules).toBeUndefined();
    expect(score(10, -3)).toMatchObject({ score: plain + 7, parts: { ...parts, rules: 7 } });
    expect(score(-50, -50).score).toBe(0);
    expect(score(50, 50).score).toBe(100);
  });
});
