/**
 * npm run security: the long form of the security tests, in the api and in a browser, and Schemathesis against the served OpenAPI
 * document, with a summary. `npm test` runs the short form of all but Schemathesis.
 *
 *   npm run security -- --only=tests,contract,pages,keys   some of it
 *   npm run security -- --examples=50 --seed=7             more requests for each operation, other ones
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { closingLine, runSuite } from '../runtime/test-report.ts';
import { schemathesis } from '../runtime/tools/schemathesis.ts';
import { reason } from '../runtime/tools/tool.ts';
import { type ContractResult, runContract } from '../test/security/contract/run.ts';
import { environment, TEST_SETTINGS, toolOptions } from '../test/support/tools.ts';

const PARTS = ['tests', 'contract', 'pages', 'keys'] as const;
type Part = (typeof PARTS)[number];

const SUITE = 'test/security';
/** Tests of single defences that stand beside their code. */
const BESIDE = [
  'test/record/row-level-security',
  'api/auth/',
  'api/codec/',
  'api/events/',
  'api/middleware/',
  'api/temporal-proxy',
  'api/webhooks/',
];
const RULES = ['adapters/whatsapp-cloud/signature', 'domain/message/file-content', 'domain/permission/'];

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text: string) => process.stderr.write(`security: ${text}\n`);
const print = (text: string) => void process.stdout.write(text);

const { parts, examples, seed } = readArguments();
process.chdir(root);
const scratch = mkdtempSync(join(tmpdir(), 'parley-security-'));
const figures = join(scratch, 'figures');
const env = { ...environment(), [TEST_SETTINGS.long]: '1', [TEST_SETTINGS.figures]: figures };
const outcomes: { what: string; good: boolean; line: string }[] = [];
try {
  if (parts.includes('tests')) {
    await suite('rules', 'unit', [SUITE, ...RULES]);
    await suite('tests of the api', 'integration', [SUITE, ...BESIDE]);
  }
  if (parts.includes('pages')) await suite('pages in a browser', 'e2e', [SUITE]);
  if (parts.includes('keys')) await suite('keys changed under load', 'long', [SUITE]);
  if (parts.includes('contract')) await contract();
} finally {
  summary();
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(outcomes.every(({ good }) => good) ? 0 : 1);

async function suite(what: string, kind: 'unit' | 'integration' | 'e2e' | 'long', files: string[]): Promise<void> {
  say(`running the ${what}`);
  const startedAt = performance.now();
  const result = await runSuite({ name: kind, root, env, args: files });
  // What was skipped proves nothing.
  const good = result.failed === 0 && result.passed > 0 && result.skipped === 0;
  outcomes.push({ what, good, line: [`${closingLine(result)}${since(startedAt)}`, ...result.problems].join('\n    ') });
}

function since(startedAt: number): string {
  return ` (${Math.round((performance.now() - startedAt) / 1000)} s)`;
}

async function contract(): Promise<void> {
  const what = 'Schemathesis';
  try {
    const { path, how } = await schemathesis({ ...toolOptions(), say });
    say(`Schemathesis: ${how}`);
    const startedAt = performance.now();
    const result = await runContract({ program: path, examples, seed, print });
    const { requests, serverErrors, unreached, clean, answers } = result;
    table(answers);
    const good = clean && serverErrors === 0 && unreached.length === 0;
    const line = `${answers.size} operations, ${requests} requests, ${serverErrors} server errors, ${clean ? 'no violation of the document' : 'violations: see above'}, ${unreached.length === 0 ? 'every operation answered 2xx' : `never 2xx: ${unreached.join(', ')}`}${since(startedAt)}`;
    outcomes.push({ what, good, line });
  } catch (error) {
    outcomes.push({ what, good: false, line: reason(error) });
  }
}

function table(answers: ContractResult['answers']): void {
  print('\nAnswers of each operation, by status\n');
  for (const [name, counts] of answers) {
    const each = [...counts].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status} x${times}`);
    print(`  ${name.padEnd(52)} ${each.join('  ')}\n`);
  }
}

function summary(): void {
  print('\nFigures\n');
  const lines = existsSync(figures) ? readFileSync(figures, 'utf8').trim().split('\n').filter(Boolean) : [];
  for (const line of lines) {
    const { name, value } = JSON.parse(line) as { name: string; value: number | string };
    print(`  ${name.padEnd(66)} ${value}\n`);
  }
  print('\nSummary\n');
  for (const { what, good, line } of outcomes) print(`  ${good ? 'good' : 'BAD '}  ${what}: ${line}\n`);
}

function readArguments(): { parts: Part[]; examples: number; seed: number } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        examples: { type: 'string', default: '20' },
        seed: { type: 'string', default: '1' },
      },
    });
    const names = values.only?.split(',').map(name => name.trim()) ?? [...PARTS];
    const unknown = names.find(name => !PARTS.some(part => part === name));
    if (unknown !== undefined) throw new Error(`There is no part called "${unknown}".`);
    const [most, from] = [Number(values.examples), Number(values.seed)];
    if (!Number.isInteger(most) || most < 1) throw new Error('--examples must be a whole number from 1.');
    if (!Number.isInteger(from)) throw new Error('--seed must be a whole number.');
    return { parts: PARTS.filter(part => names.includes(part)), examples: most, seed: from };
  } catch (error) {
    process.stderr.write(
      `${reason(error)}\nusage: npm run security -- [--only=${PARTS.join(',')}] [--examples=N] [--seed=N]\n`,
    );
    process.exit(2);
  }
}
