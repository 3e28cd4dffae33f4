/**
 * Who may do what, asked of every route that the served OpenAPI document names: by each role, for the own and for another
 * organization, by nobody. What is expected comes from the permission table; a route that comes later is covered by being
 * served, or fails here because it has no sample row.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cookieOf, PASSWORD, signIn } from '../../api/testing/server.ts';
import { type Area, may } from '../../domain/permission/permission.ts';
import { KEY_AREAS, SCOPES } from '../../domain/permission/scopes.ts';
import { ROLES, type Role } from '../../domain/words.ts';
import { useDatabase } from '../support/postgres.ts';
import { figure, LONG_MS, longForm } from './figures.ts';
import { call, type Operation, operationsOf } from './operations.ts';
import { mountedIn } from './routes.ts';
import { goodBody, paramsOf, type Rows, startWorld, type World } from './world.ts';

// Every route times every role: it takes as long as there are routes.
vi.setConfig({ testTimeout: LONG_MS });
afterAll(() => vi.resetConfig());

const database = useDatabase();
let world: World;
let operations: Operation[];
let schemes: string[];

beforeAll(async () => {
  world = await startWorld(database.url);
  ({ operations, schemes } = await operationsOf(world.api.url));
});
afterAll(() => world?.stop());

/** What a good request takes away for good, besides DELETE; and what there may only be so many of, so that older ones go. */
const TAKES_AWAY = new Set([
  'POST /api/v1/flows/{id}/runs/{runId}/stop',
  'POST /api/v1/contact-merges/{id}/undo',
  'PUT /api/v1/contact-fields/{id}',
  'PUT /api/v1/contacts/{id}/contact-fields/{fieldId}',
  'PUT /api/v1/canned-replies/{id}',
  'PUT /api/v1/saved-views/{id}',
  'PATCH /api/v1/saved-views/{id}',
]);

/** Rows for one request: fresh ones where it may take them away, else one set for each operation and each whose own rows are asked for. */
const kept = new Map<string, Promise<Rows>>();
function rowsFor({ method, path, name }: Operation, role: Role = 'OWNER'): Promise<Rows> {
  const changes = method !== 'GET' && path.includes('{');
  if (changes && (method === 'DELETE' || TAKES_AWAY.has(name))) return world.ours.rows(role);
  const own = /\/(me|notifications)\//.test(path) || !changes;
  const key = `${changes ? name : ''} ${own ? role : ''}`;
  const rows = kept.get(key) ?? world.ours.rows(role);
  kept.set(key, rows);
  return rows;
}

const guarded = () => operations.filter(operation => operation.permission !== null);
const needing = (operation: Operation) => {
  if (!operation.permission) throw new Error(`${operation.name} is open`);
  return operation.permission;
};

/** Never a good answer, by design; the test below says so. */
const REFUSED_ALWAYS = new Set([
  'POST /api/v1/codec/encode',
  // Need a code from the person's own device (api/account/second-factor.integration.test.ts).
  'POST /api/v1/me/second-factor/confirm',
  'POST /api/v1/me/second-factor/off',
  'POST /api/v1/me/second-factor/recovery-codes',
]);
/** A scraper on this very machine needs no session: from a proxy, everybody does. */
const FROM_ELSEWHERE = { 'x-forwarded-for': '203.0.113.20' };
/** A GET that shows what is as good as the right to write. */
const SECRETS = new Set(['GET /api/v1/cta-webhook', 'GET /api/v1/channels/{id}/webhook']);
/** POSTs that change nothing. */
const READING_POSTS = new Set([
  'POST /api/v1/codec/decode',
  'POST /api/v1/codec/encode',
  'POST /api/v1/knowledge/test',
]);

/** Which area the first segment of a path belongs to, as B-API names it: a new one must be entered here. */
const AREAS: Record<string, Area[]> = {
  me: ['self'],
  events: ['conversations'],
  // What a template would say to this lead is the template's to show.
  conversations: ['conversations', 'templates'],
  messages: ['conversations'],
  drafts: ['conversations'],
  turns: ['conversations'],
  media: ['conversations'],
  codec: ['payloads'],
  metrics: ['operations'],
  contacts: ['contacts', 'conversations', 'leads', 'transfers', 'erasure'],
  labels: ['contacts'],
  'contact-fields': ['contacts'],
  'contact-duplicates': ['contacts'],
  'contact-merges': ['transfers'],
  leads: ['leads', 'transfers'],
  escalations: ['leads'],
  exports: ['transfers'],
  actions: ['leads'],
  calendar: ['leads'],
  'knowledge-bases': ['knowledge'],
  knowledge: ['knowledge'],
  flows: ['flows'],
  broadcasts: ['broadcasts'],
  analytics: ['analytics', 'conversations'],
  appointments: ['leads'],
  costs: ['analytics'],
  insights: ['analytics'],
  settings: ['settings', 'playbooks', 'billing', 'erasure'],
  whatsapp: ['whatsapp'],
  workspaces: ['settings', 'team', 'self'],
  team: ['team'],
  members: ['team'],
  playbooks: ['playbooks'],
  onboarding: ['playbooks'],
  'test-chats': ['playbooks'],
  channels: ['whatsapp'],
  experiments: ['playbooks'],
  evals: ['playbooks'],
  calls: ['calls'],
  listings: ['listings'],
  templates: ['templates'],
  imports: ['transfers'],
  erasures: ['erasure'],
  notifications: ['self'],
  'saved-views': ['self'],
  colleagues: ['conversations'],
  notes: ['conversations'],
  'canned-replies': ['templates'],
  'cta-webhook': ['settings'],
  'sending-limits': ['whatsapp'],
};

describe('the document', () => {
  it('names every route that is mounted, and nothing else', () => {
    const { routes, below } = mountedIn(world.api.app);
    const documented = new Set(
      operations.map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const paths = new Set([...documented].map(route => route.split(' ')[1]));
    const undocumented = routes.filter(route => {
      const [method, path = ''] = route.split(' ');
      // 405 for the other methods of what is documented, and the limit before webhooks and tracked links.
      if (method === 'all') return !paths.has(path);
      return (
        !documented.has(route) &&
        !['get /webhooks/*name', 'get /l/*name'].includes(route) &&
        !/^get \/api\/(docs|openapi\.json)/.test(route)
      );
    });
    expect(undocumented).toEqual([]);
    expect([...documented].filter(route => !routes.includes(route))).toEqual([]);
    // The 404 of the api.
    expect([...new Set(below)]).toEqual(['/api']);
    expect(guarded().length).toBeGreaterThan(15);
  });

  it('knows two ways to prove who one is: the session, and an API key', () => {
    expect(schemes.sort()).toEqual(['apiKey', 'session']);
  });

  it('asks for writing wherever something changes, in the area of its path', () => {
    for (const operation of guarded()) {
      const { area, access } = needing(operation);
      const changes = SECRETS.has(operation.name) || (operation.method !== 'GET' && !READING_POSTS.has(operation.name));
      expect(access, operation.name).toBe(changes ? 'write' : 'read');
      const segment = operation.path.replace('/api/v1', '').split('/')[1] ?? '';
      expect(AREAS[segment], `${operation.name}: add its first segment to AREAS`).toContain(area);
    }
  });
});

describe('B-PERM: the own organization', () => {
  const ask = async (operation: Operation, role: Role, rows: Rows) => {
    const answer = await call(world.api.url, operation, {
      params: paramsOf(operation.path, rows),
      body: goodBody(operation, world.ours),
      cookie: world.ours.cookies[role],
      headers: FROM_ELSEWHERE,
    });
    return { ...answer, cell: `${role} ${operation.name}: ${answer.status} ${answer.text.slice(0, 200)}` };
  };

  it('lets each role do what the table gives it, everywhere', async () => {
    const reached = new Set<string>();
    let cells = 0;
    for (const operation of guarded()) {
      const able = ROLES.filter(role => may(role, needing(operation)));
      for (const role of able) {
        const { status, code, cell } = await ask(operation, role, await rowsFor(operation, role));
        cells++;
        expect(status, cell).toBeLessThan(500);
        expect([401, 404], cell).not.toContain(status);
        expect(code, cell).not.toBe('role');
        if (status < 300) reached.add(operation.name);
      }
    }
    // A cell that is let through proves something only where the request itself is good.
    const names = guarded().map(({ name }) => name);
    expect(names.filter(name => !reached.has(name) && !REFUSED_ALWAYS.has(name))).toEqual([]);
    figure('routes that need a session', guarded().length);
    figure('cells: own organization, let through', cells);
  });

  it('refuses each role the rest, and a refusal changes nothing', async () => {
    const rows = await world.ours.rows();
    const before = await world.digest(world.ours.orgId);
    let cells = 0;
    for (const operation of guarded()) {
      for (const role of ROLES.filter(each => !may(each, needing(operation)))) {
        const { status, code, cell } = await ask(operation, role, rows);
        cells++;
        expect([status, code], cell).toEqual([403, 'role']);
      }
    }
    expect(await world.digest(world.ours.orgId)).toBe(before);
    figure('cells: own organization, refused', cells);
  });

  it('changes nothing by reading', async () => {
    const rows = await world.ours.rows();
    const before = await world.digest(world.ours.orgId);
    for (const operation of guarded().filter(({ method }) => method === 'GET')) await ask(operation, 'OWNER', rows);
    expect(await world.digest(world.ours.orgId)).toBe(before);
  });

  it('refuses before it looks at what was sent', async () => {
    for (const operation of guarded()) {
      const role = ROLES.find(each => !may(each, needing(operation)));
      if (!role) continue;
      const params = Object.fromEntries(
        [...operation.path.matchAll(/\{(\w+)\}/g)].map(match => [match[1], 'nonsense']),
      );
      const answer = await call(world.api.url, operation, {
        params,
        body: { nonsense: true },
        cookie: world.ours.cookies[role],
        headers: FROM_ELSEWHERE,
      });
      expect([answer.status, answer.code], `${role} ${operation.name}`).toEqual([403, 'role']);
    }
  });

  it('asks the table anew at each request: a role that was taken away ends at once, a membership too', async () => {
    const cookie = await world.api.as('AGENT');
    const ask = async () => {
      const rows = await world.ours.rows();
      const url = `${world.api.url}/api/v1/conversations/${rows.conversations}/read`;
      const headers = { cookie, 'x-parley-csrf': '1', origin: world.api.url };
      const answer = await fetch(url, { method: 'POST', headers });
      return [answer.status, ((await answer.json()) as { code?: string }).code];
    };
    expect(await ask()).toEqual([200, undefined]);
    const me = (await (await fetch(`${world.api.url}/api/v1/me`, { headers: { cookie } })).json()) as {
      memberId: string;
    };
    const change = (statement: ReturnType<typeof sql>) =>
      world.api.db.withOrg(world.ours.orgId, tx => tx.execute(statement));
    await change(sql`update members set role = 'VIEWER' where id = ${me.memberId}`);
    expect(await ask()).toEqual([403, 'role']);
    await change(sql`delete from members where id = ${me.memberId}`);
    expect(await ask()).toEqual([403, 'no_organization']);
  });
});

describe('B-KEY-1: an API key', () => {
  const asking = async (operation: Operation, key: string, rows: Rows) => {
    const answer = await call(world.api.url, operation, {
      params: paramsOf(operation.path, rows),
      body: goodBody(operation, world.ours),
      headers: { ...FROM_ELSEWHERE, authorization: `Bearer ${key}`, 'x-parley-csrf': '' },
    });
    return { ...answer, cell: `${operation.name}: ${answer.status} ${answer.text.slice(0, 200)}` };
  };
  const scopeOf = ({ area, access }: { area: Area; access: string }) => `${area}:${access}`;

  it('with every scope does what its role may, besides what is for people', async () => {
    let cells = 0;
    const asRole = async (role: Role) => {
      const key = await world.ours.key(role, SCOPES);
      for (const operation of guarded()) {
        const needs = needing(operation);
        // A refusal is told before anything is looked for.
        const used = operation.keys && may(role, needs) ? operation : { ...operation, method: 'GET' };
        const answer = await asking(operation, key, await rowsFor(used, role));
        cells++;
        if (!may(role, needs)) expect([answer.status, answer.code], `${role} ${answer.cell}`).toEqual([403, 'role']);
        else if (!operation.keys)
          expect([answer.status, answer.code], `${role} ${answer.cell}`).toEqual([403, 'scope']);
        else {
          expect(answer.status, `${role} ${answer.cell}`).toBeLessThan(500);
          expect([401, 404], `${role} ${answer.cell}`).not.toContain(answer.status);
          expect(['role', 'scope', 'csrf'], `${role} ${answer.cell}`).not.toContain(answer.code);
        }
      }
    };
    await Promise.all(ROLES.map(asRole));
    figure('cells: API key, role x route', cells);
  });

  it('with every scope but the one that is asked for is refused, and a refusal changes nothing', async () => {
    const rows = await world.ours.rows();
    const without = new Map<string, string>();
    for (const area of KEY_AREAS) {
      const scopes = SCOPES.filter(scope => !scope.startsWith(`${area}:`));
      without.set(`${area}:read`, await world.ours.key('OWNER', scopes));
      without.set(`${area}:write`, await world.ours.key('OWNER', [...scopes, `${area}:read`]));
    }
    const before = await world.digest(world.ours.orgId);
    let cells = 0;
    for (const operation of guarded().filter(({ keys }) => keys)) {
      const key = without.get(scopeOf(needing(operation))) ?? '';
      const answer = await asking(operation, key, rows);
      cells++;
      expect([answer.status, answer.code], answer.cell).toEqual([403, 'scope']);
    }
    // That a key was used is written beside it.
    const plain = (digest: string) => digest.replace(/^api_keys:.*$/m, '');
    expect(plain(await world.digest(world.ours.orgId))).toBe(plain(before));
    figure('cells: API key without the scope', cells);
  });

  it('finds nothing of another organization', async () => {
    const rows = await world.theirs.rows();
    const key = await world.ours.key('OWNER', SCOPES);
    const before = await world.digest(world.theirs.orgId);
    for (const operation of guarded().filter(({ path, keys }) => keys && path.includes('{'))) {
      const answer = await asking(operation, key, rows);
      expect([answer.status, answer.code], answer.cell).toEqual([404, 'not_found']);
      expect(answer.text).not.toContain(world.theirs.mark);
    }
    expect(await world.digest(world.theirs.orgId)).toBe(before);
  });

  it('that is revoked, over, changed or of a member who left is nobody, also beside a good cookie', async () => {
    const rows = await world.ours.rows();
    const revoke = (set: ReturnType<typeof sql>, key: string) =>
      world.api.db.withOrg(world.ours.orgId, tx =>
        tx.execute(sql`update api_keys set ${set} where prefix = ${key.slice(0, 8)} and hash = sha256(${key}::bytea)`),
      );
    const [revoked, over, good] = [
      await world.ours.key('OWNER', SCOPES),
      await world.ours.key('OWNER', SCOPES),
      await world.ours.key('OWNER', SCOPES),
    ];
    await revoke(sql`revoked_at = now()`, revoked);
    await revoke(sql`expires_at = now() - interval '1 second'`, over);
    const nobodies = { revoked, over, changed: `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`, empty: 'pl_' };
    for (const operation of guarded()) {
      if (operation.path === '/metrics') continue;
      for (const [kind, key] of Object.entries(nobodies)) {
        const answer = await call(world.api.url, operation, {
          params: paramsOf(operation.path, rows),
          cookie: world.ours.cookies.OWNER,
          headers: { ...FROM_ELSEWHERE, authorization: `Bearer ${key}` },
        });
        expect([answer.status, answer.code], `${kind}: ${operation.name}`).toEqual([401, 'wrong_key']);
      }
    }
  });
});

describe('another organization', () => {
  it('is not there for anybody, whichever of its rows a path names', async () => {
    const rows = await world.theirs.rows();
    const before = await world.digest(world.theirs.orgId);
    const wrong: string[] = [];
    let cells = 0;
    for (const operation of guarded().filter(({ path }) => path.includes('{'))) {
      for (const role of ROLES) {
        const ask = (params: Record<string, string>) =>
          call(world.api.url, operation, { params, cookie: world.ours.cookies[role], headers: FROM_ELSEWHERE });
        const params = paramsOf(operation.path, rows);
        const theirs = await ask(params);
        // A number beside an id (a version) stays: it is nobody's own.
        const none = Object.entries(params).map(([name, value]) => [name, value.includes('-') ? randomUUID() : value]);
        const nobodys = await ask(Object.fromEntries(none));
        const cell = `${role} ${operation.name}: ${theirs.status} ${theirs.text.slice(0, 200)}`;
        cells++;
        const expected = may(role, needing(operation)) ? '404 not_found' : '403 role';
        // Nothing tells a row of others from one that never was.
        const same = withoutRequest(theirs.text) === withoutRequest(nobodys.text);
        if (`${theirs.status} ${theirs.code}` !== expected || !same || theirs.text.includes(world.theirs.mark))
          wrong.push(cell);
      }
    }
    expect(wrong).toEqual([]);
    expect(await world.digest(world.theirs.orgId)).toBe(before);
    figure('cells: rows of another organization in paths, route x role', cells);
  });

  it('is not reached by naming it in query, header, cookie, body or path', async () => {
    const other = world.theirs.orgId;
    const names = ['orgId', 'org_id', 'organizationId', 'organization_id', 'workspaceId', 'workspace', 'tenant'];
    const single = longForm() ? names : names.slice(0, 1);
    const before = await world.digest(other);
    let moves = 0;
    for (const operation of guarded()) {
      const headerNames = ['x-org-id', 'x-organization-id', 'x-workspace-id', 'x-tenant-id', 'x-parley-org'];
      const moved = [
        { query: Object.fromEntries(names.map(name => [name, other])) },
        ...single.map(name => ({ query: { [name]: other } })),
        { headers: Object.fromEntries(headerNames.map(name => [name, other])) },
        { cookie: `${world.ours.cookies.OWNER}; orgId=${other}; org_id=${other}; workspace=${other}` },
        ...(operation.method === 'GET' ? [] : single.map(name => ({ body: { [name]: other } }))),
      ];
      const rows = await rowsFor(operation);
      await Promise.all(
        moved.map(async move => {
          moves++;
          const answer = await call(world.api.url, operation, {
            params: paramsOf(operation.path, rows),
            cookie: world.ours.cookies.OWNER,
            ...move,
            headers: { ...FROM_ELSEWHERE, ...('headers' in move ? move.headers : {}) },
          });
          const cell = `${operation.name} ${JSON.stringify(move)}: ${answer.status} ${answer.text.slice(0, 200)}`;
          expect(answer.status, cell).toBeLessThan(500);
          expect(answer.text, cell).not.toContain(world.theirs.mark);
          expect(answer.text, cell).not.toContain(other);
        }),
      );
      for (const prefix of [`/${other}`, `/organizations/${other}`, `/workspaces/${other}`, `/orgs/${other}`]) {
        const path = operation.path.replace('/api/v1', `/api/v1${prefix}`);
        if (path === operation.path) continue;
        moves++;
        const answer = await call(
          world.api.url,
          { ...operation, path },
          {
            params: paramsOf(operation.path, rows),
            cookie: world.ours.cookies.OWNER,
          },
        );
        expect(answer.status, `${operation.method} ${path}`).toBe(404);
      }
    }
    expect(await world.digest(other)).toBe(before);
    figure('requests that name another organization', moves);
  });

  it('is not reached by putting ids of its rows into bodies and queries', async () => {
    const theirs = await world.theirs.rows();
    const before = await world.digest(world.theirs.orgId);
    let tried = 0;
    for (const operation of guarded()) {
      const inQuery = operation.parameters.filter(({ in: place, schema }) => place === 'query' && mayBeId(schema));
      const inBody = Object.entries(
        (operation.body?.properties ?? {}) as Record<string, Record<string, unknown>>,
      ).filter(([, schema]) => mayBeId(schema));
      const moves = Object.values(theirs).flatMap(id => [
        ...inQuery.map(({ name }) => ({ query: { [name]: id } })),
        ...inBody.map(([name]) => ({ body: { [name]: id } })),
      ]);
      const rows = await rowsFor(operation);
      for (const move of moves) {
        tried++;
        const answer = await call(world.api.url, operation, {
          params: paramsOf(operation.path, rows),
          cookie: world.ours.cookies.OWNER,
          headers: FROM_ELSEWHERE,
          ...move,
        });
        const cell = `${operation.name} ${JSON.stringify(move)}: ${answer.status} ${answer.text.slice(0, 200)}`;
        expect(answer.status, cell).toBeLessThan(500);
        expect(answer.text, cell).not.toContain(world.theirs.mark);
      }
    }
    expect(tried).toBeGreaterThan(0);
    expect(await world.digest(world.theirs.orgId)).toBe(before);
    figure('requests with ids of another organization in query or body', tried);
  });
});

describe('nobody', () => {
  it('is refused everywhere: without a session, with a false, changed, ended or expired one', async () => {
    const email = 'leaving@example.com';
    const { ensureMember } = await import('../../api/auth/callers.ts');
    const member = { orgId: world.ours.orgId, email, password: PASSWORD, name: 'Leaving', role: 'OWNER' as const };
    await ensureMember(world.api.db, world.api.auth, { ...member, now: Date.now() });
    const session = async () => cookieOf(await signIn(world.api.url, email));
    const ended = await session();
    await fetch(`${world.api.url}/api/v1/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: ended, 'x-parley-csrf': '1', origin: world.api.url },
    });
    const expired = await session();
    const token = decodeURIComponent(expired.split('=')[1] ?? '').split('.')[0] ?? '';
    await world.api.db.withSystem(tx =>
      tx.execute(sql`update sessions set expires_at = now() - interval '1 second' where token = ${token}`),
    );
    const living = await session();
    const changed = living.replace(/=(..)/, (_all, two: string) => `=${two === 'aa' ? 'bb' : 'aa'}`);
    const unsigned = living.split('.')[0] ?? '';
    const nobodies = { none: '', false: 'parley.session_token=a.b', ended, expired, changed, unsigned };
    const rows = await world.ours.rows();
    const before = await world.digest(world.ours.orgId);
    for (const operation of guarded()) {
      for (const [kind, cookie] of Object.entries(nobodies)) {
        const answer = await call(world.api.url, operation, {
          params: paramsOf(operation.path, rows),
          headers: FROM_ELSEWHERE,
          ...(cookie ? { cookie } : {}),
        });
        expect([answer.status, answer.code], `${kind}: ${operation.name}`).toEqual([401, 'not_signed_in']);
      }
    }
    expect(await world.digest(world.ours.orgId)).toBe(before);
    figure('cells: nobody, route x kind of false session', guarded().length * Object.keys(nobodies).length);
  });

  it('reaches open routes only where the document says so', () => {
    const open = operations.filter(({ permission }) => permission === null).map(({ name }) => name);
    expect(open.sort()).toEqual([
      'GET /healthz',
      'GET /l/{token}',
      'GET /readyz',
      'GET /webhooks/whatsapp',
      'POST /api/v1/auth/forgot-password',
      'POST /api/v1/auth/invitations/accept',
      'POST /api/v1/auth/invitations/look',
      'POST /api/v1/auth/register',
      'POST /api/v1/auth/reset-password',
      'POST /api/v1/auth/sign-in/email',
      'POST /api/v1/auth/sign-in/second-factor',
      'POST /api/v1/auth/sign-out',
      'POST /api/v1/auth/verify-email',
      'POST /webhooks/cta/{orgId}',
      'POST /webhooks/whatsapp',
    ]);
  });
});

const mayBeId = (schema: Record<string, unknown>): boolean => JSON.stringify(schema).includes('"uuid"');

const withoutRequest = (text: string): string => text.replace(/"instance":"[^"]*"/, '');
