/** A suggestion for a person: what the agent would write now, whoever has the conversation; nothing is sent and no turn is opened. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suggest } from '../../activities/suggest/suggest.ts';
import { modelCalls } from '../../db/cost/table.ts';
import { messagesOf, newPhone, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
});
afterAll(() => core?.stop());

const ask = (conversationId: string) =>
  suggest(core.ports, { orgId: core.orgId, conversationId, signal: AbortSignal.timeout(30_000) });

it('is made of what stands unanswered, costs what it costs, and leaves the conversation as it is', async () => {
  const phone = newPhone();
  core.phone.inbound({ from: phone, name: 'Asha Patel', text: 'Hi, how much is a cleaning?' });
  const row = await quiet(core, phone, 30_000);
  expect(await ask(row.id)).toEqual({ kind: 'nothing_to_answer' });
  expect(await ask('00000000-0000-4000-8000-000000000009')).toEqual({ kind: 'missing' });

  await core.db.withOrg(core.orgId, tx =>
    tx.execute(`update conversations set owner = 'HUMAN', owner_epoch = owner_epoch + 1 where id = '${row.id}'`),
  );
  core.phone.inbound({ from: phone, name: 'Asha Patel', text: 'And what are your hours on Saturday?' });
  await until('the question', async () =>
    (await messagesOf(core, row.id)).some(message => message.text?.includes('Saturday')),
  );
  const [messages, turns] = [await messagesOf(core, row.id), await turnsOf(core, row.id)];
  const suggestion = await ask(row.id);
  expect(suggestion).toMatchObject({
    kind: 'text',
    text: expect.stringMatching(/9:00|Saturday/),
    why: expect.any(String),
  });
  expect(await messagesOf(core, row.id)).toHaveLength(messages.length);
  expect(await turnsOf(core, row.id)).toHaveLength(turns.length);
  const calls = await core.db.withOrg(core.orgId, tx =>
    tx.select().from(modelCalls).where(eq(modelCalls.purpose, 'suggest')),
  );
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ conversationId: row.id });
  expect(calls[0]?.inputTokens).toBeGreaterThan(0);
});
