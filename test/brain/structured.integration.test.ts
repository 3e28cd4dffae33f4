/** X-BUDGET at 80% of a cap, through the real pipeline: people are warned, and the talk is structured. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addSpending } from '../../db/cost/queries.ts';
import { saveSetting } from '../../db/organization/settings.ts';
import { NO_LIMITS } from '../../domain/cost/caps.ts';
import { findConversation, newPhone, outboundOf, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
});
afterAll(() => core.stop());

async function say(phone: string, text: string) {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  return quiet(core, phone, 30_000);
}

it('X-BUDGET: from 80% of a cap on the talk is structured: the checklist in its own words, one model call a turn', async () => {
  const { db, orgId } = core;
  await db.withOrg(orgId, async tx => {
    const usage = { inputTokens: 0, outputTokens: 0, costMicros: 900_000 };
    await addSpending(tx, { orgId, kind: 'model', usage, now: Date.now() });
    await saveSetting(tx, { orgId, key: 'budget', value: { ...NO_LIMITS, monthMicros: 1_000_000 } });
  });
  const phone = newPhone();
  const opened = await say(phone, 'How much is a cleaning?');
  const [first] = await outboundOf(core, opened.id);
  expect(first?.text).toBe('A cleaning with exam and X-rays is $120. Which day would suit you?');
  const second = await say(phone, 'On Monday please');
  expect((await outboundOf(core, second.id)).at(-1)?.text).toContain('Do you have dental insurance?');
  const [turn] = await turnsOf(core, opened.id);
  expect(turn?.decision).toMatchObject({ origin: 'fixed', handoff: null });
  const { rows } = await db.withOrg(orgId, tx =>
    tx.execute<{ step: string }>(sql`select step from turn_steps where turn_id = ${turn?.id} and model is not null`),
  );
  expect(rows.map(row => row.step)).toEqual(['extract']);
}, 60_000);
