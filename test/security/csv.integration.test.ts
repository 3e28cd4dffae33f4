/** Formulas in everything that leaves as CSV: a spreadsheet calculates none of them (B-EXP-1, B-AUD-1). */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaStore, Ports } from '../../activities/ports.ts';
import { exportFile } from '../../activities/transfer/export-file.ts';
import { contactIdentities, contacts, leads } from '../../db/contact/table.ts';
import { newId } from '../../db/ids.ts';
import { contactLabels, labels } from '../../db/label/table.ts';
import { importRows, imports } from '../../db/transfer/table.ts';
import { useDatabase } from '../support/postgres.ts';
import { operationsOf } from './operations.ts';
import { FORMULAS, formulasIn } from './payloads.ts';
import { startWorld, type World } from './world.ts';

const database = useDatabase();
const files = new Map<string, Buffer>();
const media: MediaStore = {
  async put(key, body) {
    files.set(key, Buffer.concat(await Array.fromAsync(body)));
    return { sizeBytes: files.get(key)?.length ?? 0, sha256: '' };
  },
  async get(key) {
    const file = files.get(key);
    if (!file) throw new Error(`no file ${key}`);
    return (async function* () {
      yield file;
    })();
  },
  async delete(key) {
    files.delete(key);
  },
};
let world: World;

beforeAll(async () => {
  world = await startWorld(database.url, { services: { media } });
});
afterAll(() => world?.stop());

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${world.api.url}/api/v1${path}`, {
    method,
    headers: { cookie: world.ours.cookies.OWNER, 'x-parley-csrf': '1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Somebody whose name, label and field are the formula. */
async function person(formula: string, at: number, fieldId: string): Promise<void> {
  const { orgId } = world.ours;
  const [id, labelId, now] = [newId(), newId(), Date.now()];
  await world.api.db.withOrg(orgId, async tx => {
    await tx.insert(contacts).values({ orgId, id, name: formula, createdAt: now });
    const phone = `+9198${String(40_000_000 + at)}`;
    await tx.insert(contactIdentities).values({ orgId, contactId: id, kind: 'phone', value: phone, createdAt: now });
    const lead = { orgId, id: newId(), contactId: id, source: 'manual' as const, createdAt: now, updatedAt: now };
    await tx.insert(leads).values(lead);
    await tx.insert(labels).values({ orgId, id: labelId, name: formula, color: '#112233', createdAt: now });
    await tx.insert(contactLabels).values({ orgId, contactId: id, labelId, addedAt: now });
  });
  await call('PUT', `/contacts/${id}/contact-fields/${fieldId}`, { value: formula });
}

describe('no cell of a file is a formula', () => {
  it('in any route that answers with CSV, each of them with formulas in it', async () => {
    const { orgId } = world.ours;
    const { id: fieldId } = await call<{ id: string }>('POST', '/contact-fields', {
      ...{ key: 'formula', name: '=1+1', type: 'text', choices: [] },
    });
    for (const [at, formula] of FORMULAS.entries()) await person(formula, at, fieldId);
    const importId = newId();
    const now = Date.now();
    await world.api.db.withOrg(orgId, async tx => {
      const made = { orgId, id: importId, fileName: '=1+1', columns: FORMULAS, totalRows: FORMULAS.length };
      await tx.insert(imports).values({ ...made, state: 'DONE', createdBy: newId(), createdAt: now });
      const rows = FORMULAS.map((formula, at) => ({ number: at + 1, cells: [formula], errors: [formula] }));
      await tx.insert(importRows).values(rows.map(row => ({ orgId, importId, outcome: 'failed' as const, ...row })));
    });
    const made = await call<{ id: string }>('POST', '/exports', {});
    // Who did something stands in the audit log by name.
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`update users set name = '=1+1'`).finally(() => admin.end());
    const ports = { db: world.api.db, media, clock: { now: () => Date.now() } } as unknown as Ports;
    await exportFile(ports, { orgId, id: made.id }, new AbortController().signal);

    // By the document, so that a new file is asked for what it holds as well.
    const { operations } = await operationsOf(world.api.url);
    const ids: Record<string, string> = { imports: importId, exports: made.id };
    const paths = operations.filter(({ answers }) => answers === 'text/csv').map(({ path }) => path);
    expect(paths.length).toBeGreaterThanOrEqual(3);
    for (const path of paths) {
      const asked = path.replace(/\/(\w+)\/\{id\}/, (_all, area: string) => `/${area}/${ids[area]}`);
      const answer = await fetch(`${world.api.url}${asked}`, { headers: { cookie: world.ours.cookies.OWNER } });
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('content-disposition'), path).toContain('attachment');
      const text = await answer.text();
      // What was filled in is there, or the test would prove nothing.
      expect(text, path).toContain('1+1');
      expect(formulasIn(text), path).toEqual([]);
    }
  });

  it('and whoever looks for them finds them where nobody guards', () => {
    const plain = FORMULAS.map(formula => `"${formula.replaceAll('"', '""')}"`);
    expect(formulasIn(plain.join('\r\n')).length).toBe(FORMULAS.length - 2);
    expect(formulasIn('name,value\r\n=1+1,-5\r\n')).toEqual(['=1+1']);
  });
});
