/** Where a customer came from: the first touch is kept, and no later one is lost. */
import { and, asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leads } from '../db/contact/table.ts';
import { conversations } from '../db/conversation/table.ts';
import { messages } from '../db/message/table.ts';
import type { Attribution, InboundUpdate } from '../domain/message/inbound.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { openTestRecord, type TestRecord, textOf } from './testing/record.ts';

const database = useDatabase();
let record: TestRecord;

beforeAll(async () => {
  record = await openTestRecord(database.url);
});
afterAll(() => record.close());

const adOf = (adId: string): Attribution => ({
  leadSource: 'click_to_chat_ad',
  campaign: { ad_id: adId, ctwa_clid: `click-${adId}` },
});
const written = (phone: string, id: string, at: number, attribution: Attribution | null): InboundUpdate => ({
  ...(textOf(phone, id, `text ${id}`, at) as Extract<InboundUpdate, { type: 'message' }>),
  attribution,
});

const recordedOf = (firstId: string) =>
  record.db.withOrg(record.orgId, async tx => {
    const [first] = await tx.select().from(messages).where(eq(messages.providerMessageId, firstId));
    if (!first) throw new Error(`${firstId} was not recorded`);
    const { orgId } = record;
    const [conversation] = await tx
      .select()
      .from(conversations)
      .where(and(eq(conversations.orgId, orgId), eq(conversations.id, first.conversationId)));
    const [lead] = await tx
      .select()
      .from(leads)
      .where(and(eq(leads.orgId, orgId), eq(leads.contactId, conversation?.contactId ?? '')));
    const all = await tx
      .select({ id: messages.providerMessageId, attribution: messages.attribution })
      .from(messages)
      .where(and(eq(messages.orgId, orgId), eq(messages.conversationId, first.conversationId)))
      .orderBy(asc(messages.number));
    return { conversation, lead, attributions: Object.fromEntries(all.map(row => [row.id, row.attribution])) };
  });

it('A-ATTR-1, A-ATTR-2: a known customer who taps an ad: the first touch stays, the ad is the last, its click id is kept', async () => {
  const phone = '+15005550201';
  const at = record.clock.now();
  await record.deliver(written(phone, 'organic', at, null));
  await record.round();
  expect((await recordedOf('organic')).conversation).toMatchObject({ leadSource: 'organic_inbound', lastTouch: null });

  await record.deliver(written(phone, 'tapped', at, adOf('7')));
  await record.round();
  const { conversation, lead, attributions } = await recordedOf('organic');
  expect(conversation).toMatchObject({ leadSource: 'organic_inbound', campaign: {}, lastTouch: { ...adOf('7'), at } });
  expect(lead).toMatchObject({ source: 'organic_inbound', campaign: {}, lastTouch: { ...adOf('7'), at } });
  expect(attributions).toEqual({ organic: null, tapped: adOf('7') });
});

it('A-ATTR-2: of a burst every message keeps its own referral, and the newest one is the last touch', async () => {
  const phone = '+15005550202';
  const at = record.clock.now();
  await record.deliver(
    written(phone, 'burst-1', at, adOf('1')),
    written(phone, 'burst-2', at, null),
    written(phone, 'burst-3', at, adOf('3')),
    written(phone, 'burst-4', at, null),
  );
  await record.round();
  const { conversation, lead, attributions } = await recordedOf('burst-1');
  expect(conversation).toMatchObject({ ...adOf('1'), lastTouch: adOf('3') });
  expect(lead).toMatchObject({ source: 'click_to_chat_ad', campaign: adOf('1').campaign, lastTouch: adOf('3') });
  expect(attributions).toEqual({ 'burst-1': adOf('1'), 'burst-2': null, 'burst-3': adOf('3'), 'burst-4': null });
});
