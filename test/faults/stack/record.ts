/** The product's record as it is read after a fault: by plain SQL, so that no code under test stands between. */
import pg from 'pg';
import { openDatabase } from '../../../db/database.ts';
import { createKeyring, type Keyring } from '../../../db/keys/keyring.ts';

export interface InboundRow {
  providerMessageId: string;
  handledBy: string | null;
}

export interface ReplyRow {
  id: string;
  state: string;
  /** BOT or HUMAN. */
  sender: string;
  attempts: number;
  claimedAt: number | null;
}

/** One customer's conversation. */
export interface Found {
  phone: string;
  conversationId: string;
  owner: string;
  customerWaiting: boolean;
  /** Nothing runs and nothing waits to be sent. */
  resting: boolean;
  inbound: InboundRow[];
  replies: ReplyRow[];
  escalations: number;
}

export class Record {
  private readonly pool: pg.Pool;
  private readonly keyring: Keyring;
  private readonly keys: ReturnType<typeof openDatabase>;

  constructor(url: string, masterKey: Buffer) {
    this.pool = new pg.Pool({ connectionString: url, max: 3 });
    this.pool.on('error', () => undefined);
    this.pool.on('connect', client => client.on('error', () => undefined));
    this.keys = openDatabase({ url, poolSize: 2, onError: () => undefined });
    this.keyring = createKeyring(this.keys, masterKey);
  }

  async query<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(text, values)).rows;
  }

  /** Phones of conversations by conversation id. */
  async phonesOf(conversationIds: string[]): Promise<Map<string, string>> {
    const rows = await this.query<{ id: string; value: string }>(
      `select c.id, i.value from conversations c join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id
       where c.id = any($1::uuid[]) and i.value like '+%'`,
      [conversationIds],
    );
    return new Map(rows.map(row => [row.id, row.value]));
  }

  /** Phones of the customers whose messages stand in these raw updates, named by row id or by key in hex. */
  async sendersOf(updates: string[]): Promise<string[]> {
    const byId = updates.filter(update => /^\d{1,18}$/.test(update));
    const byKey = updates.filter(update => !byId.includes(update)).map(key => Buffer.from(key, 'hex'));
    const rows = await this.query<{ org_id: string; body: Buffer }>(
      'select org_id, body from raw_updates where id = any($1::bigint[]) or update_key = any($2::bytea[])',
      [byId, byKey],
    );
    const senders: string[] = [];
    for (const row of rows) {
      const plain = await this.keyring.open(row.org_id, 'raw_update', row.body);
      const from = /"messages":\[\{[^[]*?"from":"(\d+)"/.exec(plain.toString('utf8'))?.[1];
      if (from) senders.push(`+${from}`);
    }
    return senders;
  }

  /** How many of these customers have a wake-up that is due and not told. */
  async dueWakeUps(phones: string[]): Promise<number> {
    const rows = await this.query<{ due: number }>(
      `select count(distinct i.value)::int as due from outbox o
       join conversations c on c.org_id = o.org_id and c.id = o.conversation_id
       join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id
       where i.value = any($1) and o.kind = 'inbound' and o.sent_at is null and o.claimed_until is null and o.due_at <= now()`,
      [phones],
    );
    return rows[0]?.due ?? 0;
  }

  /** What the record says of these customers; one that is not there is not in the answer. */
  async find(phones: string[]): Promise<Map<string, Found>> {
    const rows = await this.query<{
      phone: string;
      id: string;
      owner: string;
      waiting: boolean;
      resting: boolean;
      escalations: number;
      messages:
        | {
            direction: string;
            pmid: string | null;
            handled: string | null;
            id: string;
            state: string | null;
            sender: string;
            attempts: number;
            claimed: number | null;
          }[]
        | null;
    }>(
      `select i.value as phone, c.id, c.owner, c.customer_waiting_at is not null as waiting,
        (c.last_inbound_number > 0 and c.handled_through = c.last_inbound_number
          and not exists (select from turns t where t.org_id = c.org_id and t.conversation_id = c.id and t.outcome = 'RUNNING')
          and not exists (select from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.state in ('QUEUED', 'SENDING'))) as resting,
        (select count(*)::int from escalations e where e.org_id = c.org_id and e.conversation_id = c.id) as escalations,
        (select json_agg(json_build_object('direction', m.direction, 'pmid', m.provider_message_id, 'handled', m.handled_by, 'id', m.id,
            'state', m.state, 'sender', m.sender, 'attempts', m.attempts, 'claimed', (extract(epoch from m.claimed_at) * 1000)::bigint) order by m.created_at)
          from messages m where m.org_id = c.org_id and m.conversation_id = c.id) as messages
      from conversations c join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id
      where i.value = any($1)`,
      [phones],
    );
    const found = new Map<string, Found>();
    for (const row of rows) {
      const messages = row.messages ?? [];
      found.set(row.phone, {
        phone: row.phone,
        conversationId: row.id,
        owner: row.owner,
        customerWaiting: row.waiting,
        resting: row.resting,
        escalations: row.escalations,
        inbound: messages
          .filter(message => message.direction === 'in')
          .map(message => ({ providerMessageId: message.pmid ?? '', handledBy: message.handled })),
        replies: messages
          .filter(message => message.direction === 'out')
          .map(({ id, state, sender, attempts, claimed }) => ({
            id,
            state: state ?? '',
            sender,
            attempts,
            claimedAt: claimed,
          })),
      });
    }
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.keys.close()]);
  }
}
