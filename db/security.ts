/** Row-level security and grants, applied after every migration to whatever tables there are: a new table is covered by itself. */

/** Tables `withSystem` may touch, and how. Everything else is closed to it. */
export const SYSTEM_ACCESS: Record<string, string> = {
  raw_updates: 'select, insert, update, delete',
  processed_ids: 'select, insert',
  rate_limits: 'select, insert, update, delete',
  request_windows: 'select, insert, update, delete',
  outbox: 'select, insert, update, delete',
  organizations: 'select, insert',
  members: 'select, insert',
  org_keys: 'select, insert, update',
  installation_keys: 'select, insert, update',
  channel_accounts: 'select',
  users: 'select, insert, update, delete',
  sessions: 'select, insert, update, delete',
  auth_accounts: 'select, insert, update, delete',
  verifications: 'select, insert, update, delete',
  failed_proofs: 'select, insert, update, delete',
  one_time_tokens: 'select, insert, update, delete',
  second_factors: 'select, insert, update, delete',
  recovery_codes: 'select, insert, update, delete',
  mails: 'select, insert, update, delete',
  // A program is known by its key alone.
  api_keys: 'select, update',
  // Whoever has the token of an invitation belongs to no organization yet.
  invitations: 'select, delete',
  // What happens to an account is told to the person's organizations.
  audit_log: 'insert',
  events: 'select, delete',
  // Old ones go; those for browsers are found across organizations.
  notifications: 'select, update (pushed_at), delete',
  presence: 'select, delete',
  // Sweeps across organizations read ids, states and times only, and act inside withOrg.
  conversations: 'select',
  messages: 'select',
  // Keys of model providers are sealed anew when the data keys change.
  model_settings: 'select',
  // Fetching is leased across organizations.
  media_files: 'select, update',
  // Requested erasures are seen through across organizations.
  erasures: 'select',
  // A tracked link names no organization: its token finds it.
  cta_links: 'select',
  // Indexing is leased across organizations.
  knowledge_documents: 'select, update',
  // Scans under way and pages due for a check are seen through across organizations, by their ids.
  website_scans: 'select',
  // Imports and exports under way are seen through across organizations, by their ids.
  imports: 'select',
  exports: 'select',
  website_pages: 'select',
};

/** Single columns `withSystem` may read of tables it is closed to otherwise: what is counted over all organizations. */
export const SYSTEM_COLUMNS: Record<string, string[]> = {
  escalations: ['org_id', 'id', 'state', 'priority', 'created_at'],
};

/** Tables without org_id: the tenant role gets no rights beyond these, and sees no rows but those of ROWS_OF_TENANT. */
export const UNTENANTED: Record<string, string> = {
  raw_updates: '',
  processed_ids: 'select, insert',
  rate_limits: 'select, insert, update',
  request_windows: '',
  installation_keys: '',
  users: 'select',
  sessions: '',
  auth_accounts: '',
  verifications: '',
  failed_proofs: '',
  one_time_tokens: '',
  second_factors: '',
  recovery_codes: '',
  mails: '',
  organizations: 'select, update',
};

const ORG = `nullif(current_setting('app.org_id', true), '')::uuid`;

/** Which rows of a table without org_id are an organization's own. */
const ROWS_OF_TENANT: Record<string, string> = {
  organizations: `id = ${ORG}`,
  // A person may belong to several organizations: each sees its own members and nobody else.
  users: `exists (select from members m where m.org_id = ${ORG} and m.user_id = users.id)`,
};

const role = (
  name: string,
) => `do $$ begin if not exists (select from pg_roles where rolname = '${name}') then create role ${name} nologin; end if; end $$;
grant ${name} to current_user;
grant usage on schema public to ${name};
grant usage, select on all sequences in schema public to ${name};
revoke all on all tables in schema public from ${name};`;

const separated = (name: string, own: string): string =>
  `alter table ${name} enable row level security; alter table ${name} force row level security;
drop policy if exists tenant on ${name};
create policy tenant on ${name} to parley_app using (${own}) with check (${own});`;

/** @param tables every table of the public schema, and whether it has an org_id column. */
export function securitySql(tables: { name: string; tenant: boolean }[]): string {
  const lines = [role('parley_app'), role('parley_system')];
  for (const { name, tenant } of tables) {
    const untenanted = UNTENANTED[name];
    if (untenanted === undefined) {
      if (!tenant) throw new Error(`table ${name} has no org_id and is not listed in UNTENANTED (db/security.ts)`);
      lines.push(separated(name, `org_id = ${ORG}`), `grant select, insert, update, delete on ${name} to parley_app;`);
      if (name === 'audit_log') lines.push(`revoke update, delete on ${name} from parley_app;`);
    } else if (untenanted !== '') {
      lines.push(`grant ${untenanted} on ${name} to parley_app;`);
    }
    const rows = ROWS_OF_TENANT[name];
    if (rows) lines.push(separated(name, rows));
    const system = SYSTEM_ACCESS[name];
    const columns = SYSTEM_COLUMNS[name];
    lines.push(`drop policy if exists system on ${name};`);
    if (columns) {
      lines.push(
        `grant select (${columns.join(', ')}) on ${name} to parley_system;`,
        `create policy system on ${name} for select to parley_system using (true);`,
      );
    }
    if (system) {
      lines.push(`grant ${system} on ${name} to parley_system;`);
      if (untenanted === undefined || rows)
        lines.push(`create policy system on ${name} to parley_system using (true) with check (true);`);
    }
  }
  return lines.join('\n');
}
