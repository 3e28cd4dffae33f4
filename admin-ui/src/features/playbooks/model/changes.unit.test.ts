import { describe, expect, it } from 'vitest';
import { playbookSchema } from '../../../../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../../../../domain/playbook/templates/dental-clinic.ts';
import { changesBetween } from './changes.ts';
import { labelOf } from './labels.ts';
import { withValue } from './paths.ts';

const config = playbookSchema.parse(dentalClinic);
const lines = (after: unknown) => changesBetween(config, after).flatMap(group => group.lines);

describe('A-VER-1: a difference that a salesperson reads', () => {
  it('says section, name and both values, with their units', () => {
    const after = withValue(withValue(config, 'tone.maxWords', 12), 'takeover.remindAfterMs', 1_800_000);
    expect(changesBetween(config, after).map(group => group.section.label)).toEqual([
      'Persona and style',
      'Escalation',
    ]);
    expect(lines(after)).toMatchObject([
      { label: 'Words per message, at most', before: '25', after: '12' },
      { label: 'Remind after', before: '1 h', after: '30 min' },
    ]);
  });
  it('an answer put first is one that was added, not a change of all that follow', () => {
    const faqs = [{ question: 'Is there parking?', answer: 'Yes.' }, ...config.faqs];
    expect(lines({ ...config, faqs })).toMatchObject([
      { label: 'Question and answer “Is there parking?” added', before: null },
    ]);
  });
  it('an entry that is gone, one that changed, another order', () => {
    const [first, second, ...rest] = config.objections;
    expect(lines({ ...config, objections: rest.concat(second ?? []) })).toMatchObject([
      { label: `Objection “${first?.key}” removed`, after: null },
      { label: 'Order' },
    ]);
    const changed = withValue(config, 'objections.0.answer', 'Yes.');
    expect(lines(changed)).toMatchObject([{ label: `Objection “${first?.key}”: answer`, after: 'Yes.' }]);
  });
  it('reasons and phrases come and go by themselves', () => {
    const escalateOn = config.escalateOn.filter(reason => reason !== 'legal');
    expect(lines({ ...config, escalateOn })).toEqual([
      { path: 'escalateOn', label: 'Reason that hands over to a person removed', before: 'legal matter', after: null },
    ]);
  });
  it('A-ONB-12: example messages come and go by themselves', () => {
    const before = withValue(config, 'tone.examples', ['Which day suits you?', 'Gladly.']);
    const after = withValue(config, 'tone.examples', ['Gladly.', 'See you then.']);
    expect(changesBetween(before, after).flatMap(group => group.lines)).toEqual([
      { path: 'tone.examples', label: 'Example message removed', before: 'Which day suits you?', after: null },
      { path: 'tone.examples', label: 'Example message added', before: null, after: 'See you then.' },
    ]);
  });
  it('every place of a playbook has a name', () => {
    const walk = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, entry]) => walk(entry, path === '' ? key : `${path}.${key}`))
        : [path];
    for (const path of walk(config, '')) expect(labelOf(path), path).not.toBe('');
  });
});
