/** Rows of files and the people they stand for, on a real Postgres: what a check promises, what a stop leaves, and who is forgotten. */
import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportOptions, importOptionsSchema } from '../../domain/crm/import.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { SYSTEM } from '../audit/queries.ts';
import { contactIdentities, contacts, leads } from '../contact/table.ts';
import { listLeads } from '../crm/list.ts';
import { type Database, openDatabase } from '../database.ts';
import { identityText } from '../erasure/queries.ts';
import { tombstones } from '../erasure/table.ts';
import { newId } from '../ids.ts';
import { organizations } from '../organization/table.ts';
import { CHUNK_ROWS, importChunk } from './chunk.ts';
import { beginExport, createExport, finishExport } from './exports.ts';
import { forgetInTransfers } from './forget.ts';
import {
  addRows,
  beginPass,
  clearOldRows,
  createImport,
  failedRows,
  findImport,
  importFault,
  MOST_FAULTS,
  stopImport,
} from './imports.ts';

const database = useDatabase();
const orgId = newId();
const memberId = newId();
const now = Date.now();
const hash = (text: string) => createHmac('sha256', 'key').update(text).digest();
let db: Database;

beforeAll(async () => {
  db = openDatabase({ url: database.url, poolSize: 3, onError: () => undefined });
  const words = { slug: 'files', name: 'Files', zone: 'UTC', currency: 'USD' };
  await db.withSystem(tx => tx.insert(organizations).values({ id: orgId, ...words, createdAt: now }));
});
afterAll(() => db.close());

const COLUMNS = ['name', 'phone', 'email'];
async function upload(rows: string[][]): Promise<string> {
  return db.withOrg(orgId, async tx => {
    const given = { orgId, fileName: 'a.csv', columns: COLUMNS, totalRows: rows.length, createdBy: memberId, now };
    const { id } = await createImport(tx, given);
    for (let from = 0; from < rows.length; from += 1_000)
      await addRows(tx, { orgId, id, from: from + 1, rows: rows.slice(from, from + 1_000) });
    return id;
  });
}
const begin = (id: string, state: 'CHECKING' | 'RUNNING', options: Partial<ImportOptions> = {}) =>
  db.withOrg(orgId, tx =>
    beginPass(tx, {
      ...{ orgId, id, state, mapping: COLUMNS, options: importOptionsSchema.parse(options), actor: SYSTEM, now },
    }),
  );
const chunk = (id: string) => db.withOrg(orgId, tx => importChunk(tx, { orgId, id, limit: CHUNK_ROWS, hash, now }));
const counts = async (id: string) => {
  const row = await db.withOrg(orgId, tx => findImport(tx, { orgId, id }));
  return { created: row?.created, updated: row?.updated, skipped: row?.skipped, failed: row?.failed };
};
async function pass(id: string, state: 'CHECKING' | 'RUNNING', options: Partial<ImportOptions> = {}) {
  await begin(id, state, options);
  while (!(await chunk(id)));
  return counts(id);
}
async function person(phone: string | null, email: string | null, mergedIntoId: string | null = null): Promise<string> {
  const id = newId();
  await db.withOrg(orgId, async tx => {
    await tx.insert(contacts).values({ orgId, id, name: 'Was there', mergedIntoId, createdAt: now });
    for (const [kind, value] of [['phone', phone] as const, ['email', email] as const])
      if (value !== null)
        await tx.insert(contactIdentities).values({ orgId, contactId: id, kind, value, createdAt: now });
    await tx
      .insert(leads)
      .values({ orgId, id: newId(), contactId: id, source: 'manual', createdAt: now, updatedAt: now });
  });
  return id;
}
const phoneOf = (n: number): string => `+9197${String(10_000_000 + n)}`;

describe('C-LEAD-1, X-IDENT: rows of a file', () => {
  it('a check says exactly what the import does, for rows of one person however far apart, and for those who are there', async () => {
    const kept = await person('+919800000001', 'kept@example.com');
    await person('+919800000002', null, kept);
    const rows = Array.from({ length: 1_300 }, (_, n) => [`P ${n}`, phoneOf(n), `p${n}@example.com`]);
    // The same number 1,200 rows later; an e-mail alone joins who has it and no phone; then no other phone may.
    rows[1_200] = ['again', phoneOf(0), 'again@example.com'];
    rows[3] = ['mail only', '', 'only@example.com'];
    rows[900] = ['gets a phone', phoneOf(5_000), 'only@example.com'];
    rows[1_250] = ['another', phoneOf(5_001), 'only@example.com'];
    rows[1_251] = ['known', '+91 98000 00001', ''];
    rows[1_252] = ['known by what was merged', '+919800000002', ''];
    rows[1_253] = ['bad', '12', ''];
    const id = await upload(rows);
    const checked = await pass(id, 'CHECKING');
    expect(checked).toEqual({ created: 1_295, updated: 4, skipped: 0, failed: 1 });
    expect(await pass(id, 'RUNNING')).toEqual(checked);
    const all = await db.withOrg(orgId, tx => tx.select().from(contacts));
    expect(all).toHaveLength(2 + 1_295);
    // The row of a merged contact is the kept one's.
    expect(all.find(row => row.id === kept)?.displayName).toBe('known by what was merged');
  });

  it('a stopped import goes on where it was: nothing is counted or taken twice', async () => {
    const id = await upload(Array.from({ length: 1_100 }, (_, n) => ['', phoneOf(20_000 + n), '']));
    await begin(id, 'RUNNING');
    expect(await chunk(id)).toBe(false);
    await db.withOrg(orgId, tx => stopImport(tx, { orgId, id, actor: SYSTEM, now }));
    const before = await counts(id);
    expect(await chunk(id)).toBe(true);
    expect(await counts(id)).toEqual(before);
    expect(await pass(id, 'RUNNING')).toEqual({ created: 1_100, updated: 0, skipped: 0, failed: 0 });
  });

  it('B-EXP-1: whom an import took is found by it; one that cannot go on has failed; its rows go after thirty days', async () => {
    const id = await upload([
      ['Made', phoneOf(40_001), ''],
      ['Also', phoneOf(40_002), ''],
      ['bad', '12', ''],
    ]);
    const listed = () =>
      db.withOrg(orgId, tx =>
        listLeads(tx, {
          ...{ orgId, memberId, filter: { importId: id }, sort: 'created' as const, descending: false },
          ...{ after: null, limit: 10 },
        }),
      );
    await begin(id, 'RUNNING');
    const fault = () => db.withOrg(orgId, tx => importFault(tx, { orgId, id, now }));
    for (let fails = 1; fails < MOST_FAULTS; fails++) expect(await fault()).toBe(false);
    expect(await fault()).toBe(true);
    const failed = await db.withOrg(orgId, tx => findImport(tx, { orgId, id }));
    expect([failed?.state, failed?.failure]).toEqual(['FAILED', expect.stringMatching(/from row 2 of the file/)]);
    expect((await listed()).rows).toHaveLength(0);

    // Somebody lets it go on, and a step that takes rows clears its faults.
    expect(await pass(id, 'RUNNING')).toEqual({ created: 2, updated: 0, skipped: 0, failed: 1 });
    expect((await listed()).rows.map(({ name }) => name).sort()).toEqual(['Also', 'Made']);
    const day = 86_400_000;
    const clear = (days: number) => db.withOrg(orgId, tx => clearOldRows(tx, { orgId, now: now + days * day }));
    await clear(29);
    expect(await db.withOrg(orgId, tx => failedRows(tx, { orgId, id, from: 1, limit: 10 }))).toHaveLength(1);
    expect(await clear(31)).toBeGreaterThan(0);
    expect(await db.withOrg(orgId, tx => failedRows(tx, { orgId, id, from: 1, limit: 10 }))).toHaveLength(0);
    expect((await listed()).rows).toHaveLength(2);
  });

  it('those who are there are left alone when that is wished', async () => {
    const contactId = await person('+919811111111', null);
    const id = await upload([['Other name', '+919811111111', 'new@example.com']]);
    expect(await pass(id, 'RUNNING', { known: 'skip' })).toMatchObject({ skipped: 1, updated: 0 });
    const all = await db.withOrg(orgId, tx => tx.select().from(contacts));
    expect(all.find(row => row.id === contactId)?.displayName).toBeNull();
  });
});

describe('A-DEL-1: files', () => {
  it('who had opted out and was erased is opted out when a file brings them back', async () => {
    const at = now - 5_000;
    await db.withOrg(orgId, tx =>
      tx.insert(tombstones).values({
        ...{ orgId, identityHash: hash(identityText(orgId, { kind: 'phone', value: '+919822222222' })) },
        ...{ erasureId: newId(), optedOutAt: at, erasedAt: now },
      }),
    );
    const id = await upload([
      ['Back', '98222 22222', ''],
      ['New', '98222 22223', ''],
    ]);
    await pass(id, 'RUNNING', { country: 'IN' });
    const all = await db.withOrg(orgId, tx => tx.select().from(contacts));
    expect(all.find(row => row.name === 'Back')?.optedOutAt).toBe(at);
    expect(all.find(row => row.name === 'New')?.optedOutAt).toBeNull();
  });

  it('rows that wait and name an erased person are emptied; an export under way is written again', async () => {
    const contactId = await person('+919833333333', 'gone@example.com');
    const waiting = await upload([
      ['Gone', '098333 33333', ''],
      ['Gone too', '', ' Gone@Example.com'],
      ['Stays', '+919833333334', ''],
    ]);
    const over = await upload([['bad', '12', '']]);
    await pass(over, 'RUNNING');
    const exportId = await db.withOrg(orgId, async tx => {
      const { id } = await createExport(tx, { orgId, filter: {}, memberId, actor: SYSTEM, now });
      await beginExport(tx, { orgId, id });
      return id;
    });
    await db.withOrg(orgId, tx => forgetInTransfers(tx, { orgId, contactId }));
    await db.withOrg(orgId, tx => tx.delete(contactIdentities).where(eq(contactIdentities.contactId, contactId)));
    expect(await pass(waiting, 'RUNNING', { country: 'IN' })).toMatchObject({ created: 1, failed: 2 });
    const failed = (id: string) => db.withOrg(orgId, tx => failedRows(tx, { orgId, id, from: 1, limit: 9 }));
    expect((await failed(waiting)).map(row => row.cells)).toEqual([[], []]);
    expect(await failed(over)).toEqual([]);
    const end = { orgId, id: exportId, rows: 1, sizeBytes: 1, storageKey: 'x', now };
    expect(await db.withOrg(orgId, tx => finishExport(tx, end))).toBe(false);
    await db.withOrg(orgId, tx => beginExport(tx, { orgId, id: exportId }));
    expect(await db.withOrg(orgId, tx => finishExport(tx, end))).toBe(true);
  });
});
