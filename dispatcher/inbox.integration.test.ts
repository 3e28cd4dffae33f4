/** What the inbox shows because time has passed. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conversations } from '../db/conversation/table.ts';
import { listConversations } from '../db/conversation/views.ts';
import { events } from '../db/event/table.ts';
import { newId } from '../db/ids.ts';
import { messages } from '../db/message/table.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { inboxRound } from './inbox.ts';
import { openTestRecord, type TestRecord, textOf } from './testing/record.ts';

const database = useDatabase();
let record: TestRecord;
beforeAll(async () => {
  record = await openTestRecord(database.url);
});
afterAll(() => record?.close());

let people = 0;
async function conversation(): Promise<string> {
  const { db, orgId, clock } = record;
  const id = `inbox-${++people}`;
  await record.deliver(textOf(`+${15_550_600_000 + people}`, id, 'How much is a crown?', clock.now()));
  await record.round();
  const [said] = await db.withOrg(orgId, tx =>
    tx
      .select({ conversationId: messages.conversationId })
      .from(messages)
      .where(and(eq(messages.orgId, orgId), eq(messages.providerMessageId, id))),
  );
  if (!said) throw new Error('the message was not recorded');
  return said.conversationId;
}

async function listed(view: 'needs_human' | 'open' | 'snoozed'): Promise<string[]> {
  const { db, orgId, clock } = record;
  const asked = { orgId, memberId: newId(), view, search: undefined, after: null, limit: 100, now: clock.now() };
  const rows = await db.withOrg(orgId, tx => listConversations(tx, asked));
  return rows.map(row => row.conversation.id);
}

it('X-SEND, A-UI-4: a send that nobody can tell about stands in "Needs a person" from two minutes on, until it is settled', async () => {
  const { db, orgId, channelAccountId, clock } = record;
  const conversationId = await conversation();
  const messageId = newId();
  await db.withOrg(orgId, tx =>
    tx.insert(messages).values({
      orgId,
      id: messageId,
      conversationId,
      direction: 'out',
      sender: 'BOT',
      kind: 'TEXT',
      text: '$950',
      channelAccountId,
      state: 'UNKNOWN',
      unknownSince: clock.now(),
      at: clock.now(),
      createdAt: clock.now(),
    }),
  );
  clock.at += 119_000;
  expect(await inboxRound(db, clock.now())).toBe(0);
  expect(await listed('needs_human')).toEqual([]);

  clock.at += 2_000;
  expect(await inboxRound(db, clock.now())).toBe(1);
  expect(await listed('needs_human')).toEqual([conversationId]);
  // Who watches is told once.
  expect(await inboxRound(db, clock.now())).toBe(0);
  const told = await db.withOrg(orgId, tx => tx.select().from(events).where(eq(events.at, clock.now())));
  expect(told.map(event => [event.kind, event.conversationId])).toEqual([['conversation.updated', conversationId]]);

  await db.withOrg(orgId, tx => tx.update(messages).set({ state: 'DELIVERED' }).where(eq(messages.id, messageId)));
  expect(await inboxRound(db, clock.now())).toBe(1);
  expect(await listed('needs_human')).toEqual([]);
  const [row] = await db.withOrg(orgId, tx =>
    tx.select().from(conversations).where(eq(conversations.id, conversationId)),
  );
  expect(row?.unconfirmed).toBe(false);
});
