import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadConfig } from '../config/index.ts';
import { planOf } from './everything.ts';

const home = mkdtempSync(join(tmpdir(), 'parley-plan-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it.each([
  [{}, true],
  [{ OPENAI_API_KEY: 'key' }, false],
  [{ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }, false],
  [{ OPENAI_API_KEY: 'key', OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }, false],
])('with %j a model simulator is started: %s', (settings, started) => {
  const plan = planOf(loadConfig({ PARLEY_HOME: home, ...settings }, join(home, 'none')));
  expect(plan.modelSimulator).toBe(started);
  expect(plan.ports.some(({ setting }) => setting === 'PARLEY_MODEL_SIM_PORT')).toBe(started);
});
