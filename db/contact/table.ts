import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ScoreParts } from '../../domain/lead/score.ts';
import type { ChannelIdentity, Touch } from '../../domain/message/inbound.ts';
import type { CONSENT_WAYS, LeadSource, LeadStatus } from '../../domain/words.ts';
import { instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

export const contacts = pgTable(
  'contacts',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    /** As the channel gives it, or as the customer told the agent. */
    name: text('name'),
    /** Set by a person; wins over the name (B-CON-1). */
    displayName: text('display_name'),
    /** Internal, typed by people. */
    notes: text('notes'),
    vip: boolean('vip').notNull().default(false),
    /** A person said that this is the same one as another contact, whose lead counts (A-UI-14); its identities and conversations stay its own. */
    mergedIntoId: uuid('merged_into_id'),
    language: text('language'),
    /** IANA zone from the phone's country or a slot; null = the organization's. */
    zone: text('zone'),
    blocked: boolean('blocked').notNull().default(false),
    /** Off: the agent does not answer this contact by itself; rules and people do (B-ROUTE-1). */
    autoreply: boolean('autoreply').notNull().default(true),
    optedOutAt: instant('opted_out_at'),
    marketingOptInAt: instant('marketing_opt_in_at'),
    /** Who recorded the consent, how it was given and in what words (A-PRICE-3); null when there is none, or of an older release. */
    marketingOptIn: jsonb('marketing_opt_in').$type<MarketingConsent>(),
    marketingStoppedAt: instant('marketing_stopped_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('contacts_name').on(t.orgId, sql`lower(coalesce(${t.displayName}, ${t.name}, ''))`, t.id),
    index('contacts_created').on(t.orgId, t.createdAt, t.id),
    index('contacts_merged').on(t.orgId, t.mergedIntoId).where(sql`merged_into_id is not null`),
  ],
);

export interface MarketingConsent {
  /** Null: the customer's own act on the channel. */
  memberId: string | null;
  how: (typeof CONSENT_WAYS)[number];
  words: string;
}

/** Unique per organization (X-IDENT). */
export const contactIdentities = pgTable(
  'contact_identities',
  {
    orgId: orgId(),
    contactId: uuid('contact_id').notNull(),
    kind: text('kind').$type<ChannelIdentity['kind']>().notNull(),
    value: text('value').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.kind, t.value] }),
    index('contact_identities_contact').on(t.orgId, t.contactId),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);

/** The sales record of a contact: one per contact (X-IDENT). */
export const leads = pgTable(
  'leads',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    contactId: uuid('contact_id').notNull(),
    status: text('status').$type<LeadStatus>().notNull().default('NEW'),
    /** True once a person set the status: then only a person, a booking, a reopening or an outcome moves it (X-STATUS). */
    statusSetByPerson: boolean('status_set_by_person').notNull().default(false),
    score: integer('score'),
    /** What the score is made of (X-SCORE); null before the first, and of an older release. */
    scoreParts: jsonb('score_parts').$type<ScoreParts>(),
    /** Kept by a trigger, with every move of the status. */
    statusChangedAt: instant('status_changed_at'),
    /** When it was won, while it is. Kept by the same trigger. */
    wonAt: instant('won_at'),
    source: text('source').$type<LeadSource>().notNull(),
    campaign: jsonb('campaign').$type<Record<string, string>>().notNull().default({}),
    /** The newest ad, link or code on any channel account; source and campaign stay those of the first message. */
    lastTouch: jsonb('last_touch').$type<Touch>(),
    ownerMemberId: uuid('owner_member_id'),
    /** Marked by a person: marketing may be sent (A-PRICE-4). */
    highValue: boolean('high_value').notNull().default(false),
    valueMicros: bigint('value_micros', { mode: 'number' }),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('leads_contact').on(t.orgId, t.contactId),
    index('leads_updated').on(t.orgId, t.updatedAt, t.id),
    index('leads_status').on(t.orgId, t.status, t.updatedAt, t.id),
    index('leads_owner').on(t.orgId, t.ownerMemberId, t.updatedAt, t.id),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);
