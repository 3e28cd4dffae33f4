/** The long forms of the fault tests: the numbers a release is judged by, each a test file that `npm test` runs in short. */
import { fileURLToPath } from 'node:url';
import { runSuite, type SuiteResult } from '../../runtime/test-report.ts';

export interface LongForm {
  name: string;
  what: string;
  /** Of vitest. */
  project: 'integration' | 'long';
  args: string[];
}

export const LONG_FORMS: readonly LongForm[] = [
  {
    name: 'webhooks',
    what: '10,000 duplicates in any order and batch, a month later, 10,000 forgeries, every field bent',
    project: 'integration',
    args: ['test/faults/webhooks'],
  },
  {
    name: 'takeovers',
    what: '1,008 takeovers racing the claim',
    project: 'integration',
    args: ['test/conversation/ownership', '-t', 'racing the claim'],
  },
  {
    name: 'gaps',
    what: '1,000 messages at the gaps of continue-as-new, and 1,000 at those of completion',
    project: 'integration',
    args: ['test/time/gap'],
  },
  {
    name: 'import',
    what: '100,000 rows of a file, 1,000 of them bad, the worker killed midway',
    project: 'integration',
    args: ['test/transfer/import'],
  },
  { name: 'storm', what: '12,000 messages of one sender', project: 'integration', args: ['test/conversation/storm'] },
  {
    name: 'cuts',
    what: 'seven links cut by resets and black holes for 20 s under load',
    project: 'integration',
    args: ['test/faults/net/cuts'],
  },
  {
    name: 'clocks',
    what: 'processes whose clocks are a day off, both ways',
    project: 'integration',
    args: ['test/faults/net/clock'],
  },
  {
    name: 'exhausted',
    what: "Postgres's disk full, a pool of two connections, no connection to spare",
    project: 'long',
    args: ['test/faults/net/exhausted'],
  },
  {
    name: 'topology',
    what: "two apis, two workers, one Postgres, Temporal's production server: each killed three times",
    project: 'long',
    args: ['test/faults/net/topology'],
  },
  {
    name: 'open',
    what: 'load beside 10,000 open conversations',
    project: 'long',
    args: ['test/faults/net/open'],
  },
];

/** The forms that `--long` or `--long=cuts,clocks` asks for; null when it was not given. @throws when a name is unknown. */
export function longFormsIn(args: string[]): LongForm[] | null {
  const given = args.find(arg => arg === '--long' || arg.startsWith('--long='));
  if (given === undefined) return null;
  if (args.length > 1) throw new Error('--long stands alone: it runs the long forms and nothing else');
  const names = given.includes('=') ? given.slice('--long='.length).split(',') : LONG_FORMS.map(form => form.name);
  return names.map(name => {
    const form = LONG_FORMS.find(each => each.name === name.trim());
    if (!form)
      throw new Error(`--long: there is no "${name}". There are ${LONG_FORMS.map(each => each.name).join(', ')}.`);
    return form;
  });
}

/** Runs them one after the other. @returns whether all passed. */
export async function runLongForms(
  forms: LongForm[],
  { env, say }: { env: Record<string, string | undefined>; say: (text: string) => void },
): Promise<boolean> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  let clean = true;
  for (const { name, what, project, args } of forms) {
    say(`${name}: ${what}`);
    const since = Date.now();
    const result: SuiteResult = await runSuite({ name: project, root, env: { ...env, PARLEY_TEST_LONG: '1' }, args });
    const passed = result.failed === 0 && result.passed > 0;
    clean &&= passed;
    say(`${name}: ${passed ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - since) / 1_000)} s`);
    for (const problem of result.problems) say(`  ${problem}`);
  }
  return clean;
}
