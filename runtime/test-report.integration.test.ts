import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environment } from '../test/support/tools.ts';
import { countTests, runSuite } from './test-report.ts';

let root: string;
const env = { ...environment(), VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined };

const FILES: Record<string, string> = {
  'good.test.js': `test('one', () => {}); test('two', () => {}); test.skip('three', () => {});`,
  'red.test.js': `test('one', () => { expect(1).toBe(2); }); test('two', () => {});`,
  'unhandled.test.js': `test('one', async () => { setTimeout(() => { throw new Error('loose'); }, 5); await new Promise(resolve => setTimeout(resolve, 50)); });`,
  'broken.test.js': `import './missing.js'; test('one', () => {});`,
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-report-'));
  await symlink(resolve('node_modules'), join(root, 'node_modules'));
  const project = (name: string, include: string) =>
    `{ test: { name: '${name}', globals: true, include: ['${include}'] } }`;
  const projects = [
    ...Object.keys(FILES).map(file => project(file.split('.')[0] ?? '', `tests/${file}`)),
    project('empty', 'tests/none.test.js'),
  ];
  await writeFile(join(root, 'vitest.config.js'), `export default { test: { projects: [${projects.join(', ')}] } };`);
  await mkdir(join(root, 'tests'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(root, 'tests', name), text);
});
afterAll(() => rm(root, { recursive: true, force: true }));

it.each([
  ['good', { passed: 2, failed: 0, skipped: 1 }],
  ['red', { passed: 1, failed: 1, skipped: 0 }],
  ['unhandled', { passed: 1, failed: 1, skipped: 0 }],
  ['broken', { passed: 0, failed: 1, skipped: 0 }],
  ['empty', { passed: 0, failed: 1, skipped: 0 }],
])('a suite that is %s', async (name, expected) => {
  const lines: string[] = [];
  expect(await runSuite({ name, root, env, output: line => void lines.push(line) })).toMatchObject(expected);
  expect(lines.some(line => line.includes('Test Files') || line.includes('No test files'))).toBe(true);
});

it('counts the tests of a suite that is left out', async () => {
  expect(await countTests({ name: 'good', root, env })).toEqual({ tests: 2, files: 1 });
});
