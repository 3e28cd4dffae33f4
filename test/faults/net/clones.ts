/**
 * Thousands of open conversations in minutes: the rows of one real conversation are written again for other customers, and
 * the product is told of each as of any change. Their workflows are started by the relay, load the row and wait for what is
 * due, as those of conversations that were written do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Record } from '../stack/record.ts';

const PLAN = `create table parley_test_clones as
  select gen_random_uuid() as conversation_id, gen_random_uuid() as contact_id, phone from unnest($1::text[]) as phone`;

/** What a row holds of its own is replaced; `$1` is the conversation that is copied. */
const copy = (table: string, of: string, changed: string): string => `insert into ${table}
  select (jsonb_populate_record(r, jsonb_build_object(${changed}))).* from parley_test_clones n, ${table} r
  where r.org_id = (select org_id from conversations where id = $1) and ${of}`;
const ITS_CONTACT = '(select contact_id from conversations where id = $1)';

const ROWS = [
  copy('contacts', `r.id = ${ITS_CONTACT}`, `'id', n.contact_id`),
  copy(
    'contact_identities',
    `r.contact_id = ${ITS_CONTACT} and r.value ~ '^[+]?[0-9]+$'`,
    `'contact_id', n.contact_id, 'value', case when r.value like '+%' then n.phone else ltrim(n.phone, '+') end`,
  ),
  copy('leads', `r.contact_id = ${ITS_CONTACT}`, `'id', gen_random_uuid(), 'contact_id', n.contact_id`),
  copy('conversations', 'r.id = $1', `'id', n.conversation_id, 'contact_id', n.contact_id, 'last_message_id', null`),
  copy(
    'messages',
    'r.conversation_id = $1',
    `'id', gen_random_uuid(), 'conversation_id', n.conversation_id, 'turn_id', null, 'provider_message_id', 'wamid.' || gen_random_uuid()`,
  ),
];

const TOLD = `insert into outbox (org_id, conversation_id, kind, payload, due_at, first_at)
  select c.org_id, c.id, 'changed', '{}', now(), now() from parley_test_clones n join conversations c on c.id = n.conversation_id`;
/** Whoever has loaded has said so to everybody who watches. */
const LOADED = `select count(distinct e.conversation_id)::int as n from events e join parley_test_clones n on n.conversation_id = e.conversation_id`;

/** @param phones of the new customers. Resolves when all their workflows have loaded. @throws after `timeoutMs`. */
export async function openClones(
  record: Record,
  conversationId: string,
  phones: string[],
  timeoutMs: number,
): Promise<void> {
  await record.query(PLAN, [phones]);
  for (const statement of ROWS) await record.query(statement, [conversationId]);
  await record.query('analyze');
  await record.query(TOLD);
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const [loaded] = await record.query<{ n: number }>(LOADED);
    if (loaded?.n === phones.length) return;
    if (Date.now() > deadline) throw new Error(`${loaded?.n} of ${phones.length} conversations were open in time`);
    await sleep(500);
  }
}
