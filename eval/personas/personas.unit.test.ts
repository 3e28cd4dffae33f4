import { describe, expect, it } from 'vitest';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { ATTACKS } from '../hostile/attacks.ts';
import { readOptions } from '../options.ts';
import { personasFor } from './index.ts';
import { scenarioOf } from './scenario.ts';

const dental = playbookSchema.parse(dentalClinic);

describe('personas', () => {
  it('are at least thirty, each with a name of its own, and every pattern in them can be read', () => {
    const personas = personasFor(dental);
    expect(personas.length).toBeGreaterThanOrEqual(30);
    expect(new Set(personas.map(one => one.key)).size).toBe(personas.length);
    for (const { expect: expected } of personas)
      for (const pattern of [...(expected.says ?? []), ...(expected.neverSays ?? [])].map(one => one.pattern))
        expect(() => new RegExp(pattern, 'iu')).not.toThrow();
  });

  it('ask about what the business sells, whichever it is', () => {
    expect(scenarioOf(dental)).toMatchObject({
      service: 'a cleaning',
      price: { question: 'How much is a cleaning?', pattern: '\\$120' },
      slots: { reason_for_visit: 'cleaning' },
    });
    const academy = playbookSchema.parse({
      ...dentalClinic,
      business: { name: 'Academy', offer: 'Courses', prices: '₹2,999' },
      checklist: [{ key: 'experience_level', question: 'How much experience do you have?' }],
      faqs: [{ question: 'How much is the course?', answer: 'The course costs ₹2,999.' }],
    });
    expect(scenarioOf(academy)).toMatchObject({ price: { pattern: '₹2,999' }, slots: { experience_level: 'begin' } });
    expect(personasFor(academy).length).toBe(personasFor(dental).length);
  });
});

it('the hostile model misbehaves in every way the issue names', () => {
  const modes = new Set(ATTACKS.map(attack => attack.mode));
  for (const mode of 'forbidden_phrase missing_disclaimer claims_human too_long three_questions emoji prompt_leak garbage_json wrong_schema empty huge rate_limit server_error hang wrong_language invented_price follows_injection'.split(
    ' ',
  ))
    expect(modes).toContain(mode);
});

describe('options', () => {
  it('say what to mend', () => {
    expect(readOptions(['--help'])).toBeNull();
    expect(readOptions(['--only=a,b', '--parallel=3'])).toMatchObject({ only: ['a', 'b'], parallel: 3, remote: null });
    expect(() => readOptions(['--parallel=0'])).toThrow('--parallel must be a whole number from 1 to 64');
    expect(() => readOptions(['--url=http://x'])).toThrow('--phone');
    expect(() => readOptions(['--nonsense'])).toThrow('nonsense');
  });
});
