import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { AppointmentKind, AppointmentStatus } from '../../domain/calendar/words.ts';
import type { CtaType } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';
import { organizations } from '../organization/table.ts';

/** Calls, demos and meetings with a customer (A-MCP-1). */
export const appointments = pgTable(
  'appointments',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    kind: text('kind').$type<AppointmentKind>().notNull(),
    title: text('title').notNull(),
    status: text('status').$type<AppointmentStatus>().notNull().default('BOOKED'),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    /** Goes with the contact when that is erased. */
    contactId: uuid('contact_id'),
    conversationId: uuid('conversation_id'),
    attendeeName: text('attendee_name'),
    attendeeEmail: text('attendee_email'),
    note: text('note'),
    /** The call to action it came of; null when a person made it. */
    cta: text('cta').$type<CtaType>(),
    /** Who says it twice means one appointment: the event of another system, the turn of the agent. Null when a person made it. */
    originKey: text('origin_key'),
    /** The member who made it; null for the agent and other systems. */
    createdBy: uuid('created_by'),
    /** Raised by every change: whoever changes it says which version they saw. */
    version: integer('version').notNull().default(1),
    cancelledAt: instant('cancelled_at'),
    cancelReason: text('cancel_reason'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('appointments_time').on(t.orgId, t.startsAt, t.id),
    index('appointments_contact').on(t.orgId, t.contactId, t.startsAt),
    uniqueIndex('appointments_origin').on(t.orgId, t.originKey).where(sql`origin_key is not null`),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);
