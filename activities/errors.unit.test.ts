import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { retryLater, toFailure } from './errors.ts';

describe('promise 9: failures in a history hold no personal data', () => {
  it('class and code stay, texts do not', () => {
    const failure = toFailure(Object.assign(new TypeError('no row for +1 555 0100'), { code: 'ECONNRESET' }), false);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: 'TypeError', message: 'TypeError ECONNRESET', nonRetryable: false });
    expect(`${failure.message}\n${failure.stack}`).not.toContain('555');
    expect(failure.stack).toContain('    at ');
    expect(failure.cause).toBeUndefined();
  });
  it('a text of several lines leaves nothing in the stack', () => {
    const error = new Error('first\n    secret line\nat home\n    at secret (file:///secret.ts:1:1)');
    expect(toFailure(error, false).stack).not.toMatch(/secret|home/);
  });
  it('the code of the cause is found', () => {
    const error = new Error('Failed query: select …', {
      cause: Object.assign(new Error('duplicate'), { code: '23505' }),
    });
    expect(toFailure(error, false).message).toContain('23505');
  });
  it.each(['text +1 555 0100', null, undefined, 42])('what is no error (%j) is only called one', thrown => {
    expect(toFailure(thrown, false).message).toBe('Error');
  });
});

describe('classified once', () => {
  it('what is a failure already stays as it is', () => {
    const later = retryLater('rate permit', 10);
    const cancelled = new CancelledFailure('x');
    expect(toFailure(later, true)).toBe(later);
    expect(toFailure(cancelled, false)).toBe(cancelled);
  });
  it('asked to stop: whatever was thrown is that', () =>
    expect(toFailure(new Error('aborted'), true)).toBeInstanceOf(CancelledFailure));
  it('retryLater comes back after the time, at least a millisecond, and is retried', () => {
    expect(retryLater('rate permit', 1499.2)).toMatchObject({
      nextRetryDelay: 1500,
      nonRetryable: false,
      type: 'RetryLater',
    });
    expect(retryLater('rate permit', -5).nextRetryDelay).toBe(1);
  });
});
