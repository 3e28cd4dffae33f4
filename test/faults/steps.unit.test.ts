import { describe, expect, it } from 'vitest';
import { isBeforeClaim, kindOf, mayBeUnknown, productSteps, stepsIn } from './steps.ts';

/** The twelve moments of a turn the matrix promises, by the names their code has today. */
const TWELVE = [
  'webhook.committed',
  'intake.leased',
  'intake.recorded',
  'relay.before_signal',
  'relay.signalled',
  'extract.before_model',
  'extract.after_model',
  'decide.before_store',
  'decide.stored',
  'send.claimed',
  'send.after_http',
  'send.recorded',
];

describe('steps of the kill matrix', () => {
  it('are read from the code', () => {
    expect(stepsIn("await ports.checkpoint('send.claimed'); options.checkpoint?.('a.b', { updates })")).toEqual([
      'send.claimed',
      'a.b',
    ]);
    expect(stepsIn('await checkpoint(`decide.before_$' + '{step.name}`);')).toEqual(['decide.before_*']);
    expect(productSteps()).toEqual(expect.arrayContaining(TWELVE));
  });

  it('begin with the webhook and each has a place', () => {
    expect(productSteps()[0]).toBe('webhook.committed');
    expect(productSteps().map(kindOf)).toEqual(expect.arrayContaining(['webhook', 'intake', 'relay', 'turn']));
  });

  it('know where a send cannot be decided', () => {
    expect(productSteps().filter(step => mayBeUnknown(step) === true)).toEqual([
      'send.after_http',
      'send.before_http',
      'send.claimed',
    ]);
    expect(mayBeUnknown('send.a_later_step')).toBeNull();
    expect(isBeforeClaim('send.before_claim')).toBe(true);
    expect(isBeforeClaim('send.claimed')).toBe(false);
  });
});
