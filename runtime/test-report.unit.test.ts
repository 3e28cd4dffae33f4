import { describe, expect, it } from 'vitest';
import { closingLine, summarize, total } from './test-report.ts';

const file = (...statuses: string[]) => ({
  name: 'a.test.ts',
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map(status => ({ status })),
});

describe('summarize', () => {
  it('counts passed, failed, and everything else as skipped', () => {
    const report = { testResults: [file('passed', 'failed', 'pending'), file('passed', 'todo', 'skipped')] };
    expect(summarize('unit', report, 1)).toEqual({ name: 'unit', passed: 2, failed: 1, skipped: 3, problems: [] });
  });

  it('counts what failed outside tests: a file that does not load, an unhandled error, no tests, no report', () => {
    const broken = { name: 'b.test.ts', status: 'failed', message: 'Cannot find module\nstack', assertionResults: [] };
    expect(summarize('unit', { testResults: [file('passed'), broken] }, 1)).toMatchObject({
      passed: 1,
      failed: 1,
      problems: ['b.test.ts failed outside its tests: Cannot find module'],
    });
    expect(summarize('unit', { testResults: [file('passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(summarize('unit', { testResults: [] }, 1)).toMatchObject({
      failed: 1,
      problems: ['the suite holds no tests'],
    });
    expect(summarize('unit', { testResults: [] }, 0)).toMatchObject({ failed: 1 });
    expect(summarize('unit', null, null)).toMatchObject({
      failed: 1,
      problems: ['the suite wrote no report (it was killed)'],
    });
  });

  it('counts a failing afterAll once', () => {
    const report = { testResults: [{ ...file('passed'), status: 'failed', message: 'afterAll broke' }] };
    expect(summarize('unit', report, 1)).toMatchObject({ passed: 1, failed: 1 });
  });
});

it('closes with one line', () => {
  expect(
    closingLine(
      total([
        summarize('a', { testResults: [file('passed')] }, 0),
        summarize('b', { testResults: [file('passed', 'skipped')] }, 0),
      ]),
    ),
  ).toBe('2 passed, 0 failed, 1 skipped');
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
});
