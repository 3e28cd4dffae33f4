/** What people send and put aside, on the whole core: files and reactions leave once, snoozed conversations come back. */
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversations } from '../../db/conversation/table.ts';
import { newId } from '../../db/ids.ts';
import { mediaFiles, messages } from '../../db/message/table.ts';
import { notifications } from '../../db/notification/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { newPhone, quiet, received } from './helpers.ts';
import { OPERATOR_KEY, type Operator, startOperator } from './operator.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;
let operator: Operator;
/** Added to the clock of the core. */
let laterMs = 0;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    sendTimeoutMs: 2_000,
    masterKey: OPERATOR_KEY,
    clock: { now: () => Date.now() + laterMs },
  });
  operator = await startOperator(core, database.url);
});
afterAll(async () => {
  await operator?.stop();
  await core?.stop();
});

async function answered(): Promise<{ phone: string; id: string }> {
  const phone = newPhone();
  core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
  const { id } = await quiet(core, phone);
  return { phone, id };
}

const rowOf = (id: string) =>
  core.db.withOrg(core.orgId, async tx => (await tx.select().from(conversations).where(eq(conversations.id, id)))[0]);

const BYTES = Buffer.from('%PDF-1.7 a price list');

async function stored(conversationId: string, bytes: Buffer | null = BYTES): Promise<string> {
  const id = newId();
  const storageKey = `${core.orgId}/${id}`;
  if (bytes)
    await core.ports.media.put(
      storageKey,
      (async function* () {
        yield bytes;
      })(),
      1_000_000,
    );
  const mime = 'application/pdf';
  const file = { orgId: core.orgId, id, conversationId, mime, fileName: 'prices.pdf', sizeBytes: BYTES.length };
  await core.db.withOrg(core.orgId, tx =>
    tx.insert(mediaFiles).values({ ...file, state: 'STORED', storageKey, createdAt: Date.now() }),
  );
  return id;
}

const stateOf = async (messageId: string) => {
  const rows = await core.db.withOrg(core.orgId, tx =>
    tx
      .select()
      .from(messages)
      .where(and(eq(messages.orgId, core.orgId), eq(messages.id, messageId))),
  );
  return rows[0];
};

describe('B-CONV-4: a file of a person', () => {
  it('is brought to the provider before it is claimed, and leaves once with its caption', async () => {
    const { phone, id } = await answered();
    const mediaId = await stored(id);
    const messageId = randomUUID();
    core.phone.setBehaviour({ statusMode: 'normal' });
    expect(await operator.twice(`/media/${mediaId}/send`, { id: messageId, caption: 'Our prices' })).toEqual([
      200, 200,
    ]);
    await until('the file to be sent', async () =>
      ['SENT', 'DELIVERED', 'READ'].includes((await stateOf(messageId))?.state ?? ''),
    );
    const sent = core.phone.ledger.sends({ to: phone }).filter(send => send.bizOpaqueCallbackData === messageId);
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0])).toContain('Our prices');
    const row = await stateOf(messageId);
    expect(row?.kind).toBe('DOCUMENT');
    expect(row?.outbound).toMatchObject({ kind: 'media', media: 'document', fileName: 'prices.pdf' });
    expect((row?.outbound as { providerMediaId?: string } | null)?.providerMediaId).not.toBe('');
  });

  it('that is not in the store any more fails in words, and nothing leaves', async () => {
    const { phone, id } = await answered();
    const before = received(core, phone).length;
    const messageId = randomUUID();
    expect((await operator.act(`/media/${await stored(id, null)}/send`, { id: messageId })).status).toBe(200);
    const failed = await until('the send to fail', async () => {
      const row = await stateOf(messageId);
      return row?.state === 'FAILED' && row;
    });
    expect([failed.errorCode, received(core, phone).length]).toEqual(['upload_failed', before]);
  });
});

describe('a reaction of a person', () => {
  it('reaches the customer, answers nobody, and takes nothing over', async () => {
    const { phone, id } = await answered();
    const [said] = await core.db.withOrg(core.orgId, tx =>
      tx
        .select()
        .from(messages)
        .where(and(eq(messages.conversationId, id), eq(messages.direction, 'in'))),
    );
    const before = await rowOf(id);
    const reactionId = randomUUID();
    expect((await operator.act(`/messages/${said?.id}/reaction`, { id: reactionId, emoji: '🙏' })).status).toBe(200);
    await until(
      'the reaction to be sent',
      async () => !['QUEUED', 'SENDING'].includes((await stateOf(reactionId))?.state ?? 'QUEUED'),
    );
    const sent = core.phone.ledger.sends({ to: phone }).filter(send => send.bizOpaqueCallbackData === reactionId);
    expect(sent).toHaveLength(1);
    const after = await rowOf(id);
    expect([after?.owner, after?.lastMessageId, after?.lastOutboundAt]).toEqual([
      'AI',
      before?.lastMessageId,
      before?.lastOutboundAt,
    ]);
  });
});

describe('a snoozed conversation', () => {
  it('comes back when the customer writes, whatever it waited for', async () => {
    const { phone, id } = await answered();
    const time = new Date(Date.now() + laterMs + 86_400_000).toISOString();
    expect((await operator.act(`/conversations/${id}/snooze`, { until: time })).status).toBe(200);
    expect((await rowOf(id))?.snoozedAt).not.toBeNull();
    core.phone.inbound({ from: phone, text: 'and when?' });
    await until('it to be back', async () => (await rowOf(id))?.snoozedAt === null);
    expect((await rowOf(id))?.snoozedUntil).toBeNull();
  });

  it('comes back at its time, unread, though nothing ran meanwhile, and whoever put it aside is told once', async () => {
    const { id } = await answered();
    const at = Date.now() + laterMs + 3_600_000;
    expect((await operator.act(`/conversations/${id}/snooze`, { until: new Date(at).toISOString() })).status).toBe(200);
    await operator.act(`/conversations/${id}/read`);
    await core.stopDispatcher();
    laterMs += 3_600_001;
    expect((await rowOf(id))?.snoozedAt).not.toBeNull();
    core.startDispatcher();
    await until('it to be back', async () => (await rowOf(id))?.snoozedAt === null);
    expect((await rowOf(id))?.unread).toBe(1);
    const told = await core.db.withOrg(core.orgId, tx =>
      tx.select().from(notifications).where(eq(notifications.conversationId, id)),
    );
    expect(told.map(notice => notice.kind)).toEqual(['snooze_over']);
  });
});
