import { describe, expect, it } from 'vitest';
import { ladderOf, playbookSchema } from '../playbook/playbook.ts';
import { dentalClinic } from '../playbook/templates/dental-clinic.ts';
import { applyPatch } from './apply.ts';

const playbook = playbookSchema.parse(dentalClinic);

describe('A-AB-3: what a variant changes', () => {
  it('length and tone', () =>
    expect(applyPatch(playbook, { maxWords: 10, formality: 'casual' }).tone).toMatchObject({
      maxWords: 10,
      formality: 'casual',
      persuasion: playbook.tone.persuasion,
    }));
  it('follow-up intervals, in proportion; what hangs on the window stays there', () => {
    const [first, second, third] = ladderOf(applyPatch(playbook, { followUpFactor: 0.5 }));
    const [before, beforeSecond] = ladderOf(playbook);
    expect(first?.offsetMs).toBe((before?.offsetMs ?? 0) / 2);
    expect(second).toEqual(beforeSecond);
    expect(third?.base).toBe('after_last_message');
  });
  it('the control changes nothing', () => expect(applyPatch(playbook, {})).toEqual(playbook));
  it('is a playbook that may be saved', () =>
    expect(() => playbookSchema.parse(applyPatch(playbook, { maxWords: 20, followUpFactor: 2 }))).not.toThrow());
});
