/** Tenants are separated by Postgres itself (promise 7): every table there is, on the real server and on the embedded one. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, sqlState } from '../../db/database.ts';
import { SYSTEM_ACCESS, SYSTEM_COLUMNS, UNTENANTED } from '../../db/security.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';

const REFUSED = '42501';
const [OURS, THEIRS] = [randomUUID(), randomUUID()];

interface Column {
  name: string;
  type: string;
}

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  let admin: pg.Client;
  let tables: Map<string, Column[]>;
  let tenantTables: string[];

  beforeAll(async () => {
    db = openDatabase({ url: database.url, poolSize: 2, onError: () => undefined });
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    tables = await columnsOfAll(admin);
    tenantTables = [...tables]
      .filter(([, columns]) => columns.some(({ name }) => name === 'org_id'))
      .map(([name]) => name);
    await admin.query('begin');
    // Rows that look like rows; what they refer to does not matter here.
    await admin.query(`set local session_replication_role = 'replica'`);
    for (const [table, columns] of tables)
      for (const org of [OURS, THEIRS]) await admin.query(insertOf(table, columns, org));
    await admin.query('commit');
  });
  afterAll(async () => {
    await admin.end();
    await db.close();
  });

  /** Rows of an organization that a statement reaches, as the tenant role of `as`. */
  const run = async (as: string, statement: string): Promise<pg.QueryResult> =>
    db.withOrg(as, tx => tx.execute(sql.raw(statement)));
  const codeOf = (work: Promise<unknown>): Promise<string | null> =>
    work.then(
      () => null,
      error => sqlState(error) ?? String(error),
    );

  /** Tenant tables that the tenant role may use at all. */
  const open = () => tenantTables.filter(table => UNTENANTED[table] === undefined);

  it('has tables to test, and every one is either a tenant table or listed as none', () => {
    expect(tenantTables.length).toBeGreaterThan(15);
    for (const table of tables.keys())
      expect(tenantTables.includes(table) || UNTENANTED[table] !== undefined, table).toBe(true);
  });

  it('runs neither role as a superuser, as the owner, or past row-level security', async () => {
    const roles = await admin.query(
      `select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname in ('parley_app', 'parley_system') order by 1`,
    );
    expect(roles.rows).toEqual(
      ['parley_app', 'parley_system'].map(rolname => ({
        rolname,
        rolsuper: false,
        rolbypassrls: false,
        rolcanlogin: false,
      })),
    );
    const owned = await admin.query(
      `select tablename from pg_tables where schemaname = 'public' and tableowner in ('parley_app', 'parley_system')`,
    );
    expect(owned.rows).toEqual([]);
    const unforced = await admin.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`,
    );
    const names = unforced.rows.map(row => String(row.relname));
    expect(names.filter(name => UNTENANTED[name] === undefined)).toEqual([]);
  });

  it('shows an organization its own rows and nobody else’s', async () => {
    for (const table of open()) {
      const { rows } = await run(OURS, `select distinct org_id::text as org from ${table}`);
      expect(rows, table).toEqual([{ org: OURS }]);
    }
    const organizations = await run(OURS, 'select id::text as id from organizations');
    expect(organizations.rows).toEqual([{ id: OURS }]);
  });

  it('shows an organization the people who are its members, and nobody else', async () => {
    const [both, ours, theirs, nobody] = Array.from({ length: 4 }, () => randomUUID());
    const member = async (org: string, user: string | undefined) =>
      db.withSystem(tx =>
        tx.execute(
          sql`insert into members (org_id, id, user_id, role, created_at) values (${org}, ${randomUUID()}, ${user}, 'AGENT', now())`,
        ),
      );
    await db.withSystem(async tx => {
      for (const user of [both, ours, theirs, nobody])
        await tx.execute(
          sql`insert into users (id, name, email) values (${user}, 'Somebody', ${`${user}@example.com`})`,
        );
    });
    for (const [org, user] of [
      [OURS, both],
      [OURS, ours],
      [THEIRS, both],
      [THEIRS, theirs],
    ] as const)
      await member(org, user);
    const seen = async (org: string) => {
      const { rows } = await run(org, `select id::text as id from users where name = 'Somebody' order by 1`);
      return rows.map(row => String(row.id));
    };
    expect(await seen(OURS)).toEqual([both, ours].sort());
    expect(await seen(THEIRS)).toEqual([both, theirs].sort());
    await admin.query('delete from members where user_id = any($1::uuid[])', [[both, ours, theirs]]);
  });

  it('leaves the tenant role no table that shows rows of several organizations but hashes and rates', async () => {
    const whole: string[] = [];
    for (const [table, granted] of Object.entries(UNTENANTED)) {
      if (!granted.includes('select')) continue;
      const { rows } = await admin.query(
        `select relrowsecurity and relforcerowsecurity as separated from pg_class where relname = $1 and relnamespace = 'public'::regnamespace`,
        [table],
      );
      if (rows[0]?.separated !== true) whole.push(table);
    }
    expect(whole.sort()).toEqual(['processed_ids', 'rate_limits']);
  });

  it('shows nothing without an organization', async () => {
    for (const setting of [`set local role parley_app`, `set local role parley_app; set local app.org_id = ''`]) {
      for (const table of [...open(), 'organizations', 'users']) {
        await admin.query('begin');
        await admin.query(setting);
        const { rows } = await admin.query(`select count(*)::int as count from ${table}`);
        await admin.query('rollback');
        expect(rows, table).toEqual([{ count: 0 }]);
      }
    }
  });

  it('refuses rows written for another organization', async () => {
    for (const table of open()) {
      const columns = tables.get(table) ?? [];
      expect(await codeOf(run(OURS, insertOf(table, columns, THEIRS))), `insert into ${table}`).toBe(REFUSED);
      // audit_log may not be changed by anybody; both ways of refusing are a refusal.
      const moved = await codeOf(run(OURS, `update ${table} set org_id = '${THEIRS}' where org_id = '${OURS}'`));
      expect(moved, `moving rows of ${table}`).toBe(REFUSED);
    }
  });

  it('changes and deletes none of another organization’s rows', async () => {
    for (const table of open()) {
      for (const statement of [
        `update ${table} set org_id = org_id where org_id = '${THEIRS}'`,
        `delete from ${table} where org_id = '${THEIRS}'`,
      ]) {
        const outcome = await run(OURS, statement).then(
          result => result.rowCount,
          error => sqlState(error),
        );
        expect([0, REFUSED], statement).toContain(outcome);
      }
      const left = await admin.query(`select count(*)::int as count from ${table} where org_id = '${THEIRS}'`);
      expect(left.rows[0]?.count, table).toBe(1);
    }
  });

  it('lets withOrg reach no more of the shared tables than is listed', async () => {
    for (const [table, granted] of Object.entries(UNTENANTED)) await expectRights(admin, 'parley_app', table, granted);
  });

  it('lets withSystem reach the listed tables, in the listed ways, and nothing else', async () => {
    for (const table of tables.keys()) {
      const granted = SYSTEM_ACCESS[table] ?? '';
      await expectRights(admin, 'parley_system', table, granted);
      const read = await codeOf(db.withSystem(tx => tx.execute(sql.raw(`select * from ${table} limit 1`))));
      expect(read, `withSystem reading ${table}`).toBe(granted.includes('select') ? null : REFUSED);
    }
    for (const table of Object.keys(SYSTEM_ACCESS)) expect([...tables.keys()]).toContain(table);
  });

  it('lets withSystem read the listed columns of other tables, and none besides', async () => {
    for (const [table, readable] of Object.entries(SYSTEM_COLUMNS)) {
      const columns = (tables.get(table) ?? []).map(({ name }) => name);
      expect(columns, table).toEqual(expect.arrayContaining(readable));
      for (const column of columns) {
        const code = await codeOf(db.withSystem(tx => tx.execute(sql.raw(`select "${column}" from ${table}`))));
        expect(code, `withSystem reading ${table}.${column}`).toBe(readable.includes(column) ? null : REFUSED);
      }
      const written = await codeOf(db.withSystem(tx => tx.execute(sql.raw(`update ${table} set org_id = org_id`))));
      expect(written, `withSystem writing ${table}`).toBe(REFUSED);
    }
  });

  it('leaves no organization behind on a connection', async () => {
    await run(OURS, 'select 1');
    const after = await db.withSystem(tx =>
      tx.execute(sql`select current_setting('app.org_id', true) as org, current_user::text as role`),
    );
    expect(after.rows).toEqual([{ org: '', role: 'parley_system' }]);
    await expect(run('', 'select 1')).rejects.toThrow(/organization id/);
    await expect(run(`' or 1=1`, 'select 1')).rejects.toThrow(/organization id/);
  });
});

async function columnsOfAll(admin: pg.Client): Promise<Map<string, Column[]>> {
  const { rows } = await admin.query<{ table: string; name: string; type: string }>(
    `select c.table_name as table, c.column_name as name, c.udt_name as type
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER' and c.identity_generation is null
     order by c.table_name, c.ordinal_position`,
  );
  const tables = new Map<string, Column[]>();
  for (const { table, name, type } of rows) tables.set(table, [...(tables.get(table) ?? []), { name, type }]);
  return tables;
}

async function expectRights(admin: pg.Client, role: string, table: string, granted: string): Promise<void> {
  const wanted = (granted.match(/[a-z]+(?: \([a-z_, ]+\))?/g) ?? []).sort();
  const { rows } = await admin.query<{ right: string }>(
    `select lower(privilege) as right from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
     where has_table_privilege($1, $2, privilege)
     union all
     select 'update (' || string_agg(column_name, ', ' order by column_name) || ')' from information_schema.columns
     where table_schema = 'public' and table_name = $2
       and has_column_privilege($1, $2, column_name, 'UPDATE') and not has_table_privilege($1, $2, 'UPDATE')
     having count(*) > 0
     order by 1`,
    [role, table],
  );
  expect(
    rows.map(row => row.right),
    `rights of ${role} on ${table}`,
  ).toEqual(wanted);
}

let serial = 0;

/** An INSERT of a plausible row. */
function insertOf(table: string, columns: Column[], org: string): string {
  serial++;
  const value = ({ name, type }: Column): string => {
    if (name === 'org_id' || (table === 'organizations' && name === 'id')) return `'${org}'`;
    switch (type) {
      case 'uuid':
        return `'${randomUUID()}'`;
      case 'int2':
      case 'int4':
      case 'int8':
      case 'numeric':
      case 'float4':
      case 'float8':
        return String(1_000 + serial);
      case 'bool':
        return 'false';
      case 'timestamptz':
      case 'timestamp':
      case 'date':
        return 'now()';
      case 'json':
      case 'jsonb':
        return `'{}'`;
      case 'bytea':
        return `'\\x${serial.toString(16).padStart(8, '0')}'`;
      case 'xid8':
        return `'${serial}'`;
      case 'vector':
        return 'null';
      default:
        return type.startsWith('_') ? `'{}'` : `'value-${serial}'`;
    }
  };
  return `insert into ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')}) values (${columns.map(value).join(', ')})`;
}
