import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { environment } from '../../test/support/tools.ts';
import { type RunningTemporal, SEARCH_ATTRIBUTES, startTemporalDev } from './temporal-dev.ts';

const env = environment();
let home: string;
let server: RunningTemporal;

const start = () =>
  startTemporalDev({
    binary: inject('temporalCli'),
    dbFile: join(home, 'temporal.db'),
    logFile: join(home, 'temporal.log'),
    uiPort: 0,
    uiPublicPath: '/temporal',
    env,
  });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-temporal-'));
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

it('has the search attributes, and its web UI under the path of the proxy', async () => {
  const connection = await Connection.connect({ address: server.address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  await connection.close();
  const page = await fetch(`${server.uiUrl}/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('/temporal/');
});

it('keeps what it acknowledged through kill -9', async () => {
  const OrgId = defineSearchAttributeKey('OrgId', SearchAttributeType.KEYWORD);
  const before = await Connection.connect({ address: server.address });
  const ids = Array.from({ length: 20 }, (_, i) => `kept-${i}`);
  const workflows = new Client({ connection: before }).workflow;
  await Promise.all(
    ids.map(workflowId =>
      workflows.start('never', {
        workflowId,
        taskQueue: 'none',
        typedSearchAttributes: new TypedSearchAttributes([{ key: OrgId, value: 'org' }]),
      }),
    ),
  );
  await before.close();
  await server.kill();
  server = await start();
  const after = await Connection.connect({ address: server.address });
  const handles = new Client({ connection: after }).workflow;
  const found = await Promise.all(ids.map(id => handles.getHandle(id).describe()));
  expect(found.map(one => one.status.name)).toEqual(ids.map(() => 'RUNNING'));
  await after.close();
});
