/** From the button to the transcript: started over the api, played by its own process, read back. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeRun, findRun, stateNow } from '../../db/eval/queries.ts';
import { derivedId, newId } from '../../db/ids.ts';
import { playbooks, playbookVersions } from '../../db/playbook/table.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { until } from '../../test/support/core.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { environment } from '../../test/support/tools.ts';
import type { EvalDetail, EvalList, EvalRunView } from '../contracts/evals.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';

const PROGRAM = fileURLToPath(new URL('../../processes/eval-run.ts', import.meta.url));
const PLAYBOOK = derivedId('playbook', ORG, 'one');

const database = useDatabase();
let api: TestApi;
let admin: string;
const started: { orgId: string; runId: string }[] = [];

beforeAll(async () => {
  api = await startApi(database.url, {
    endpoints,
    services: { evals: { start: (orgId, runId) => void started.push({ orgId, runId }) } },
  });
  admin = await api.as('ADMIN');
  const config = playbookSchema.parse(dentalClinic);
  await api.db.withOrg(ORG, async tx => {
    const at = { orgId: ORG, createdAt: Date.now() };
    await tx.insert(playbooks).values({ ...at, id: PLAYBOOK, name: 'clinic', currentVersion: 2 });
    for (const version of [1, 2])
      await tx.insert(playbookVersions).values({ ...at, playbookId: PLAYBOOK, version, config, createdBy: 'test' });
  });
});
afterAll(() => api?.stop());

async function ask<T>(
  path: string,
  options: { cookie?: string; body?: object } = {},
): Promise<{ status: number; body: T }> {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    method: options.body ? 'POST' : 'GET',
    headers: {
      cookie: options.cookie ?? admin,
      ...(options.body ? { 'content-type': 'application/json', 'x-parley-csrf': '1', origin: api.url } : {}),
    },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as T };
}

describe('evaluations', () => {
  it('are started for a version that is there, one at a time, and told to nobody else', async () => {
    const { body: list } = await ask<EvalList>('/evals');
    expect(list.versions.map(one => [one.version, one.current])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect((await ask('/evals', { body: { playbookId: PLAYBOOK, version: 7 } })).status).toBe(404);
    const { status, body: run } = await ask<EvalRunView>('/evals', { body: { playbookId: PLAYBOOK, version: 2 } });
    expect(status).toBe(200);
    expect(started).toEqual([{ orgId: ORG, runId: run.id }]);
    expect((await ask('/evals', { body: { playbookId: PLAYBOOK, version: 1 } })).status).toBe(409);
    const other = await api.as('ADMIN', OTHER_ORG);
    expect((await ask(`/evals/${run.id}`, { cookie: other })).status).toBe(404);
    expect((await ask<EvalList>('/evals', { cookie: other })).body.runs).toEqual([]);
    expect((await ask('/evals', { cookie: await api.as('AGENT') })).status).toBe(403);
    const stopped = await ask<EvalRunView>(`/evals/${run.id}/stop`, { body: {} });
    expect(stopped.body.state).toBe('STOPPED');
    const late = await api.db.withOrg(ORG, tx =>
      changeRun(tx, { orgId: ORG, id: run.id, now: Date.now() }, { state: 'DONE' }),
    );
    expect(late).toBe(false);
  });

  it('whose process is gone have failed', async () => {
    const { body: run } = await ask<EvalRunView>('/evals', { body: { playbookId: PLAYBOOK, version: 1 } });
    const row = await api.db.withOrg(ORG, tx => findRun(tx, { orgId: ORG, id: run.id }));
    expect(row && stateNow(row, Date.now() + 61_000).state).toBe('FAILED');
    expect(row && stateNow(row, Date.now()).state).toBe('RUNNING');
    await ask(`/evals/${run.id}/stop`, { body: {} });
    expect((await ask(`/evals/${newId()}`)).status).toBe(404);
  });

  it('are played by a process of their own, with transcripts and figures at the end', async () => {
    const { body: run } = await ask<EvalRunView>('/evals', { body: { playbookId: PLAYBOOK, version: 2, against: 1 } });
    const { PATH, HOME, XDG_CACHE_HOME } = environment();
    const child = spawn(
      process.execPath,
      [PROGRAM, `--org=${ORG}`, `--run=${run.id}`, '--only=price_asker,opts_out', '--supervised'],
      {
        env: {
          PATH,
          HOME,
          XDG_CACHE_HOME,
          DATABASE_URL: database.url,
          LOG_LEVEL: 'silent',
          PARLEY_MASTER_KEY: 'a'.repeat(64),
        },
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    );
    try {
      const played = await until(
        'the evaluation to end',
        async () => {
          await new Promise(resolve => setTimeout(resolve, 500));
          const { body } = await ask<EvalDetail>(`/evals/${run.id}`);
          return body.state === 'RUNNING' ? null : body;
        },
        110_000,
      );
      expect(played.failure).toBeNull();
      expect(played).toMatchObject({ state: 'DONE', done: 4, total: 4, demoModel: true });
      expect(Object.keys(played.totals).sort()).toEqual(['1', '2']);
      expect(played.totals['2']).toMatchObject({ personas: 2, notPlayed: 0 });
      const opted = played.personas.find(one => one.key === 'opts_out' && one.version === 2);
      expect(opted?.findings.find(one => one.check === 'opt-out honoured')?.passed).toBe(true);
      expect(opted?.said.map(one => one.from)).toContain('business');
    } finally {
      child.stdin.end();
    }
  }, 120_000);
});
