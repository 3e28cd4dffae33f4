/** Contacts of one chunk of an import, written in a handful of statements however many they are. */
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { type HashIdentity, identityText } from '../erasure/queries.ts';
import { tombstones } from '../erasure/table.ts';
import { newId } from '../ids.ts';
import type { ImportRow } from './imports.ts';
import type { Placed } from './place.ts';

export async function write(
  tx: Tx,
  {
    orgId,
    job,
    placed,
    labelIds,
    hash,
    now,
  }: {
    orgId: string;
    job: ImportRow;
    placed: Placed[];
    labelIds: string[];
    hash: HashIdentity | undefined;
    now: number;
  },
): Promise<void> {
  if (placed.length === 0) return;
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  const fresh = placed.filter(one => one.isNew);
  const rest = placed.filter(one => !one.isNew);
  const optedOut = await buriedOptOuts(tx, { orgId, fresh, hash });
  const facts = (list: Placed[]) =>
    JSON.stringify(
      list.map(({ contactId, contact }) => ({
        ...{ id: contactId, lead_id: newId(), name: contact.name, notes: contact.notes },
        ...{ language: contact.language, value: contact.valueMicros, opted_out: optedOut.get(contactId) ?? null },
      })),
    );
  const asRows = sql`as r (id uuid, lead_id uuid, name text, notes text, language text, value bigint, opted_out timestamptz)`;
  if (fresh.length > 0) {
    await tx.execute(sql`
      insert into contacts (org_id, id, name, notes, language, opted_out_at, created_at)
      select ${orgId}::uuid, id, name, notes, language, opted_out, ${at} from jsonb_to_recordset(${facts(fresh)}::jsonb) ${asRows}`);
    await tx.execute(sql`
      insert into leads (org_id, id, contact_id, source, value_micros, campaign, created_at, updated_at)
      select ${orgId}::uuid, lead_id, id, 'import', value, ${JSON.stringify({ import: job.id })}::jsonb, ${at}, ${at}
      from jsonb_to_recordset(${facts(fresh)}::jsonb) ${asRows}`);
  }
  if (rest.length > 0) {
    await tx.execute(sql`
      update contacts c set display_name = coalesce(r.name, c.display_name), notes = coalesce(r.notes, c.notes), language = coalesce(r.language, c.language)
      from jsonb_to_recordset(${facts(rest)}::jsonb) ${asRows} where c.org_id = ${orgId} and c.id = r.id`);
    await tx.execute(sql`
      update leads l set value_micros = r.value, updated_at = ${at}
      from jsonb_to_recordset(${facts(rest)}::jsonb) ${asRows} where l.org_id = ${orgId} and l.contact_id = r.id and r.value is not null`);
  }
  const identities = placed.flatMap(one => one.identities.map(each => ({ id: one.contactId, ...each })));
  if (identities.length > 0)
    await tx.execute(sql`
      insert into contact_identities (org_id, contact_id, kind, value, created_at)
      select ${orgId}::uuid, id, kind, value, ${at} from jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as r (id uuid, kind text, value text)
      on conflict do nothing`);
  const values = placed.flatMap(one => one.contact.fields.map(each => ({ id: one.contactId, ...each })));
  if (values.length > 0)
    await tx.execute(sql`
      insert into custom_values (org_id, contact_id, field_id, value, amount, set_by_person, updated_at)
      select ${orgId}::uuid, id, "fieldId", value, amount, true, ${at}
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r (id uuid, "fieldId" uuid, value text, amount float8)
      on conflict (org_id, contact_id, field_id) do update set value = excluded.value, amount = excluded.amount, updated_at = excluded.updated_at`);
  if (labelIds.length > 0)
    await tx.execute(sql`
      insert into contact_labels (org_id, contact_id, label_id, added_at)
      select ${orgId}::uuid, c.id, l.id, ${at} from unnest(${sql.param(placed.map(one => one.contactId))}::uuid[]) as c (id),
        labels l where l.org_id = ${orgId} and l.id = any(${sql.param(labelIds)}::uuid[])
      on conflict do nothing`);
}

/** X-OPTOUT, A-DEL-1: who opted out and was erased is still opted out when a file brings them back. @returns ISO 8601 by contact. */
async function buriedOptOuts(
  tx: Tx,
  { orgId, fresh, hash }: { orgId: string; fresh: Placed[]; hash: HashIdentity | undefined },
): Promise<Map<string, string>> {
  if (!hash || fresh.length === 0) return new Map();
  const by = new Map(
    fresh.flatMap(one =>
      one.identities.map(each => [hash(identityText(orgId, each)).toString('hex'), one.contactId] as const),
    ),
  );
  const rows = await tx
    .select({ hash: tombstones.identityHash, at: tombstones.optedOutAt })
    .from(tombstones)
    .where(
      and(
        eq(tombstones.orgId, orgId),
        isNotNull(tombstones.optedOutAt),
        inArray(
          tombstones.identityHash,
          [...by.keys()].map(hex => Buffer.from(hex, 'hex')),
        ),
      ),
    );
  return new Map(
    rows.flatMap(row => {
      const contactId = by.get(row.hash.toString('hex'));
      return contactId === undefined || row.at === null ? [] : [[contactId, new Date(row.at).toISOString()]];
    }),
  );
}
