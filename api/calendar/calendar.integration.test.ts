import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeline } from '../../db/audit/table.ts';
import { appointments } from '../../db/calendar/table.ts';
import { contacts, leads } from '../../db/contact/table.ts';
import { newId } from '../../db/ids.ts';
import { notifications } from '../../db/notification/table.ts';
import { startWorld, type World } from '../../test/security/world.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { Appointment } from '../contracts/calendar.ts';
import { ORG } from '../testing/server.ts';
import { ctaSecret } from '../webhooks/cta.ts';

const database = useDatabase();
let world: World;
let conversationId: string;
let contactId: string;

beforeAll(async () => {
  world = await startWorld(database.url);
  const rows = await world.ours.rows();
  [conversationId, contactId] = [rows.conversations, rows.contacts];
});
afterAll(() => world?.stop());

async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${world.api.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: world.ours.cookies.AGENT,
      'x-parley-csrf': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const book = (body: Record<string, unknown>) =>
  call<Appointment & { code?: string }>('POST', '/appointments', {
    title: 'Call',
    startsAt: '2026-12-01T15:00:00Z',
    endsAt: '2026-12-01T15:30:00Z',
    ...body,
  });
const listed = async (from: string, to: string): Promise<string[]> =>
  (await call<{ appointments: Appointment[] }>('GET', `/appointments?from=${from}&to=${to}`)).body.appointments.map(
    ({ title }) => title,
  );
const status = async () =>
  (await world.api.db.withOrg(ORG, tx => tx.select().from(leads).where(eq(leads.contactId, contactId))))[0]?.status;

describe('A-MCP-1: appointments', () => {
  it('of a contact move its lead; of nobody known are an appointment all the same', async () => {
    expect(await status()).toBe('NEW');
    const made = await book({ contactId, title: 'First call' });
    expect([made.status, made.body.contact?.id, made.body.version]).toEqual([200, contactId, 1]);
    expect(await status()).toBe('APPOINTMENT_BOOKED');
    // C-LEAD-6, C-LEAD-8: it stands on the contact's timeline, with who booked it.
    const happened = await call<{ happenings: { label: string; text: string | null }[] }>(
      'GET',
      `/contacts/${contactId}/timeline?kinds=appointment`,
    );
    expect(happened.body.happenings.map(({ label, text }) => [label.replace(/^.* (?=booked)/, ''), text])).toEqual([
      ['booked an appointment', 'First call'],
    ]);
    expect((await book({ title: 'Visit', attendeeName: 'Somebody' })).body.contact).toBeNull();
    expect((await book({ contactId: newId() })).status).toBe(404);
    const other = newId();
    await world.api.db.withOrg(ORG, tx => tx.insert(contacts).values({ orgId: ORG, id: other, createdAt: 0 }));
    expect((await book({ conversationId, contactId: other })).status).toBe(404);
    expect((await book({ endsAt: '2026-12-01T14:00:00Z' })).status).toBe(422);
  });

  it('a booking takes no win back', async () => {
    await world.api.db.withOrg(ORG, tx =>
      tx.update(leads).set({ status: 'WON' }).where(eq(leads.contactId, contactId)),
    );
    await book({ contactId, title: 'After the win' });
    expect(await status()).toBe('WON');
  });

  it('are listed while they go on, in the order of their start', async () => {
    await book({ title: 'Overnight', startsAt: '2027-01-04T23:00:00Z', endsAt: '2027-01-05T01:00:00Z' });
    await book({ title: 'Morning', startsAt: '2027-01-05T09:00:00Z', endsAt: '2027-01-05T10:00:00Z' });
    expect(await listed('2027-01-05T00:00:00Z', '2027-01-06T00:00:00Z')).toEqual(['Overnight', 'Morning']);
    expect(await listed('2027-01-05T01:00:00Z', '2027-01-05T09:00:00Z')).toEqual([]);
    expect((await call('GET', '/appointments?from=2027-01-01T00:00:00Z&to=2028-01-01T00:00:00Z')).status).toBe(422);
  });

  it('are moved and cancelled by whoever saw them as they are', async () => {
    const { id } = (await book({ title: 'Moves' })).body;
    const change = (body: Record<string, unknown>) =>
      call<Appointment & { code?: string }>('PATCH', `/appointments/${id}`, body);
    const moved = await change({ version: 1, startsAt: '2026-12-02T15:00:00Z', endsAt: '2026-12-02T16:00:00Z' });
    expect([moved.status, moved.body.version, moved.body.startsAt]).toEqual([200, 2, '2026-12-02T15:00:00.000Z']);
    const late = await change({ version: 1, title: 'Too late' });
    expect([late.status, late.body.code]).toEqual([409, 'changed_meanwhile']);
    expect((await change({ version: 2, startsAt: '2026-12-03T15:00:00Z' })).status).toBe(422);
    const off = await change({ version: 2, status: 'CANCELLED', cancelReason: 'ill' });
    expect([off.body.status, off.body.cancelReason, off.body.title]).toEqual(['CANCELLED', 'ill', 'Moves']);
    expect((await change({ version: 3, status: 'BOOKED' })).body.cancelReason).toBeNull();
  });
});

describe('A-MCP-1, A-CTA-4: what another system booked through the agent’s call to action', () => {
  const deliver = async (news: Record<string, unknown>): Promise<number> => {
    const body = JSON.stringify({ cta: 'BOOK_CALL', event: 'completed', conversation: conversationId, ...news });
    const secret = ctaSecret(world.api.keyring, ORG, 1);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const answer = await fetch(`${world.api.url}/webhooks/cta/${ORG}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-parley-signature-256': signature },
      body,
    });
    return answer.status;
  };
  const kept = () =>
    world.api.db.withOrg(ORG, tx => tx.select().from(appointments).where(eq(appointments.cta, 'BOOK_CALL')));

  it('stands in the calendar once, however often it is told, and people hear of it', async () => {
    const appointment = { startsAt: '2026-12-10T15:00:00Z', name: 'Nora', email: 'nora@example.com' };
    for (const _ of [1, 2]) expect(await deliver({ id: 'booking-1', appointment })).toBe(200);
    const [row, ...more] = await kept();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      kind: 'CALL',
      title: 'Call',
      contactId,
      conversationId,
      attendeeEmail: 'nora@example.com',
    });
    expect(Number(row?.endsAt) - Number(row?.startsAt)).toBe(30 * 60_000);
    const told = await world.api.db.withOrg(ORG, tx =>
      tx.select().from(notifications).where(eq(notifications.kind, 'appointment_booked')),
    );
    expect(told.some(each => each.conversationId === conversationId)).toBe(true);
    const lines = await world.api.db.withOrg(ORG, tx =>
      tx.select().from(timeline).where(eq(timeline.kind, 'APPOINTMENT')),
    );
    expect(lines.filter(line => line.conversationId === conversationId)).toHaveLength(1);
  });

  it('without a time is no appointment, and with an impossible one is refused whole', async () => {
    expect(await deliver({ id: 'booking-2' })).toBe(200);
    expect(await deliver({ id: 'booking-3', appointment: { startsAt: 'tomorrow' } })).toBe(400);
    expect(
      await deliver({
        id: 'booking-4',
        appointment: { startsAt: '2026-12-10T15:00:00Z', endsAt: '2026-12-10T14:00:00Z' },
      }),
    ).toBe(400);
    expect(await kept()).toHaveLength(1);
  });
});
