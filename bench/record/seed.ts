/**
 * A record of a given size, made inside Postgres: conversations of two organizations over the last 180 days, written in the
 * order in which they happened. Everything is drawn from a hash of its number, so the same seed gives the same record.
 */
import pg from 'pg';
import { corpusOf } from './corpus.ts';

export interface RecordSize {
  conversations: number;
  messages: number;
}

export const ORG_SLUG = 'sunset-dental';
/** The other organization is a fifth of the measured one. */
const OTHER_SHARE = 5;
const DAYS = 180;
const TEXTS = 20_000;

/** Messages of conversation n: 10, 40 or 440, 20 on average. */
const COUNT = `(case when bench_draw(n, 1) < 0.80 then 10 when bench_draw(n, 1) < 0.99 then 40 else 440 end)`;

const HELPERS = `
create or replace function bench_draw(n bigint, salt int) returns float8 language sql immutable parallel safe as
  $$ select ((hashint8extended(n, salt) & 2147483647)::float8 / 2147483648) $$;
create or replace function bench_id(at timestamptz, n bigint, salt int) returns uuid language sql immutable parallel safe as
  $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text || '/' || salt::text), 1, 3)
     || '8' || substr(md5(salt::text || '/' || n::text), 1, 15))::uuid $$;
create unlogged table if not exists bench_texts (side text, n int, text text, words text[], primary key (side, n));
create unlogged table if not exists bench_conversations
  (org_id uuid, n bigint, id uuid, contact_id uuid, account uuid, playbook uuid, opened timestamptz, count int, primary key (org_id, n));`;

const PLANNED = `
insert into bench_conversations
select $1::uuid, n, bench_id(opened, n, 11), bench_id(opened, n, 12), $4::uuid, $5::uuid, opened, count
from (select n, $6::timestamptz - bench_draw(n, 2) * interval '${DAYS} days' as opened, ${COUNT} as count from generate_series($2::bigint, $3::bigint - 1) n) drawn`;

const CONTACTS = `
insert into contacts (org_id, id, name, language, zone, created_at)
select org_id, contact_id, (select text from bench_texts t where t.side = 'name' and t.n = c.n % 2000), 'en', 'Asia/Kolkata', opened
from bench_conversations c where org_id = $1 and n >= $2 and n < $3`;
const IDENTITIES = `
insert into contact_identities (org_id, contact_id, kind, value, created_at)
select org_id, contact_id, 'phone', '+91' || (6 + n % 4)::text || lpad(((n * 7919 + 13) % 1000000000)::text, 9, '0'), opened
from bench_conversations where org_id = $1 and n >= $2 and n < $3`;
const LEADS = `
insert into leads (org_id, id, contact_id, status, source, created_at, updated_at)
select org_id, bench_id(opened, n, 13), contact_id, (array['NEW', 'QUALIFYING', 'QUALIFIED', 'LOST'])[1 + n % 4], 'organic_inbound', opened, opened
from bench_conversations where org_id = $1 and n >= $2 and n < $3`;

/** Gaps of minutes within a conversation, now and then a day; never later than now. */
const MESSAGES = `
insert into messages (org_id, id, conversation_id, direction, sender, kind, text, number, inbound, outbound, channel_account_id,
  provider_message_id, state, attempts, claimed_at, handled_by, handled_at, at, created_at)
select org_id, id, conversation_id, direction, case direction when 'in' then 'CONTACT' else 'BOT' end, 'TEXT', text,
  case direction when 'in' then (m + 2) / 2 end,
  case direction when 'in' then jsonb_build_object('kind', 'TEXT', 'text', text, 'media', null, 'location', null, 'replyId', null, 'extra', null) end,
  case direction when 'out' then jsonb_build_object('kind', 'text', 'text', text, 'previewUrl', false) end,
  account, 'wamid.' || replace(id::text, '-', ''), case direction when 'out' then 'READ' end, case direction when 'out' then 1 else 0 end,
  case direction when 'out' then at end, case direction when 'in' then 'routed:AI' end, case direction when 'in' then at end, at, at
from (
  select org_id, conversation_id, account, m, direction, at, bench_id(at, n * 1000 + m, 14) as id,
    (select text from bench_texts t where t.side = timed.direction and t.n = (bench_draw(timed.n * 1000 + timed.m, 3) * ${TEXTS})::int % ${TEXTS}) as text
  from (
    select c.org_id, c.id as conversation_id, c.account, c.n, m, case m % 2 when 0 then 'in' else 'out' end as direction,
      least($4::timestamptz - (c.count - m) * interval '1 second', c.opened + m * interval '7 minutes' + (m / 6) * interval '1 day' * bench_draw(c.n, 4)) as at
    from bench_conversations c, generate_series(0, c.count - 1) m where c.org_id = $1 and c.n >= $2 and c.n < $3
  ) timed order by at
) written`;

const MEMORY = `jsonb_build_object('summary', 'Looks for a home near the office, budget settled, wants to visit with the family before the end of the month and compare two offers.',
  'summaryThrough', 4, 'slots', jsonb_build_object('budget', jsonb_build_object('value', '80 lakh', 'confidence', 0.9, 'sourceMessageId', null, 'setBy', 'agent', 'at', 0),
  'area', jsonb_build_object('value', 'Powai', 'confidence', 0.8, 'sourceMessageId', null, 'setBy', 'agent', 'at', 0)), 'slotHistory', '[]'::jsonb,
  'commitments', '[]'::jsonb, 'sentiments', '[]'::jsonb, 'language', 'en', 'lastIntent', null, 'confusedInARow', 0, 'objections', '{}'::jsonb)`;

/** 60 % open; of those 3 % with people (some are the member's own), 2 % unread; the rest is the AI's. */
const CONVERSATIONS = `
insert into conversations (org_id, id, contact_id, channel_account_id, owner, owner_member_id, stage, closed_at, last_inbound_number, handled_through,
  seen_through, last_inbound_at, last_outbound_at, window_ends_at, playbook_id, playbook_version, lead_source, memory, unread, last_message_id,
  last_activity_at, created_at, next_due_kind, next_due_at, next_due_step)
select c.org_id, c.id, c.contact_id, c.account, case when closed then 'AI' when bench_draw(n, 6) < 0.03 then 'HUMAN' else 'AI' end,
  case when not closed and bench_draw(n, 6) < 0.005 then $4::uuid end, 'DISCOVERY', case when closed then last.at end, (c.count + 1) / 2, (c.count + 1) / 2,
  (c.count + 1) / 2, last.at, last.at, last.at + interval '1 day', c.playbook, 1, 'organic_inbound', ${MEMORY},
  case when not closed and bench_draw(n, 7) < 0.02 then 2 else 0 end, last.id, last.at, c.opened, case when not closed then 'FOLLOW_UP' end,
  case when not closed then last.at + interval '3 days' end, case when not closed then 1 end
from (select *, bench_draw(n, 5) < 0.40 as closed from bench_conversations where org_id = $1 and n >= $2 and n < $3) c,
  lateral (select m.id, m.created_at as at from messages m where m.org_id = c.org_id and m.conversation_id = c.id order by m.created_at desc, m.id desc limit 1) last`;
const ESCALATIONS = `
insert into escalations (org_id, id, conversation_id, state, priority, reasons, effect, created_at)
select org_id, bench_id(opened, n, 15), id, case when bench_draw(n, 8) < 0.02 then 'pending' else 'resolved' end, 'HIGH', '["human_request"]',
  case when bench_draw(n, 9) < 0.5 then 'hand_over' else 'notify' end, opened
from bench_conversations where org_id = $1 and n >= $2 and n < $3 and bench_draw(n, 8) < 0.10`;
const DRAFTS = `
insert into drafts (org_id, id, conversation_id, kind, content, cursor, state, created_at)
select org_id, bench_id(opened, n, 16), id, 'APPROVAL', '{"kind": "text", "text": "Shall I book it for you?", "previewUrl": false}', 1,
  case when bench_draw(n, 10) < 0.005 then 'PENDING' else 'APPROVED' end, opened
from bench_conversations where org_id = $1 and n >= $2 and n < $3 and bench_draw(n, 10) < 0.05`;
const TIMELINE = `
insert into timeline (org_id, id, conversation_id, kind, outcome, data, at)
select org_id, bench_id(opened, n * 10 + step, 17), id, 'FOLLOW_UP', 'due:sent', '{}', opened + step * interval '1 day'
from bench_conversations, generate_series(1, 3) step where org_id = $1 and n >= $2 and n < $3`;

/** What the product's triggers would have kept. */
const MESSAGE_WORDS = `
insert into message_search (org_id, message_id, conversation_id, words, created_at)
select m.org_id, m.id, m.conversation_id, search_vector(m.org_id, t.words), m.created_at
from messages m join (select distinct on (text) text, words from bench_texts) t on t.text = m.text
where m.org_id = $1 and m.conversation_id in (select id from bench_conversations where org_id = $1 and n >= $2 and n < $3) order by m.created_at`;
const CONTACT_WORDS = `
insert into contact_search (org_id, contact_id, words)
select org_id, contact_id, contact_vector(org_id, contact_id) from bench_conversations where org_id = $1 and n >= $2 and n < $3`;
const FLAGS = `
update conversations c set
  escalated = exists(select from escalations e where e.org_id = c.org_id and e.conversation_id = c.id and e.state = 'pending' and e.effect = 'hand_over'),
  awaits_approval = exists(select from drafts d where d.org_id = c.org_id and d.conversation_id = c.id and d.state = 'PENDING' and d.kind = 'APPROVAL')
where c.org_id = $1 and c.id in (select id from bench_conversations where org_id = $1 and n >= $2 and n < $3 and (bench_draw(n, 8) < 0.02 or bench_draw(n, 10) < 0.005))`;

export interface SeedInput {
  databaseUrl: string;
  seed: number;
  /** Conversations of the measured organization that are there already, and how many there shall be. */
  from: number;
  to: number;
  nowMs: number;
}

/** Adds conversations `from` to `to` of the measured organization, and a fifth as many of another one. */
export async function seedRecord(input: SeedInput): Promise<RecordSize> {
  const client = new pg.Client({ connectionString: input.databaseUrl });
  await client.connect();
  try {
    await client.query(HELPERS);
    // Nothing is measured while this is written, and it can be made again.
    await client.query(
      `set synchronous_commit = off; set work_mem = '256MB'; set maintenance_work_mem = '256MB'; set jit = off`,
    );
    if (input.from === 0) await texts(client, input.seed);
    const [ours, other] = await organizations(client);
    const indexes = await takeIndexes(client, ['messages', 'message_search', 'contact_search']);
    for (const [org, from, to] of [
      [ours, input.from, input.to],
      [other, Math.ceil(input.from / OTHER_SHARE), Math.ceil(input.to / OTHER_SHARE)],
    ] as const)
      await rows(client, org, from, to, new Date(input.nowMs));
    for (const index of indexes) await client.query(index);
    await client.query('vacuum (analyze)');
    const size = await client.query<RecordSize>(
      'select (select count(*)::int from conversations) as conversations, (select count(*)::int from messages) as messages',
    );
    return size.rows[0] ?? { conversations: 0, messages: 0 };
  } finally {
    await client.end();
  }
}

/** Filling first and indexing then is several times faster. @returns the statements that make them again. */
async function takeIndexes(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows: found } = await client.query<{ name: string; definition: string }>(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i
     where i.schemaname = 'public' and i.tablename = any($1) and not exists(select from pg_constraint c where c.conname = i.indexname)
       and i.indexname <> 'messages_thread'`,
    [tables],
  );
  for (const { name } of found) await client.query(`drop index ${name}`);
  return found.map(({ definition }) => definition);
}

interface Org {
  id: string;
  account: string;
  playbook: string;
  member: string | null;
}

async function rows(client: pg.Client, org: Org, from: number, to: number, now: Date): Promise<void> {
  const range = [org.id, from, to];
  await client.query('begin');
  // Triggers and foreign keys are the product's, and would double the time; what triggers keep is filled by hand below.
  await client.query(`set local session_replication_role = 'replica'`);
  await client.query(PLANNED, [...range, org.account, org.playbook, now]);
  await client.query('analyze bench_conversations');
  for (const statement of [CONTACTS, IDENTITIES, LEADS]) await client.query(statement, range);
  await client.query(MESSAGES, [...range, now]);
  await client.query(CONVERSATIONS, [...range, org.member]);
  for (const statement of [ESCALATIONS, DRAFTS, TIMELINE, MESSAGE_WORDS, CONTACT_WORDS, FLAGS])
    await client.query(statement, range);
  await client.query('commit');
}

async function texts(client: pg.Client, seed: number): Promise<void> {
  const corpus = corpusOf(seed, TEXTS);
  for (const [side, list] of [
    ['in', corpus.customer],
    ['out', corpus.business],
    ['name', corpus.names],
  ] as const)
    await client.query(
      `insert into bench_texts select $1, (n - 1)::int, text, search_words(text) from unnest($2::text[]) with ordinality as given (text, n)`,
      [side, list],
    );
  await client.query('analyze bench_texts');
}

/** The organization of the login, and a second one of the same shape. */
async function organizations(client: pg.Client): Promise<[Org, Org]> {
  const other = '00000000-0000-4000-8000-00000000beef';
  await client.query(
    `insert into organizations (id, slug, name, zone, currency, created_at) values ($1, 'other', 'Other', 'Asia/Kolkata', 'INR', now()) on conflict do nothing`,
    [other],
  );
  await client.query(
    `insert into playbooks (org_id, id, name, current_version, created_at) select $1, id, name, 1, created_at from playbooks where org_id = (select id from organizations where slug = $2) on conflict do nothing`,
    [other, ORG_SLUG],
  );
  await client.query(
    `insert into playbook_versions (org_id, playbook_id, version, config, created_by, created_at)
     select $1, playbook_id, version, config, created_by, created_at from playbook_versions where org_id = (select id from organizations where slug = $2) on conflict do nothing`,
    [other, ORG_SLUG],
  );
  await client.query(
    `insert into channel_accounts (org_id, id, channel, name, external_id, business_id, display_address, access_token_sealed, app_secret_sealed, verify_token_sealed, created_at)
     select $1, $1, 'whatsapp', 'WhatsApp', 'other', 'other', '+91 22 5555 0100', '', '', '', now() on conflict do nothing`,
    [other],
  );
  const found = await client.query<Org>(
    `select o.id, (select a.id from channel_accounts a where a.org_id = o.id limit 1) as account,
       (select p.id from playbooks p where p.org_id = o.id limit 1) as playbook, (select m.id from members m where m.org_id = o.id limit 1) as member
     from organizations o where o.slug in ($1, 'other') order by o.slug = 'other'`,
    [ORG_SLUG],
  );
  const [ours, theirs] = found.rows;
  if (!ours || !theirs) throw new Error('the prepared database has no demo organization');
  return [ours, theirs];
}
