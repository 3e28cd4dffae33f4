/** Escalation rules of a playbook, through the real pipeline (A-ESC-2). */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leads } from '../../db/contact/table.ts';
import { escalations } from '../../db/escalation/table.ts';
import { findConversation, newPhone, outboundOf, quiet } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    playbook: {
      escalation: {
        changes: [{ reason: 'complaint', priority: 'CRITICAL', effect: null }],
        rules: [
          { name: 'Weddings', when: { words: ['wedding'] }, priority: 'HIGH', effect: 'notify' },
          { name: 'Our best', when: { highValue: true }, priority: 'CRITICAL' },
        ],
      },
    },
  });
});
afterAll(() => core.stop());

const escalationOf = (conversationId: string) =>
  core.db.withOrg(core.orgId, async tx => {
    const [row] = await tx
      .select()
      .from(escalations)
      .where(and(eq(escalations.orgId, core.orgId), eq(escalations.conversationId, conversationId)));
    return row;
  });
async function say(phone: string, text: string) {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  return quiet(core, phone, 30_000);
}

it('A-ESC-2: a rule that tells leaves the agent going; its priority and name stand in the queue', async () => {
  const phone = newPhone();
  const row = await say(phone, 'We have a wedding on Saturday. How much is a cleaning?');
  expect(row.owner).toBe('AI');
  expect((await outboundOf(core, row.id)).at(-1)?.text).toContain('$120');
  expect(await escalationOf(row.id)).toMatchObject({
    priority: 'HIGH',
    handsOver: 'notify',
    reasons: ['rule'],
    brief: { rule: 'Weddings', recommendedAction: expect.stringContaining('Weddings') },
  });
}, 60_000);

it('A-ESC-2: a rule that hands over does; a changed priority is the one of the queue', async () => {
  const phone = newPhone();
  const opened = await say(phone, 'Hello');
  await core.db.withOrg(core.orgId, tx =>
    tx.update(leads).set({ highValue: true }).where(eq(leads.contactId, opened.contactId)),
  );
  const handed = await say(phone, 'How much is a crown?');
  expect(handed.owner).toBe('HUMAN');
  expect(await escalationOf(handed.id)).toMatchObject({
    priority: 'CRITICAL',
    reasons: ['rule'],
    handsOver: 'hand_over',
  });

  const other = newPhone();
  const complaint = await say(other, 'I want to complain about my last visit, it was terrible service.');
  expect(await escalationOf(complaint.id)).toMatchObject({ priority: 'CRITICAL' });
  expect((await escalationOf(complaint.id))?.reasons).toContain('complaint');
}, 60_000);
