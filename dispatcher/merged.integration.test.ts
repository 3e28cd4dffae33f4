/** A customer whom a person merged with another writes on the old number: the one lead of both hears of it (A-UI-14). */
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contactIdentities, contacts, leads } from '../db/contact/table.ts';
import { mergeContacts } from '../db/crm/merge.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { openTestRecord, type TestRecord, textOf } from './testing/record.ts';

const database = useDatabase();
let record: TestRecord;
beforeAll(async () => {
  record = await openTestRecord(database.url);
});
afterAll(() => record?.close());

let said = 0;
async function writes(phone: string): Promise<string> {
  await record.deliver(textOf(phone, `wamid.${++said}`, 'Hello', record.clock.now()));
  await record.round();
  const { orgId } = record;
  const [found] = await record.db.withOrg(orgId, tx =>
    tx
      .select({ id: contactIdentities.contactId })
      .from(contactIdentities)
      .where(and(eq(contactIdentities.orgId, orgId), eq(contactIdentities.value, phone))),
  );
  return found?.id ?? '';
}
const statusOf = async (contactId: string) => {
  const [lead] = await record.db.withOrg(record.orgId, tx =>
    tx.select({ status: leads.status }).from(leads).where(eq(leads.contactId, contactId)),
  );
  return lead?.status;
};

it('A-UI-14, X-STATUS: a reply on either number reopens the lead that counts for both', async () => {
  const { db, orgId, clock } = record;
  const [keptId, otherId] = [await writes('+15550700001'), await writes('+15550700002')];
  await db.withOrg(orgId, async tx => {
    const actor = { type: 'system' as const, id: null };
    const merged = await mergeContacts(tx, {
      ...{ orgId, keptId, otherId, memberId: randomUUID(), actor },
      now: clock.now(),
    });
    expect(merged.kind).toBe('merged');
    await tx.update(leads).set({ status: 'LOST' }).where(eq(leads.orgId, orgId));
    expect((await tx.select().from(contacts).where(eq(contacts.mergedIntoId, keptId))).length).toBe(1);
  });
  await writes('+15550700002');
  expect([await statusOf(keptId), await statusOf(otherId)]).toEqual(['QUALIFYING', 'LOST']);
});
