/** "Run now" carries what the person saw (A-FOLLOW-7): pressed again and again it is that one step, not the next ones too. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { findConversation, newPhone, quiet, received } from './helpers.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;
beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 100,
    // Otherwise the hour of the day would say what is due next.
    playbook: { followUp: { preset: 'sequence', contactHours: { from: 0, to: 24 } } },
  });
});
afterAll(() => core?.stop());

it('A-FOLLOW-7: a follow-up that three people hurry goes out once', async () => {
  const { orgId, starters } = core;
  const phone = newPhone();
  core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
  const { id } = await quiet(core, phone);
  const waiting = () =>
    until('the workflow to wait', async () => (await starters.view(orgId, id))?.doing === 'waiting');
  await waiting();
  const row = await findConversation(core, phone);
  expect(row).toMatchObject({ nextDueKind: 'FOLLOW_UP', nextDueStep: 0 });
  const seen = { kind: 'FOLLOW_UP' as const, step: 0, at: row?.nextDueAt ?? null };
  await Promise.all([1, 2, 3].map(() => starters.runDue(orgId, id, seen)));
  await until('the follow-up', () => received(core, phone).length === 2);
  // Whoever names no step means the next one: it is there, and the three did not send it.
  await quiet(core, phone);
  await waiting();
  expect(received(core, phone)).toHaveLength(2);
  expect((await findConversation(core, phone))?.followUpStep).toBe(1);
  await starters.runDue(orgId, id, { kind: 'FOLLOW_UP' });
  await until('the next follow-up', () => received(core, phone).length === 3);
});
