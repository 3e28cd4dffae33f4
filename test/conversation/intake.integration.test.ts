/** What the webhook takes and what it refuses; batches, duplicates and statuses in any order (promises 1 and 2). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { and, eq, sql } from 'drizzle-orm';
import express from 'express';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccountDirectory } from '../../api/webhooks/accounts.ts';
import { whatsappWebhooks } from '../../api/webhooks/whatsapp.ts';
import { webhookAccounts } from '../../db/channel/queries.ts';
import { rawUpdates } from '../../db/intake/table.ts';
import { messages } from '../../db/message/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  conversationOf,
  createGate,
  envelope,
  findConversation,
  kept,
  messagesOf,
  newPhone,
  outboundOf,
  post,
  quiet,
  received,
  statusesValue,
  textsValue,
} from './helpers.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
let core: Core;
const counted: [outcome: string, reason: string][] = [];

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 200,
    checkpoint: gate.checkpoint,
    count: (outcome, reason) => counted.push([outcome, reason]),
  });
});
afterAll(() => core.stop());
beforeEach(() => {
  core.phone.resetWebhookMode();
  core.phone.setBehaviour({ statusMode: 'normal' });
});

const storedUpdates = (): Promise<number> =>
  core.db.withSystem(async tx => {
    const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(rawUpdates);
    return row?.count ?? 0;
  });

describe('a delivery of several messages', () => {
  it('parks a poisonous update with its reason and records the others of its batch', async () => {
    const [poisoned, healthy] = [newPhone(), newPhone()];
    // Nothing that passes the adapter is known to fail here, so the record itself is made to refuse one text.
    await superuser(`create function refuse_poison() returns trigger language plpgsql as $$ begin
      if new.text = 'POISON' then raise exception 'poison' using errcode = '22023'; end if; return new; end $$`);
    await superuser(`create trigger poison before insert on messages for each row execute function refuse_poison()`);
    const texts = kept(core, [
      { from: poisoned, text: 'POISON' },
      { from: healthy, text: 'How much is a filling?' },
      { from: poisoned, text: 'How much is a crown?' },
    ]);
    expect(await post(core, envelope({ value: textsValue(texts) }))).toBe(200);
    await quiet(core, healthy);
    expect(received(core, healthy)[0]).toContain('$180');
    await quiet(core, poisoned);
    expect(received(core, poisoned)[0]).toContain('$950');
    const parked = await until('the poisonous one to be parked', () =>
      core.db.withSystem(async tx => {
        const rows = await tx.select().from(rawUpdates).where(sql`${rawUpdates.parkedReason} is not null`);
        return rows.length > 0 && rows;
      }),
    );
    await superuser(`drop trigger poison on messages`);
    expect(parked).toHaveLength(1);
    expect(parked[0]?.parkedReason).toContain('22023');
    const conversation = await conversationOf(core, poisoned);
    expect((await messagesOf(core, conversation.id)).map(row => row.text)).not.toContain('POISON');
  });
});

describe('the same message again', () => {
  it('A-WA-3: is processed once when it comes again after a restart, in another batch, a week after the raw one is gone', async () => {
    const phone = newPhone();
    const texts = kept(core, [{ from: phone, text: 'How much is a cleaning?' }]);
    await post(core, envelope({ value: textsValue(texts) }));
    await quiet(core, phone);
    await core.stopDispatcher();
    await core.stopWorker();
    await core.db.withSystem(tx => tx.delete(rawUpdates));
    const more = kept(core, [{ from: phone, text: 'Thanks. And whitening?' }]);
    await Promise.all(
      Array.from({ length: 5 }, () => post(core, envelope({ value: textsValue([...texts, ...more]) }))),
    );
    const before = counted.length;
    await core.startWorker();
    core.startDispatcher();
    const conversation = await until('the new one to be answered', async () => {
      const row = await quiet(core, phone);
      return row.lastInboundNumber === 2 && row;
    });
    const updates = await until('all updates to be done with', async () => {
      const rows = await core.db.withSystem(tx => tx.select().from(rawUpdates));
      return rows.every(row => row.handledAt !== null || row.parkedReason !== null) && rows;
    });
    expect(updates.filter(row => row.parkedReason !== null)).toEqual([]);
    expect(Math.max(...updates.map(row => row.attempts)), 'none failed and was tried again').toBe(1);
    const outcomes = counted.slice(before).filter(([, reason]) => reason === 'message');
    expect(outcomes.map(([outcome]) => outcome).sort()).toEqual(['duplicate', 'recorded']);
    expect((await messagesOf(core, conversation.id)).filter(row => row.direction === 'in')).toHaveLength(2);
    expect(received(core, phone)).toHaveLength(2);
  });
});

describe('statuses', () => {
  async function answered(): Promise<{ phone: string; id: string; wamid: string }> {
    const phone = newPhone();
    core.phone.setBehaviour({ statusMode: 'none' });
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const conversation = await quiet(core, phone);
    const [row] = await outboundOf(core, conversation.id);
    if (!row?.providerMessageId) throw new Error('the reply has no provider id');
    return { phone, id: row.id, wamid: row.providerMessageId };
  }
  const stateOf = async (id: string): Promise<string | null> =>
    core.db.withOrg(core.orgId, async tx => {
      const [row] = await tx
        .select({ state: messages.state })
        .from(messages)
        .where(and(eq(messages.orgId, core.orgId), eq(messages.id, id)));
      return row?.state ?? null;
    });
  const allHandled = () =>
    until('all updates to be handled', async () => {
      const open = await core.db.withSystem(tx =>
        tx.select({ id: rawUpdates.id }).from(rawUpdates).where(sql`handled_at is null and parked_reason is null`),
      );
      return open.length === 0;
    });

  it.each([
    { order: ['delivered', 'sent', 'read', 'delivered'], ends: 'READ' },
    { order: ['read'], ends: 'READ' },
    { order: ['read', 'failed', 'sent'], ends: 'READ' },
    { order: ['delivered', 'delivered', 'sent', 'sent'], ends: 'DELIVERED' },
    { order: ['failed', 'delivered'], ends: 'DELIVERED' },
    { order: ['failed', 'sent'], ends: 'FAILED' },
  ])('end as $ends when they come as $order', async ({ order, ends }) => {
    const { phone, id, wamid } = await answered();
    for (const [index, status] of order.entries()) {
      const one = {
        id: wamid,
        status,
        to: phone,
        ...(index % 2 ? { ours: id } : {}),
        ...(status === 'failed' ? { code: 131026 } : {}),
      };
      await post(core, envelope({ value: statusesValue([one, one]) }));
      await allHandled();
    }
    expect(await stateOf(id)).toBe(ends);
  });

  it('settle a send whose answer is still on its way', async () => {
    const phone = newPhone();
    core.phone.setBehaviour({ statusMode: 'none' });
    const afterHttp = gate.hold('send.after_http');
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    await afterHttp.reached;
    const [send] = core.phone.ledger.sends({ to: phone });
    const id = send?.bizOpaqueCallbackData ?? '';
    expect(await stateOf(id)).toBe('SENDING');
    await post(
      core,
      envelope({ value: statusesValue([{ id: send?.wamid ?? '', status: 'read', to: phone, ours: id }]) }),
    );
    await until('the status to be recorded', async () => (await stateOf(id)) === 'READ');
    afterHttp.release();
    await quiet(core, phone);
    expect(await stateOf(id)).toBe('READ');
  });
});

describe('what is refused', () => {
  it('A-WA-2: answers 401 to a forged, missing or misplaced signature and stores nothing', async () => {
    const phone = newPhone();
    const delivery = envelope({ value: textsValue([{ from: phone, id: 'wamid.forged', text: 'Hi' }]) });
    const before = await storedUpdates();
    expect(await post(core, delivery, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })).toBe(401);
    expect(await post(core, delivery, { 'x-hub-signature-256': '' })).toBe(401);
    expect(await post({ ...core, appSecret: 'another secret' }, delivery)).toBe(401);
    expect(await storedUpdates()).toBe(before);
    expect(await findConversation(core, phone)).toBeNull();
  });

  it('answers 413 over 4 MB, takes what is just below, and 400 to what is no JSON', async () => {
    const before = await storedUpdates();
    expect(await post(core, ' '.repeat(4 * 1024 * 1024 + 1))).toBe(413);
    expect(await post(core, '{"object":')).toBe(400);
    expect(await post(core, '')).toBe(400);
    expect(await storedUpdates()).toBe(before);
    const filled = JSON.stringify({ object: 'whatsapp_business_account', entry: [], filler: 'x'.repeat(4_000_000) });
    expect(await post(core, filled)).toBe(200);
  });

  it('takes JSON of any shape without failing', async () => {
    const odd = [
      'null',
      '[]',
      '"text"',
      '{"entry":5}',
      '{"entry":[null,{"changes":[{}]}]}',
      `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    ];
    for (const body of odd) expect([200, 400]).toContain(await post(core, body));
  });

  it('counts updates for a number that is not ours, and keeps none of them', async () => {
    const counted: [string, number][] = [];
    const app = express();
    app.use(
      whatsappWebhooks({
        ...core.ports,
        keyring: core.keyring,
        accounts: createAccountDirectory(() => webhookAccounts(core.db, core.keyring)),
        count: (outcome, updates) => counted.push([outcome, updates]),
      }),
    );
    const server = createServer(app);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`;
    const before = await storedUpdates();
    const value = textsValue([{ from: newPhone(), id: 'wamid.elsewhere', text: 'Hi' }]);
    const metadata = { display_phone_number: '15550009999', phone_number_id: '999' };
    expect(await post({ ...core, webhookUrl }, envelope({ value: { ...value, metadata } }))).toBe(200);
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    expect(counted).toContainEqual(['ignored:unknown_number', 1]);
    expect(await storedUpdates()).toBe(before);
  });
});

/** Statements that no role of Parley may run. */
async function superuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
