/** Appointments: made, moved and ended, each in one transaction with the lead's status and what people are told (A-MCP-1). */
import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { AppointmentKind, AppointmentStatus } from '../../domain/calendar/words.ts';
import type { CtaType, LeadStatus } from '../../domain/words.ts';
import { type Actor, audit, note } from '../audit/queries.ts';
import { contacts, leads } from '../contact/table.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { notify } from '../notification/queries.ts';
import { appointments } from './table.ts';

export type AppointmentRow = typeof appointments.$inferSelect;

export interface NewAppointment {
  orgId: string;
  kind: AppointmentKind;
  title: string;
  startsAt: number;
  endsAt: number;
  contactId: string | null;
  conversationId: string | null;
  attendeeName: string | null;
  attendeeEmail: string | null;
  note: string | null;
  cta: CtaType | null;
  originKey: string | null;
  createdBy: string | null;
  actor: Actor;
  now: number;
}

/** A booking moves these on (X-STATUS: whoever set them); it takes no outcome and no hand-off back. */
const BOOKED_OVER: readonly LeadStatus[] = [
  'NEW',
  'QUALIFYING',
  'QUALIFIED',
  'ENGAGED',
  'HOT',
  'NURTURING',
  'LOST',
  'DROPPED',
];

/** Told again under the same origin, it is the appointment that is there. @returns null when there is no such contact or conversation. */
export async function bookAppointment(
  tx: Tx,
  input: NewAppointment,
): Promise<{ row: AppointmentRow; fresh: boolean } | null> {
  const { orgId, actor, now, ...fields } = input;
  const contactId = await contactOf(tx, input);
  if (contactId === undefined) return null;
  const [row] = await tx
    .insert(appointments)
    .values({ ...fields, orgId, id: newId(), contactId, createdAt: now, updatedAt: now })
    .onConflictDoNothing()
    .returning();
  if (!row) {
    const [there] = await tx
      .select()
      .from(appointments)
      .where(and(eq(appointments.orgId, orgId), eq(appointments.originKey, input.originKey ?? '')));
    return there ? { row: there, fresh: false } : null;
  }
  if (contactId !== null)
    await tx
      .update(leads)
      .set({ status: 'APPOINTMENT_BOOKED', updatedAt: now })
      .where(
        and(
          eq(leads.orgId, orgId),
          eq(leads.contactId, contactId),
          sql`${leads.status} in (${sql.join(
            BOOKED_OVER.map(status => sql`${status}`),
            sql`, `,
          )})`,
        ),
      );
  await told(tx, row, 'appointment_booked', actor, now);
  await notify(tx, {
    orgId,
    kind: 'appointment_booked',
    thing: `appointment/${row.id}`,
    conversationId: row.conversationId,
    but: input.createdBy,
    now,
  });
  return { row, fresh: true };
}

/** Whose appointment it is; undefined when what was named is not there. */
async function contactOf(
  tx: Tx,
  { orgId, contactId, conversationId }: NewAppointment,
): Promise<string | null | undefined> {
  if (conversationId !== null) {
    const [row] = await tx
      .select({ contactId: conversations.contactId })
      .from(conversations)
      .where(and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId)));
    return row && (contactId === null || contactId === row.contactId) ? row.contactId : undefined;
  }
  if (contactId === null) return null;
  const [row] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)));
  return row?.id;
}

export interface AppointmentChange {
  kind?: AppointmentKind | undefined;
  title?: string | undefined;
  startsAt?: number | undefined;
  endsAt?: number | undefined;
  attendeeName?: string | null | undefined;
  attendeeEmail?: string | null | undefined;
  note?: string | null | undefined;
  status?: AppointmentStatus | undefined;
  cancelReason?: string | null | undefined;
}

export type Changed =
  | { kind: 'changed'; row: AppointmentRow }
  | { kind: 'missing' }
  | { kind: 'conflict'; row: AppointmentRow }
  | { kind: 'backwards' };

/** @param version what the one who changes it saw: another one is refused. */
export async function changeAppointment(
  tx: Tx,
  {
    orgId,
    id,
    version,
    change,
    actor,
    now,
  }: { orgId: string; id: string; version: number; change: AppointmentChange; actor: Actor; now: number },
): Promise<Changed> {
  const [before] = await tx
    .select()
    .from(appointments)
    .where(and(eq(appointments.orgId, orgId), eq(appointments.id, id)))
    .for('update');
  if (!before) return { kind: 'missing' };
  if (before.version !== version) return { kind: 'conflict', row: before };
  if ((change.endsAt ?? before.endsAt) <= (change.startsAt ?? before.startsAt)) return { kind: 'backwards' };
  const status = change.status ?? before.status;
  const [row] = await tx
    .update(appointments)
    .set({
      ...change,
      version: version + 1,
      updatedAt: now,
      cancelledAt: status === 'CANCELLED' ? (before.cancelledAt ?? now) : null,
      ...(status === 'CANCELLED' ? {} : { cancelReason: null }),
    })
    .where(and(eq(appointments.orgId, orgId), eq(appointments.id, id)))
    .returning();
  if (!row) return { kind: 'missing' };
  const moved = row.startsAt !== before.startsAt || row.endsAt !== before.endsAt;
  const action =
    status !== before.status
      ? (`appointment_${status.toLowerCase()}` as const)
      : moved
        ? 'appointment_moved'
        : 'appointment_changed';
  await told(tx, row, action, actor, now);
  return { kind: 'changed', row };
}

/** Ids, enums and times only: what was said in it stays in the appointment. */
async function told(tx: Tx, row: AppointmentRow, action: string, actor: Actor, now: number): Promise<void> {
  const { orgId, id, conversationId, startsAt } = row;
  await audit(tx, {
    orgId,
    actor,
    action,
    subjectId: id,
    payload: { kind: row.kind, status: row.status, startsAt },
    now,
  });
  if (conversationId !== null)
    await note(tx, { orgId, conversationId, kind: 'APPOINTMENT', outcome: action, data: { startsAt }, now });
  await publish(tx, { orgId, kind: 'appointment.updated', conversationId, now });
  if (conversationId !== null) await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
}

const shown = {
  appointment: appointments,
  contactName: sql<string | null>`coalesce(${contacts.displayName}, ${contacts.name})`,
};
const withContact = and(eq(contacts.orgId, appointments.orgId), eq(contacts.id, appointments.contactId));
export type ShownAppointment = Awaited<ReturnType<typeof appointmentsBetween>>[number];

/** Those that are going on at any time from `from` to before `to`. */
export async function appointmentsBetween(
  tx: Tx,
  { orgId, from, to, limit }: { orgId: string; from: number; to: number; limit: number },
) {
  return tx
    .select(shown)
    .from(appointments)
    .leftJoin(contacts, withContact)
    .where(and(eq(appointments.orgId, orgId), lt(appointments.startsAt, to), gt(appointments.endsAt, from)))
    .orderBy(asc(appointments.startsAt), asc(appointments.id))
    .limit(limit);
}

export async function findAppointment(
  tx: Tx,
  { orgId, id }: { orgId: string; id: string },
): Promise<ShownAppointment | null> {
  const [row] = await tx
    .select(shown)
    .from(appointments)
    .leftJoin(contacts, withContact)
    .where(and(eq(appointments.orgId, orgId), eq(appointments.id, id)));
  return row ?? null;
}
