import { type Placeholder, type SQL, sql } from 'drizzle-orm';

/** Whose lead counts for a contact: of one that a person merged, that of the contact it went into (A-UI-14). */
export const leadHolder = (orgId: string | Placeholder, contactId: string | Placeholder): SQL<string> =>
  sql<string>`coalesce((select k.merged_into_id from contacts k where k.org_id = ${orgId} and k.id = ${contactId}), ${contactId})`;
