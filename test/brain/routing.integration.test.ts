/** The routing order through the real pipeline (B-ROUTE-1): rules before the agent, drafts in approval mode, nobody. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contacts } from '../../db/contact/table.ts';
import { escalations } from '../../db/escalation/table.ts';
import { draftsOf, findConversation, newPhone, outboundOf, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;
const REPLY = 'Parking is behind the building, and free for patients.';

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    playbook: { keywordRules: [{ name: 'parking', patterns: ['parking'], reply: REPLY }] },
  });
});
afterAll(() => core.stop());

async function say(phone: string, text: string) {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  return quiet(core, phone, 30_000);
}

it('B-ROUTE-1: a keyword rule answers in its own words, and no model is asked; the agent takes the rest', async () => {
  const phone = newPhone();
  const row = await say(phone, 'Is there PARKING?');
  expect((await outboundOf(core, row.id)).map(message => message.text)).toEqual([REPLY]);
  const [turn] = await turnsOf(core, row.id);
  const { rows } = await core.db.withOrg(core.orgId, tx =>
    tx.execute<{ step: string }>(sql`select step from turn_steps where turn_id = ${turn?.id} and model is not null`),
  );
  expect(rows).toEqual([]);
  await say(phone, 'How much is a cleaning?');
  expect((await outboundOf(core, row.id)).at(-1)?.text).toContain('$120');
}, 60_000);

it('B-ROUTE-1: in approval mode a rule’s text is a draft too; a person’s conversation is left to the person', async () => {
  const phone = newPhone();
  const { id } = await say(phone, 'Hello');
  const owned = (owner: string) =>
    core.db.withOrg(core.orgId, tx => tx.execute(sql`update conversations set owner = ${owner} where id = ${id}`));
  await owned('APPROVAL');
  await say(phone, 'Is there parking?');
  expect((await outboundOf(core, id)).map(message => message.text)).not.toContain(REPLY);
  expect((await draftsOf(core, id)).at(-1)?.content).toMatchObject({ kind: 'text', text: REPLY });
  await owned('HUMAN');
  const before = (await turnsOf(core, id)).length;
  await say(phone, 'Parking?');
  expect(await turnsOf(core, id)).toHaveLength(before);
}, 60_000);

it('B-ROUTE-1: where the agent is switched off for a contact nobody answers, people are told, and rules still hold', async () => {
  const phone = newPhone();
  const row = await say(phone, 'Hello');
  await core.db.withOrg(core.orgId, tx =>
    tx.update(contacts).set({ autoreply: false }).where(eq(contacts.id, row.contactId)),
  );
  const sent = (await outboundOf(core, row.id)).length;
  await say(phone, 'How much is a crown?');
  expect(await outboundOf(core, row.id)).toHaveLength(sent);
  const [told] = await core.db.withOrg(core.orgId, tx =>
    tx.select().from(escalations).where(eq(escalations.conversationId, row.id)),
  );
  expect(told).toMatchObject({ handsOver: 'notify', state: 'pending' });
  await say(phone, 'And parking?');
  expect((await outboundOf(core, row.id)).at(-1)?.text).toBe(REPLY);
}, 60_000);
