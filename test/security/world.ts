/** Two organizations with a row of everything, behind the api as it is composed: what one may not see of the other is marked. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { and, eq, lt, sql } from 'drizzle-orm';
import { Router } from 'express';
import pg from 'pg';
import { pino } from 'pino';
import { endpoints } from '../../api/endpoints.ts';
import { streams } from '../../api/streams.ts';
import { ORG, OTHER_ORG, PASSWORD, startApi, type TestApi, type TestOptions } from '../../api/testing/server.ts';
import { createAccountDirectory } from '../../api/webhooks/accounts.ts';
import { ctaRoutes } from '../../api/webhooks/cta.ts';
import { whatsappWebhooks } from '../../api/webhooks/whatsapp.ts';
import { saveKey } from '../../db/apikey/queries.ts';
import { sessions, users } from '../../db/auth/table.ts';
import { newToken } from '../../db/auth/tokens.ts';
import { appointments } from '../../db/calendar/table.ts';
import { webhookAccounts } from '../../db/channel/queries.ts';
import { contactIdentities, contacts, leads } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { contactMerges, duplicateSuggestions } from '../../db/crm/table.ts';
import { customFields } from '../../db/customfield/table.ts';
import { type Database, openDatabase, type Tx } from '../../db/database.ts';
import { evalRuns } from '../../db/eval/table.ts';
import { experiments } from '../../db/experiment/table.ts';
import { flowFiles, flowRuns, flows, flowVersions } from '../../db/flow/table.ts';
import { derivedId, newId } from '../../db/ids.ts';
import { createKeyring } from '../../db/keys/keyring.ts';
import { knowledgeDocuments, knowledgeSources } from '../../db/knowledge/table.ts';
import { contactLabels, labels } from '../../db/label/table.ts';
import { drafts, mediaFiles, messages } from '../../db/message/table.ts';
import { notes } from '../../db/note/table.ts';
import { pushSubscriptions } from '../../db/notification/table.ts';
import { newTestChat } from '../../db/onboarding/test-chats.ts';
import { addMember, membersOf } from '../../db/organization/members.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { invitations, organizations } from '../../db/organization/table.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { cannedReplies } from '../../db/reply/table.ts';
import { templates } from '../../db/template/table.ts';
import { exports, importRows, imports } from '../../db/transfer/table.ts';
import { turns } from '../../db/turn/table.ts';
import { savedViews } from '../../db/view/table.ts';
import { websitePages, websiteScans } from '../../db/website/table.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { newTalk } from '../../domain/onboarding/tried.ts';
import type { Scope } from '../../domain/permission/scopes.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { ROLES, type Role } from '../../domain/words.ts';
import type { Operation } from './operations.ts';

export const APP_SECRET = 'app-secret-of-the-security-tests';
export const VERIFY_TOKEN = 'verify-token-of-the-security-tests';
const DAY_MS = 86_400_000;

let simulatedNumbers = 88_000;

/** Ids of one conversation and what hangs on it, by the path segment that goes before them. */
export type Rows = Record<
  | 'conversations'
  | 'messages'
  | 'drafts'
  | 'turns'
  | 'media'
  | 'evals'
  | 'contacts'
  | 'labels'
  | 'appointments'
  | 'contact-fields'
  | 'contact-merges'
  | 'imports'
  | 'exports'
  | 'playbooks'
  | 'experiments'
  | 'flows'
  | 'files'
  | 'runs'
  | 'sources'
  | 'documents'
  | 'scans'
  | 'sessions'
  | 'workspaces'
  | 'organizations'
  | 'users'
  | 'invitations'
  | 'api-keys'
  | 'notes'
  | 'canned-replies'
  | 'saved-views'
  | 'push'
  | 'channels'
  | 'test-chats'
  | 'l'
  | 'cta',
  string
>;

export interface Side {
  orgId: string;
  /** Stands in every text of this organization, and nowhere else. */
  mark: string;
  channelAccountId: string;
  cookies: Record<Role, string>;
  /** An API key of each role's member, with these scopes. */
  key(role: Role, scopes: readonly Scope[]): Promise<string>;
  /** What bodies name besides, by property. */
  values: Record<string, string>;
  /** Parts of good bodies, by operation. */
  bodies: Record<string, Record<string, unknown>>;
  /** A new conversation with a row of everything, in which every command is possible. @param role whose own rows are in it: OWNER's. */
  rows(role?: Role): Promise<Rows>;
}

export interface World {
  api: TestApi;
  ours: Side;
  theirs: Side;
  /** A digest of all rows of an organization, in every table that has any. */
  digest(orgId: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param given.signIn false leaves the members out, where sign-ins are few. */
export async function startWorld(
  databaseUrl: string,
  { signIn = true, ...given }: TestOptions & { signIn?: boolean } = {},
): Promise<World> {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const webhookDb = openDatabase({ url: databaseUrl, poolSize: 2, onError: () => undefined });
  // The key the api of the tests has: the webhook must open what was sealed with it.
  const keyring = createKeyring(webhookDb, Buffer.alloc(32, 7));
  const log = pino({ level: 'silent' });
  const webhooks = whatsappWebhooks({
    db: webhookDb,
    keyring,
    accounts: createAccountDirectory(() => webhookAccounts(webhookDb, keyring)),
    clock: { now: () => Date.now() },
    log,
    count: () => undefined,
  });
  const routes = Router();
  routes.use(ctaRoutes({ db: webhookDb, keyring, clock: { now: () => Date.now() }, log }));
  routes.use(webhooks);
  const api = await startApi(databaseUrl, {
    endpoints,
    streams,
    webhooks: routes,
    // Tests come from other addresses by X-Forwarded-For, and raise limits by settings: nothing bypasses a limiter.
    trustProxy: 1,
    rates: { apiPerMin: 1_000_000, keysPerMin: 1_000_000, authPerMin: 1_000_000, publicPerMin: 1_000_000 },
    ...given,
    services: {
      lockout: { failures: 1_000_000, lockMs: 1_000 },
      evals: { start: () => undefined },
      tryOut: async () => ({
        talk: newTalk(),
        decision: null,
        extraction: null,
        note: null,
        usage: { inputTokens: 0, outputTokens: 0, costMicros: 0, latencyMs: 0, calls: 0 },
      }),
      numbers: {
        check: async () => ({ checks: [], displayPhoneNumber: null, verifiedName: null }),
        subscribe: async () => ({ ok: true }),
        sendTest: async () => ({ ok: true, template: 'hello_world' }),
        simulated: async () => ({
          phoneNumberId: String(++simulatedNumbers),
          businessAccountId: '991',
          displayPhoneNumber: '+15553000000',
          accessToken: 'token',
          appSecret: APP_SECRET,
          verifyToken: VERIFY_TOKEN,
        }),
      },
      starters: {
        tell: async () => undefined,
        runDue: async () => undefined,
        erase: async () => undefined,
        scanWebsite: async () => undefined,
        importContacts: async () => undefined,
        exportContacts: async () => undefined,
        view: async () => null,
      },
      models: {
        installation: {},
        mayReach: async () => undefined,
        check: async () => ({ offered: null, results: [] }),
      },
      push: { publicKey: 'B'.repeat(87), check: async () => undefined },
      suggest: async () => ({ kind: 'text', text: 'An answer.', why: 'It was asked.', confidence: 1, sources: [] }),
      preview: async () => ({ text: 'An answer.', why: null, usages: [] }),
      media: {
        put: async () => ({ sizeBytes: 0, sha256: '' }),
        get: async () => Readable.from(['bytes']),
        delete: async () => undefined,
      },
      ...given.services,
    },
  });
  const ours = await side(api, ORG, 'one', signIn);
  const theirs = await side(api, OTHER_ORG, 'other', signIn);
  const { rows } = await admin.query<{ table: string }>(
    `select table_name as table from information_schema.columns where table_schema = 'public' and column_name = 'org_id' order by 1`,
  );
  const each = rows.map(
    ({ table }) =>
      `select '${table}' as name, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from "${table}" t where org_id = $1`,
  );
  return {
    api,
    ours,
    theirs,
    async digest(orgId) {
      const found = await admin.query<{ name: string; digest: string }>(each.join(' union all '), [orgId]);
      // A union has no order of its own.
      return found.rows
        .map(row => `${row.name}:${row.digest}`)
        .sort()
        .join('\n');
    },
    async stop() {
      await api.stop();
      await webhookDb.close();
      await admin.end();
    },
  };
}

async function side(api: TestApi, orgId: string, slug: string, signIn: boolean): Promise<Side> {
  const now = Date.now();
  const mark = `mark-of-${slug}-${randomUUID().slice(0, 8)}`;
  await seedOrganization(
    api.db,
    {
      slug,
      name: `Organization ${slug}`,
      zone: 'America/New_York',
      currency: 'USD',
      playbook: { name: 'dental_clinic', config: dentalClinic },
    },
    now,
  );
  const channelAccountId = await seedChannel(
    api.db,
    api.keyring,
    orgId,
    {
      name: `Number ${mark}`,
      phoneNumberId: `10650000000${slug.length}`,
      businessAccountId: `20650000000${slug.length}`,
      displayPhoneNumber: '+1 718 555 0142',
      accessToken: 'token',
      appSecret: APP_SECRET,
      verifyToken: VERIFY_TOKEN,
    },
    now,
  );
  await api.db.withOrg(orgId, tx =>
    tx
      .insert(templates)
      .values({
        orgId,
        id: derivedId('template', channelAccountId, 'hello'),
        channelAccountId,
        name: 'hello',
        language: 'en_US',
        category: 'UTILITY',
        status: 'APPROVED',
        components: [{ type: 'BODY', text: `Hello, ${mark}` }],
        syncedAt: now,
      })
      .onConflictDoNothing(),
  );
  const cookies = {} as Record<Role, string>;
  if (signIn) for (const role of ROLES) cookies[role] = await api.as(role, orgId);
  const playbook = await api.db.withOrg(orgId, tx => defaultPlaybook(tx, { orgId }));
  if (!playbook) throw new Error('the organization has no playbook');
  const [firstId, secondId, otherId] = await api.db.withOrg(orgId, async tx => {
    const people = [];
    for (const which of ['one', 'two', 'three']) people.push(await personOf(tx, orgId, `${which} ${mark}`, now, null));
    const [one = '', two = '', three = ''] = people.sort();
    await tx.insert(duplicateSuggestions).values({
      ...{ orgId, firstId: one, secondId: two, reasons: ['same_email'], state: 'open', foundAt: now },
    });
    return [one, two, three] as const;
  });
  const values = { playbookId: playbook.playbookId, firstId, secondId, otherId };
  const bodies: Side['bodies'] = {
    'POST /api/v1/playbooks/{id}/versions': { config: playbookSchema.parse(dentalClinic) },
    'POST /api/v1/playbooks/preview': {
      config: playbookSchema.parse(dentalClinic),
      question: 'How much is a cleaning?',
      presets: ['casual'],
    },
    'POST /api/v1/playbooks/{id}/scripts': { scripts: [], texts: {} },
    'POST /api/v1/channels/whatsapp/check': { phoneNumberId: '990', businessAccountId: '991' },
    'POST /api/v1/channels/whatsapp': { phoneNumberId: `99${slug.length}`, businessAccountId: '991' },
    'POST /api/v1/test-chats/{id}/messages': { text: 'Hello', against: { playbookId: values.playbookId, version: 1 } },
    'POST /api/v1/channels/{id}/test': { to: '+14155550142' },
    'POST /api/v1/onboarding/start': { key: 'legal' },
    'PUT /api/v1/onboarding/draft': { config: playbookSchema.parse(dentalClinic), basedOn: null },
    'POST /api/v1/onboarding/publish': { revision: null },
    'POST /api/v1/knowledge/faq': { text: 'Q: Where are you?\nA: In Brooklyn.' },
    'POST /api/v1/knowledge/scans': { url: 'https://example.com' },
    'PUT /api/v1/settings/model': { provider: 'openai', model: 'gpt-5-mini', apiKey: 'sk-of-a-test' },
    'POST /api/v1/settings/model/check': { provider: 'openai', model: 'gpt-5-mini', apiKey: 'sk-of-a-test' },
    'PUT /api/v1/me/password': { currentPassword: PASSWORD, newPassword: PASSWORD },
    'POST /api/v1/me/second-factor': { password: PASSWORD },
    'POST /api/v1/notifications/push': {
      endpoint: 'https://push.example.com/a',
      keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
    },
    'POST /api/v1/workspaces': { zone: 'Asia/Kolkata' },
    'POST /api/v1/settings/api-keys': { scopes: ['contacts:read'] },
    'PUT /api/v1/labels/{id}': { name: 'renamed' },
    'POST /api/v1/flows': { name: 'Made', ...SAMPLE_FLOW },
    'PUT /api/v1/flows/{id}': { name: 'Saved', ...SAMPLE_FLOW },
    'PATCH /api/v1/appointments/{id}': { version: 1 },
    'POST /api/v1/appointments': { startsAt: '2026-12-01T10:00:00Z', endsAt: '2026-12-01T10:30:00Z' },
    'PATCH /api/v1/flows/{id}': { description: 'What it is for' },
    'POST /api/v1/conversations/{id}/templates': { name: 'hello', language: 'en_US' },
    'POST /api/v1/conversations/{id}/assign': { memberId: null },
    'POST /api/v1/conversations/{id}/snooze': { until: null },
    'POST /api/v1/messages/{id}/reaction': { emoji: '👍' },
    'PUT /api/v1/canned-replies/{id}': { shortcut: 'changed' },
    'PUT /api/v1/contacts/{id}/facts': { key: 'city', value: 'Pune' },
    'PUT /api/v1/imports/{id}/rows': { from: 1, rows: [['+919876543210']] },
    'POST /api/v1/imports/{id}/check': { mapping: ['phone'] },
    'POST /api/v1/imports/{id}/run': { mapping: ['phone'] },
    'POST /api/v1/contacts': { email: `${randomUUID()}@example.com` },
    'POST /api/v1/experiments': { variants: [{ key: 'control' }, { key: 'shorter' }] },
  };
  const userIds = {} as Record<Role, string>;
  for (const role of signIn ? ROLES : []) {
    const answer = await fetch(`${api.url}/api/v1/me`, { headers: { cookie: cookies[role] } });
    userIds[role] = ((await answer.json()) as { user: { id: string } }).user.id;
  }
  const rows = (role: Role = 'OWNER') =>
    rowsOf(api.db, { orgId, mark, channelAccountId, userId: signIn ? userIds[role] : null });
  // A conversation in which a run may begin.
  const { conversations: free, runs } = await rows();
  await api.db.withOrg(orgId, tx =>
    tx.execute(
      sql`with stopped as (update flow_runs set state = 'STOPPED' where id = ${runs}) update conversations set flow_run_id = null where id = ${free}`,
    ),
  );
  bodies['POST /api/v1/flows/{id}/runs'] = { conversationId: free };
  const key = async (role: Role, scopes: readonly Scope[]) => {
    const made = `pl_${newToken()}`;
    await api.db.withOrg(orgId, async tx => {
      const member = (await membersOf(tx, { orgId })).find(({ userId }) => userId === userIds[role]);
      if (!member) throw new Error(`there is no ${role}`);
      const { memberId } = member;
      await saveKey(tx, { orgId, memberId, name: mark, key: made, role, scopes: [...scopes], expiresAt: null, now });
    });
    return made;
  };
  return { orgId, mark, channelAccountId, cookies, key, values, bodies, rows };
}

const SAMPLE_FLOW = {
  trigger: { type: 'API' as const },
  graph: {
    nodes: [
      { id: 'begin', type: 'trigger' as const },
      { id: 'end', type: 'end' as const },
    ],
    edges: [{ from: 'begin', to: 'end' }],
  },
};

let serial = 0;

async function personOf(tx: Tx, orgId: string, name: string, now: number, mergedIntoId: string | null) {
  const id = newId();
  await tx.insert(contacts).values({ orgId, id, name, mergedIntoId, createdAt: now });
  await tx
    .insert(leads)
    .values({ orgId, id: newId(), contactId: id, source: 'manual', createdAt: now, updatedAt: now });
  return id;
}

async function rowsOf(
  db: Database,
  org: { orgId: string; mark: string; channelAccountId: string; userId: string | null },
): Promise<Rows> {
  const { orgId, mark, channelAccountId, userId } = org;
  const now = Date.now();
  const contactId = newId();
  const ids: Rows = {
    conversations: newId(),
    messages: newId(),
    drafts: newId(),
    turns: newId(),
    media: newId(),
    evals: newId(),
    contacts: contactId,
    labels: newId(),
    appointments: newId(),
    'contact-fields': newId(),
    'contact-merges': newId(),
    imports: newId(),
    exports: newId(),
    playbooks: '',
    experiments: newId(),
    flows: newId(),
    files: newId(),
    runs: newId(),
    sources: newId(),
    documents: newId(),
    scans: newId(),
    sessions: newId(),
    workspaces: orgId,
    organizations: newId(),
    users: newId(),
    invitations: newId(),
    'api-keys': '',
    notes: newId(),
    'canned-replies': newId(),
    'saved-views': newId(),
    push: newId(),
    channels: channelAccountId,
    'test-chats': '',
    l: 'x'.repeat(16),
    cta: orgId,
  };
  await db.withSystem(async tx => {
    await tx.insert(users).values({ id: ids.users, name: `Member ${mark}`, email: `${ids.users}@example.com` });
    await addMember(tx, { orgId, userId: ids.users, role: 'VIEWER', now });
  });
  // One of the person's other organizations, which has another owner: it can be left.
  if (userId)
    await db.withSystem(async tx => {
      const id = ids.organizations;
      await tx
        .insert(organizations)
        .values({ id, slug: id, name: `Other ${mark}`, zone: 'UTC', currency: 'USD', createdAt: now });
      for (const each of [userId, ids.users]) await addMember(tx, { orgId: id, userId: each, role: 'OWNER', now });
    });
  const key = { orgId, memberId: ids.users, name: mark, key: `pl_${newToken()}`, role: 'VIEWER' as const };
  ids['api-keys'] = await db.withOrg(orgId, tx =>
    saveKey(tx, { ...key, scopes: ['contacts:read'], expiresAt: null, now }),
  );
  await db.withOrg(orgId, tx =>
    tx.insert(invitations).values({
      orgId,
      id: ids.invitations,
      email: `${ids.invitations}@example.com`,
      role: 'VIEWER',
      tokenHash: Buffer.from(ids.invitations),
      invitedBy: ids.users,
      createdAt: now,
      expiresAt: now + DAY_MS,
    }),
  );
  if (userId) {
    const session = { id: ids.sessions, userId, token: newId(), expiresAt: new Date(now + DAY_MS), userAgent: mark };
    await db.withSystem(tx => tx.insert(sessions).values(session));
  }
  const conversationId = ids.conversations;
  const inboundId = newId();
  const phone = `+1555${String(1_000_000 + ++serial)}`;
  await db.withOrg(orgId, async tx => {
    const playbook = await defaultPlaybook(tx, { orgId, conversationId: orgId });
    if (!playbook) throw new Error('the organization has no playbook');
    ids.playbooks = playbook.playbookId;
    ids['test-chats'] = await newTestChat(tx, { orgId, memberId: ids.users, state: { mark }, now });
    await tx.insert(experiments).values({
      orgId,
      id: ids.experiments,
      playbookId: playbook.playbookId,
      name: `Experiment ${mark}`,
      variants: [{ key: 'control', weight: 1, patch: {} }],
      createdAt: now,
    });
    await tx
      .insert(knowledgeSources)
      .values({ orgId, id: ids.sources, type: 'TEXT', name: `Source ${mark}`, createdAt: now });
    await tx.insert(knowledgeDocuments).values({
      orgId,
      id: ids.documents,
      sourceId: ids.sources,
      title: `Document ${mark}`,
      content: `Content ${mark}`,
      sha256: ids.documents,
      status: 'INDEXED',
      createdAt: now,
      updatedAt: now,
    });
    // Addresses of each are its own: one scan runs at a time for a website.
    const site = newId();
    await tx.insert(knowledgeSources).values({
      orgId,
      id: site,
      type: 'WEBSITE',
      name: `Website ${mark}`,
      url: `https://${ids.scans}.example.com/`,
      createdAt: now,
    });
    await tx.insert(websiteScans).values({
      orgId,
      id: ids.scans,
      sourceId: site,
      kind: 'SCAN',
      state: 'DONE',
      endedAt: now,
      startUrl: `https://${ids.scans}.example.com/${mark}`,
      maxPages: 5,
      maxDepth: 1,
      createdAt: now,
    });
    await tx.insert(websitePages).values({
      orgId,
      id: newId(),
      sourceId: site,
      scanId: ids.scans,
      url: `https://${ids.scans}.example.com/${mark}`,
      kind: 'home',
      depth: 0,
      priority: 0,
      state: 'SKIPPED',
      reason: 'robots',
      title: `Page ${mark}`,
      foundAt: now,
    });
    await tx.insert(contacts).values({ orgId, id: contactId, name: `Nora ${mark}`, createdAt: now });
    await tx
      .insert(labels)
      .values({ orgId, id: ids.labels, name: `${mark} ${ids.labels}`.slice(0, 50), color: '#5b6472', createdAt: now });
    await tx.insert(contactLabels).values({ orgId, contactId, labelId: ids.labels, addedAt: now });
    await tx.insert(appointments).values({
      orgId,
      id: ids.appointments,
      kind: 'CALL',
      title: `Call ${mark}`,
      startsAt: now + DAY_MS,
      endsAt: now + DAY_MS + 1_800_000,
      contactId,
      conversationId,
      attendeeName: `Nora ${mark}`,
      createdAt: now,
      updatedAt: now,
    });
    // An organization has so many fields at most: those of rows long past go.
    await tx.delete(customFields).where(and(eq(customFields.orgId, orgId), lt(customFields.position, serial - 30)));
    await tx.insert(customFields).values({
      orgId,
      id: ids['contact-fields'],
      key: `f${ids['contact-fields'].replaceAll('-', '')}`,
      name: `Field ${mark}`,
      type: 'text' as const,
      position: serial,
      createdAt: now,
    });
    await tx.insert(imports).values({
      ...{ orgId, id: ids.imports, fileName: `${mark}.csv`, columns: ['Phone'], state: 'UPLOADED', totalRows: 1 },
      ...{ createdBy: ids.users, createdAt: now },
    });
    await tx.insert(importRows).values({
      ...{ orgId, importId: ids.imports, number: 1, cells: [mark], outcome: 'failed', errors: [mark] },
    });
    await tx.insert(exports).values({
      ...{ orgId, id: ids.exports, filter: {}, state: 'DONE', rows: 1, sizeBytes: 5, storageKey: `${orgId}/export` },
      ...{ createdBy: ids.users, createdAt: now, endedAt: now, expiresAt: now + DAY_MS },
    });
    const merged = await personOf(tx, orgId, `Merged ${mark}`, now, contactId);
    const before = {
      ...{ labels: [], fields: [], links: [], blocked: false, autoreply: true, vip: false, otherBlocked: false },
      ...{ otherAutoreply: true, ownerMemberId: null, valueMicros: null, highValue: false },
    };
    await tx.insert(contactMerges).values({
      ...{ orgId, id: ids['contact-merges'], keptId: contactId, mergedId: merged, before },
      ...{ mergedBy: ids.users, mergedAt: now },
    });
    await tx.insert(contactIdentities).values({ orgId, contactId, kind: 'phone', value: phone, createdAt: now });
    await tx
      .insert(leads)
      .values({ orgId, id: newId(), contactId, source: 'organic_inbound', createdAt: now, updatedAt: now });
    await tx.insert(conversations).values({
      orgId,
      id: conversationId,
      contactId,
      channelAccountId,
      playbookId: playbook.playbookId,
      playbookVersion: playbook.version,
      leadSource: 'organic_inbound',
      memory: { ...emptyMemory(), summary: `Summary ${mark}` },
      lastInboundNumber: 1,
      handledThrough: 1,
      windowEndsAt: now + DAY_MS,
      lastInboundAt: now,
      lastMessageId: ids.messages,
      flowRunId: ids.runs,
      nextDueKind: 'FOLLOW_UP',
      nextDueAt: now + DAY_MS,
      nextDueStep: 0,
      unread: 1,
      lastActivityAt: now,
      createdAt: now,
    });
    await tx.insert(flows).values({
      orgId,
      id: ids.flows,
      name: `Flow ${mark} ${ids.flows}`,
      active: true,
      currentVersion: 1,
      createdAt: now,
      updatedAt: now,
    });
    await tx.insert(flowVersions).values({ orgId, flowId: ids.flows, version: 1, ...SAMPLE_FLOW, createdAt: now });
    await tx.insert(flowRuns).values({
      orgId,
      id: ids.runs,
      flowId: ids.flows,
      version: 1,
      conversationId,
      state: 'RUNNING',
      begunBy: 'API',
      nodeId: 'begin',
      variables: { said: mark },
      steps: 1,
      wait: { for: 'answer', until: null },
      startedAt: now,
      updatedAt: now,
    });
    await tx.insert(flowFiles).values({
      orgId,
      id: ids.files,
      mime: 'image/png',
      fileName: `${mark}.png`,
      sha256: '',
      sizeBytes: 5,
      storageKey: `${orgId}/${ids.media}`,
      createdAt: now,
    });
    await tx.insert(mediaFiles).values({
      orgId,
      id: ids.media,
      conversationId,
      mime: 'image/png',
      fileName: `${mark}.png`,
      sizeBytes: 5,
      state: 'STORED',
      storageKey: `${orgId}/${ids.media}`,
      createdAt: now,
    });
    await tx.insert(messages).values([
      {
        orgId,
        id: inboundId,
        conversationId,
        direction: 'in' as const,
        sender: 'CONTACT' as const,
        kind: 'IMAGE' as const,
        text: `Hello ${mark}`,
        number: 1,
        mediaId: ids.media,
        channelAccountId,
        handledBy: 'routed:AI',
        handledAt: now,
        at: now - 2_000,
        createdAt: now - 2_000,
      },
      {
        orgId,
        id: ids.messages,
        conversationId,
        direction: 'out' as const,
        sender: 'BOT' as const,
        kind: 'TEXT' as const,
        text: `Answer ${mark}`,
        outbound: { kind: 'text' as const, text: `Answer ${mark}`, previewUrl: false },
        channelAccountId,
        state: 'UNKNOWN' as const,
        unknownSince: now - 600_000,
        providerMessageId: `wamid.${ids.messages}`,
        turnId: ids.turns,
        at: now - 1_000,
        createdAt: now - 1_000,
      },
    ]);
    const [own] = userId ? (await membersOf(tx, { orgId })).filter(member => member.userId === userId) : [];
    const memberId = own?.memberId ?? (await membersOf(tx, { orgId }))[0]?.memberId ?? '';
    await tx
      .insert(notes)
      .values({ orgId, id: ids.notes, conversationId, memberId, text: `Note ${mark}`, createdAt: now });
    // There may be only so many of both, and a matrix asks for rows a thousand times.
    for (const table of [cannedReplies, savedViews])
      await tx.execute(
        sql`delete from ${table} where (org_id, id) in (select org_id, id from ${table} where org_id = ${orgId} order by created_at desc offset 50)`,
      );
    await tx.insert(cannedReplies).values({
      orgId,
      id: ids['canned-replies'],
      shortcut: ids['canned-replies'],
      text: `Reply ${mark}`,
      updatedBy: memberId,
      createdAt: now,
      updatedAt: now,
    });
    await tx.insert(savedViews).values({
      orgId,
      id: ids['saved-views'],
      memberId,
      room: 'inbox',
      name: `View ${mark}`,
      search: { view: 'mine' },
      createdAt: now,
    });
    if (userId)
      await tx.insert(pushSubscriptions).values({
        orgId,
        id: ids.push,
        memberId,
        sessionId: ids.sessions,
        endpoint: `https://push.example.com/${ids.push}`,
        p256dh: mark,
        auth: mark,
        createdAt: now,
      });
    await tx.insert(turns).values({
      orgId,
      id: ids.turns,
      conversationId,
      number: 1,
      trigger: 'inbound',
      owner: 'AI',
      epoch: 1,
      cursorFrom: 0,
      through: 1,
      outcome: 'SENT',
      prompt: [{ name: 'recent', tokens: 3, budget: 100, text: `Prompt ${mark}` }] as never,
      playbookVersion: playbook.version,
      seed: 1,
      startedAt: now,
      endedAt: now,
    });
    await tx.insert(evalRuns).values({
      orgId,
      id: ids.evals,
      playbookId: playbook.playbookId,
      version: playbook.version,
      state: 'DONE',
      doing: `Done ${mark}`,
      createdAt: now,
      endedAt: now,
      aliveAt: now,
    });
    await tx.insert(drafts).values({
      orgId,
      id: ids.drafts,
      conversationId,
      turnId: ids.turns,
      kind: 'APPROVAL',
      content: { kind: 'text', text: `Draft ${mark}`, previewUrl: false },
      cursor: 1,
      state: 'PENDING',
      createdAt: now,
    });
  });
  return ids;
}

/** What a body must hold for the request to be good, where the smallest one that fits the schema is not. */
export function goodBody(operation: Operation, side: Side): Record<string, unknown> {
  const properties = Object.keys((operation.body?.properties ?? {}) as object);
  const named = Object.entries(side.values).filter(([name]) => properties.includes(name));
  return { ...Object.fromEntries(named), ...side.bodies[operation.name] };
}

/** The path parameters of an operation, filled from `rows`. @throws when a segment has no sample yet. */
export function paramsOf(path: string, rows: Rows): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [, segment = '', name = ''] of path.matchAll(/([\w-]+)\/\{(\w+)\}/g)) {
    const id = (rows as Record<string, string>)[segment];
    if (id === undefined)
      throw new Error(`${path}: there is no sample row for "${segment}"; add one to test/security/world.ts`);
    params[name] = id;
  }
  return params;
}
