/** Runs test suites and adds them up: what did not run, broke while loading or failed outside a test counts as a failure. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteResult extends Totals {
  name: string;
  /** Failures that are not those of a test: an empty suite, a file that does not load, an unhandled error. */
  problems: string[];
}

export interface SuiteOptions {
  /** A vitest project. */
  name: string;
  root: string;
  env: Record<string, string | undefined>;
  /** More arguments for vitest: file filters, `-t`. */
  args?: string[];
  /** Gets vitest's output line by line instead of the terminal: suites that run beside each other never share a line. */
  output?: (line: string) => void;
}

/** Runs one vitest project in a process of its own; its ordinary output goes to the terminal. */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-test-report-'));
  const file = join(directory, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await vitest(
      ['run', '--project', options.name, ...reporters, ...(options.args ?? [])],
      options,
      options.output ? 'pipe' : 'inherit',
    );
    const report = await readFile(file, 'utf8').catch(() => null);
    return summarize(options.name, report === null ? null : JSON.parse(report), code);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** How many tests a project's files hold, without running them. Tests made in a loop count once, skipped ones not at all. */
export async function countTests(options: SuiteOptions): Promise<{ tests: number; files: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-test-report-'));
  const file = join(directory, 'list.json');
  try {
    await vitest(['list', '--project', options.name, '--static-parse', `--json=${file}`], options, 'ignore');
    const listed = JSON.parse(await readFile(file, 'utf8')) as { file: string }[];
    return { tests: listed.length, files: new Set(listed.map(test => test.file)).size };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface FileReport {
  name: string;
  status: string;
  message?: string;
  assertionResults: { status: string }[];
}

/**
 * @param report vitest's JSON report; null when it wrote none.
 * @param code vitest's exit code; null when a signal ended it.
 */
export function summarize(name: string, report: unknown, code: number | null): SuiteResult {
  const problems: string[] = [];
  const count: Totals = { passed: 0, failed: 0, skipped: 0 };
  const files = isReport(report) ? report.testResults : [];
  for (const file of files) {
    for (const { status } of file.assertionResults) {
      if (status === 'passed') count.passed++;
      else if (status === 'failed') count.failed++;
      else count.skipped++;
    }
    const failedInTests = file.assertionResults.some(test => test.status === 'failed');
    if (file.status === 'failed' && !failedInTests)
      problems.push(`${file.name} failed outside its tests: ${firstLine(file.message)}`);
  }
  if (!isReport(report))
    problems.push(`the suite wrote no report (${code === null ? 'it was killed' : `exit code ${code}`})`);
  else if (count.passed + count.failed + count.skipped === 0 && problems.length === 0)
    problems.push('the suite holds no tests');
  else if (code !== 0 && count.failed === 0 && problems.length === 0)
    problems.push(
      `the run failed outside its tests (${code === null ? 'it was killed' : `exit code ${code}`}): see above`,
    );
  return { name, ...count, failed: count.failed + problems.length, problems };
}

/** A suite that could not be run at all. */
export const notRun = (name: string, problem: string): SuiteResult => ({
  name,
  passed: 0,
  failed: 1,
  skipped: 0,
  problems: [problem],
});

export function total(results: Totals[]): Totals {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of results) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** The last line of a test run. */
export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function vitest(args: string[], options: SuiteOptions, stdio: 'inherit' | 'ignore' | 'pipe'): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const program = join(options.root, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.root,
      env: options.env,
      stdio: ['ignore', stdio, stdio],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream && options.output) createInterface({ input: stream }).on('line', options.output);
    }
    child.once('error', reject);
    // 'close', not 'exit': the last lines are still in the pipe when the process ends.
    child.once('close', code => resolve(code));
  });
}

function isReport(value: unknown): value is { testResults: FileReport[] } {
  return typeof value === 'object' && value !== null && 'testResults' in value && Array.isArray(value.testResults);
}

const firstLine = (text: string | undefined) => (text ?? '').trim().split('\n')[0] || 'no message';
