/**
 * Personal data stays in the tables made for it, and secrets stay sealed: canaries in everything a customer, a colleague, a
 * model and a provider can say, error paths included, looked for in all that real processes write down.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';
import { newId } from '../../db/ids.ts';
import { openKeyring } from '../../db/keys/master.ts';
import { createCodec, type ParleyCodec } from '../../temporal/codec.ts';
import { connectClient } from '../../temporal/connection.ts';
import { pause } from '../conversation/helpers.ts';
import { until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { found, MEMBER_EMAIL, PERSONAL, PHONE, SECRETS } from './canaries.ts';
import { figure } from './figures.ts';
import { payloadsOf, readable } from './histories.ts';
import { type Processes, startProcesses } from './processes.ts';

const database = useDatabase();
const temporal = useTemporal({ own: true });
const MASTER = randomBytes(32);
const taskQueue = `canaries-${randomBytes(4).toString('hex')}`;
/** All that may stand nowhere outside its tables. */
const ALL = { ...PERSONAL, ...SECRETS, memberEmail: MEMBER_EMAIL, masterKey: MASTER.toString('base64') };

let processes: Processes;
let sql: pg.Client;
let db: Database;
let client: Client;
let codec: ParleyCodec;
let model: Server;
/** What the model answers next, in place of an answer. */
const trouble: { status: number; body: string }[] = [];
let metrics = '';
let conversationId = '';

beforeAll(async () => {
  model = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const wrong = trouble.shift();
      if (wrong) return void response.writeHead(wrong.status, { 'content-type': 'application/json' }).end(wrong.body);
      const answer = await fetch(`${processes.model.url.replace(/\/v1$/, '')}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  });
  await new Promise<void>(resolve => model.listen(0, '127.0.0.1', resolve));
  processes = await startProcesses({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    taskQueue,
    masterKey: MASTER,
    secrets: { ...SECRETS, email: MEMBER_EMAIL },
    settings: { OPENAI_BASE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1` },
  });
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  db = openDatabase({ url: database.url, poolSize: 3, onError: () => undefined });
  codec = createCodec(await openKeyring(db, MASTER, null));
  client = await connectClient({ address: temporal.address, namespace: 'default', tls: false }, codec);
  await processes.start('api');
  await processes.start('worker');
  await converse();
  await colleague();
  await poison();
  await atRest();
  metrics = await processes.metrics();
}, 400_000);
afterAll(async () => {
  await client?.connection.close();
  await processes?.close();
  model.closeAllConnections();
  model.close();
  await sql?.end();
  await db?.close();
}, 60_000);

const say = (message: Record<string, unknown>) =>
  processes.phone.inbound({ from: PHONE, name: PERSONAL.name, ...message });
const rows = async (text: string): Promise<Record<string, unknown>[]> => (await sql.query(text)).rows;

/** Nothing waits, runs or is on its way. */
async function atRest(): Promise<void> {
  await pause(300);
  const open = () =>
    rows(`select (select count(*)::int from conversations where handled_through < last_inbound_number) as unhandled,
      (select count(*)::int from turns where outcome = 'RUNNING') as running,
      (select count(*)::int from messages where state in ('QUEUED', 'SENDING')) as sends,
      (select count(*)::int from raw_updates where handled_at is null and parked_reason is null) as waiting`);
  const quiet = async () => Object.values((await open())[0] ?? {}).every(count => count === 0);
  await until('everything to come to rest', quiet, 60_000).catch(async error => {
    throw new Error(`${JSON.stringify(await open())}\n${processes.output().slice(-4_000)}`, { cause: error });
  });
}

/** Everything a customer can send, and everything that can go wrong while they are answered. */
async function converse(): Promise<void> {
  const { phone } = processes;
  const P = PERSONAL;
  trouble.push(
    {
      status: 500,
      body: JSON.stringify({
        error: { message: `upstream said ${P.modelError}\n    at ${P.modelError} (file:///m.ts:1:1)` },
      }),
    },
    { status: 200, body: `not json at all: ${P.modelGarbage}` },
    {
      status: 200,
      body: JSON.stringify({
        choices: [{ message: { role: 'assistant', content: `{"${P.modelText}": "${P.modelText}"` } }],
      }),
    },
  );
  phone.addFault({ effect: { kind: 'error', code: 131_000, details: `could not reach ${P.sendDetails}` }, times: 1 });
  const first = say({
    text: `Hi, my name is ${P.slotName} and I have a ${P.symptom}. My budget is $${P.budget}. I live in ${P.city}. ${P.text}\n    at ${P.frame} (file:///x.ts:1:1)`,
    referral: {
      source_type: 'ad',
      source_id: '1',
      source_url: `https://fb.example/${P.adUrl}`,
      headline: P.adHeadline,
      body: P.adText,
      ctwa_clid: P.adClick,
    },
  });
  await atRest();
  phone.addFault({ effect: { kind: 'fail', code: 131_026, details: `undeliverable: ${P.statusTitle}` }, times: 1 });
  say({ text: `My email is ${P.email}. How much is a cleaning?` });
  await atRest();
  say({ type: 'image', media: { caption: P.caption, base64: Buffer.from(P.media).toString('base64') } });
  say({ type: 'video', media: { caption: P.videoCaption } });
  say({ type: 'document', media: { caption: P.documentCaption, filename: `${P.fileName}.pdf` } });
  say({ type: 'location', location: { latitude: 1.5, longitude: 2.5, name: P.placeName, address: P.placeAddress } });
  say({
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: P.cardName, first_name: P.cardName },
        phones: [{ phone: `+${P.cardPhone}` }],
        emails: [{ email: P.cardMail }],
        org: { company: P.cardCompany },
      },
    ],
  });
  say({ type: 'interactive', button_reply: { id: P.buttonId, title: P.buttonTitle } });
  say({ type: 'interactive', list_reply: { id: 'row', title: P.listTitle, description: P.listTitle } });
  say({
    type: 'interactive',
    nfm_reply: { name: 'flow', body: 'Sent', response_json: JSON.stringify({ answer: P.flowAnswer }) },
  });
  say({ type: 'order', order: { catalog_id: P.order, text: P.order, product_items: [] } });
  say({ type: 'unsupported', unsupported: { details: P.unsupported } });
  await atRest();
  const wrong = say({ text: `I meant ${P.deleted}` });
  await atRest();
  say({
    type: 'edit',
    edit: {
      original_message_id: first.messages[0]?.id,
      message: { type: 'text', text: { body: `I have a ${P.edited}` } },
    },
  });
  say({ type: 'revoke', revoke: { original_message_id: wrong.messages[0]?.id } });
  phone.inbound({ from: PHONE, name: P.changedName, username: P.username, text: 'thank you!' });
  await atRest();
  [{ id: conversationId = '' }] = (await rows('select id from conversations')) as [{ id: string }];
}

async function colleague(): Promise<void> {
  const { apiUrl, login } = processes;
  const P = PERSONAL;
  const call = (path: string, init: RequestInit & { cookie?: string } = {}) =>
    fetch(`${apiUrl}${path}`, {
      ...init,
      headers: {
        'content-type': 'application/json',
        origin: apiUrl,
        'x-parley-csrf': '1',
        cookie: init.cookie ?? '',
        ...(init.headers as Record<string, string>),
      },
    });
  const signIn = (email: string, password: string) =>
    call('/api/v1/auth/sign-in/email', { method: 'POST', body: JSON.stringify({ email, password }) });
  expect((await signIn(P.badMail, SECRETS.wrongPassword)).status).toBe(401);
  expect((await signIn(login.email, SECRETS.wrongPassword)).status).toBe(401);
  const signedIn = await signIn(login.email, login.password);
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ');
  Object.assign(ALL, { session: decodeURIComponent(cookie.split(/=(.*)/s)[1] ?? '') });
  const at = `/api/v1/conversations/${conversationId}`;
  const post = (path: string, body: unknown) => call(path, { method: 'POST', cookie, body: JSON.stringify(body) });
  expect((await call(`/api/v1/conversations?search=${P.search}`, { cookie })).status).toBe(200);
  expect((await post(`${at}/takeover`, {})).status).toBe(200);
  expect((await post(`${at}/messages`, { id: newId(), text: `We have ${P.reply}.` })).status).toBeLessThan(300);
  processes.phone.inbound({ from: PHONE, echo: { type: 'text', text: `There is ${P.echo}.` } });
  await atRest();
  expect((await post(`${at}/release`, { note: P.note })).status).toBe(200);
  // Requests that fail, in every part of them.
  expect((await call(`${at}/messages`, { method: 'POST', cookie, body: `{"text": ${P.badBody}` })).status).toBe(400);
  expect((await post(`${at}/messages`, { id: P.badField, text: 7, [P.badField]: P.badField })).status).toBe(400);
  expect((await call(`/api/v1/${P.badPath}`, { cookie })).status).toBe(404);
  await call(`/${P.badPath}%E0%A4%A`, { cookie });
  expect((await call(`/api/v1/conversations?cursor=${P.badQuery}&limit=${P.badQuery}`, { cookie })).status).toBe(400);
  const forged = await call('/webhooks/whatsapp', {
    method: 'POST',
    headers: { 'x-hub-signature-256': `sha256=${P.forgedHeader}` },
    body: JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: P.forged }] }),
  });
  expect(forged.status).toBeGreaterThanOrEqual(400);
  expect(
    (await call(`/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${P.forged}&hub.challenge=1`)).status,
  ).toBe(403);
  say({ text: `I want to talk to a human about my ${P.symptom}!` });
  await atRest();
}

/** A stored update that cannot be read, whose error quotes it. */
async function poison(): Promise<void> {
  const keyring = await openKeyring(db, MASTER, null);
  const [account] = await rows('select org_id, id from channel_accounts');
  const [orgId, channelAccountId] = [String(account?.org_id), String(account?.id)];
  for (const text of [
    `${PERSONAL.poison}\n    at ${PERSONAL.poisonFrame} (file:///p.ts:1:1)`,
    `{"entry": ${PERSONAL.poison}`,
  ])
    await sql.query(
      'insert into raw_updates (org_id, channel_account_id, update_key, body, received_at) values ($1, $2, $3, $4, now())',
      [orgId, channelAccountId, randomBytes(32), await keyring.seal(orgId, 'raw_update', Buffer.from(text))],
    );
  await until(
    'the poison to be dealt with',
    async () => {
      const [left] = await rows(
        `select count(*)::int as count from raw_updates where handled_at is null and parked_reason is null`,
      );
      return left?.count === 0;
    },
    60_000,
  );
}

/** Where personal data may stand: with the person, so that erasure finds it. */
const TABLES_OF_PEOPLE = new Set([
  'contacts',
  'contact_identities',
  'contact_search',
  'leads',
  'conversations',
  'messages',
  'message_chunks',
  'message_search',
  'drafts',
  'media_files',
  'escalations',
  'turns',
  'turn_steps',
  'users',
]);

/** Every row of every table as text, sealed bytes as they lie there. */
async function dump(): Promise<Map<string, string>> {
  const tables = await rows(`select tablename as name from pg_tables where schemaname = 'public' order by 1`);
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const all = await sql.query({ text: `select t::text from "${String(name)}" t`, rowMode: 'array' });
    texts.set(String(name), all.rows.map(row => String(row[0])).join('\n'));
  }
  return texts;
}

describe('canaries', () => {
  it('are 50 or more, none within another, and most reached the record', async () => {
    const words = Object.values({ ...PERSONAL, ...SECRETS, MEMBER_EMAIL });
    expect(words.length).toBeGreaterThanOrEqual(50);
    for (const word of words)
      expect(
        words.filter(other => other.includes(word)),
        word,
      ).toEqual([word]);
    const texts = await dump();
    const people = [...texts]
      .filter(([table]) => TABLES_OF_PEOPLE.has(table))
      .map(([, text]) => text)
      .join('\n');
    const stored = found(people, PERSONAL);
    // What was refused, garbled or unreadable is nowhere; the rest is where it belongs.
    figure('canaries', words.length);
    figure('canaries that reached the record', stored.length);
    expect(stored.length).toBeGreaterThanOrEqual(30);
  });

  it('stand in no other table, and secrets in none', async () => {
    const wrong: string[] = [];
    for (const [table, text] of await dump()) {
      const names = found(text, TABLES_OF_PEOPLE.has(table) ? SECRETS : ALL).filter(
        name => !(table === 'users' && name === 'memberEmail'),
      );
      wrong.push(...names.map(name => `${name} in ${table}`));
    }
    expect(wrong).toEqual([]);
  });

  it('stand in no log of any process at any level', () => {
    const output = processes.output();
    const lines = output.split('\n').filter(line => line.startsWith('{'));
    const parts = (part: string) => lines.filter(line => line.includes(`"part":"${part}"`)).length;
    expect(parts('api')).toBeGreaterThan(20);
    expect(parts('worker')).toBeGreaterThan(3);
    // The failures that were planted did happen, and were said.
    for (const said of ['a model attempt failed', 'an update']) expect(output).toContain(said);
    expect(found(output, ALL)).toEqual([]);
  });

  it('stand in no metric', () => {
    expect(metrics).toContain('parley_updates_total');
    expect(metrics).toContain('parley_http_seconds');
    expect(found(metrics, ALL)).toEqual([]);
  });

  it('stand in no workflow: ids, memos, attributes, queues, details, and histories sealed or opened', async () => {
    let opened = 0;
    for await (const execution of client.workflow.list()) {
      const { raw, ...described } = execution;
      expect(found(readable(described), ALL), 'list').toEqual([]);
      expect(found(readable(raw), ALL), 'raw list').toEqual([]);
      expect(execution.taskQueue).toBe(taskQueue);
      const handle = client.workflow.getHandle(execution.workflowId, execution.runId);
      expect(found(readable((await handle.describe()).raw), ALL), 'description').toEqual([]);
      const history = await handle.fetchHistory();
      expect(found(readable(history), ALL), 'sealed history').toEqual([]);
      for (const { path, payload } of payloadsOf(history)) {
        const plain = /searchAttributes|indexedFields/.test(path);
        const [decoded] = plain ? [payload] : await codec.decode([payload]);
        if (!decoded) throw new Error('a payload vanished');
        opened++;
        expect(found(JSON.stringify(defaultPayloadConverter.fromPayload(decoded)) ?? '', ALL), path).toEqual([]);
      }
    }
    expect(opened).toBeGreaterThan(40);
    figure('payloads of histories opened and searched for canaries', opened);
  });
});
