/** What the conversation and fault tests share: wire deliveries by hand, reads of the record, steps to stop at. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { contactIdentities } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { drafts, messages } from '../../db/message/table.ts';
import { turns } from '../../db/turn/table.ts';
import { signatureOf, toWireJson } from '../../simulators/whatsapp/index.ts';
import { installLogger } from '../../temporal/worker.ts';
import { type Core, NUMBER, until } from '../support/core.ts';

// What fails here fails on purpose: the SDK's warnings about it would bury the results.
installLogger(pino({ level: 'silent' }));

export type MessageRow = typeof messages.$inferSelect;
export type ConversationRow = typeof conversations.$inferSelect;

let lastPhone = 15_550_200_000;
/** A customer nobody has met. */
export const newPhone = (): string => `+${++lastPhone}`;

/** POSTs bytes to the webhook as Meta would, and resolves the status. */
export async function post(
  core: Pick<Core, 'webhookUrl' | 'appSecret'>,
  body: string | object,
  headers: Record<string, string> = {},
): Promise<number> {
  const bytes = typeof body === 'string' ? body : toWireJson(body);
  const response = await fetch(core.webhookUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': signatureOf(bytes, core.appSecret),
      ...headers,
    },
    body: bytes,
  });
  await response.arrayBuffer();
  return response.status;
}

type Value = Record<string, unknown>;

export const envelope = (...values: { field?: string; value: Value }[]): object => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: NUMBER.wabaId,
      changes: values.map(({ field, value }) => ({ field: field ?? 'messages', value: of(value) })),
    },
  ],
});

export const of = (value: Value): Value => ({
  messaging_product: 'whatsapp',
  metadata: {
    display_phone_number: NUMBER.displayPhoneNumber.replace(/\D/g, ''),
    phone_number_id: NUMBER.phoneNumberId,
  },
  ...value,
});

export interface WireText {
  from: string;
  id: string;
  text: string;
  name?: string;
}

/** The value of a `messages` change holding texts, with a contact for each sender. */
export function textsValue(texts: WireText[]): Value {
  const seconds = String(Math.floor(Date.now() / 1_000));
  const senders = new Map(texts.map(text => [text.from, text.name ?? 'Somebody']));
  return of({
    contacts: [...senders].map(([from, name]) => ({ wa_id: from.replace('+', ''), profile: { name } })),
    messages: texts.map(text => ({
      from: text.from.replace('+', ''),
      id: text.id,
      timestamp: seconds,
      type: 'text',
      text: { body: text.text },
    })),
  });
}

export interface WireStatus {
  id: string;
  status: string;
  to: string;
  ours?: string;
  code?: number;
}

export function statusesValue(statuses: WireStatus[]): Value {
  return of({
    statuses: statuses.map(status => ({
      id: status.id,
      status: status.status,
      timestamp: String(Math.floor(Date.now() / 1_000)),
      recipient_id: status.to.replace('+', ''),
      ...(status.ours ? { biz_opaque_callback_data: status.ours } : {}),
      ...(status.code ? { errors: [{ code: status.code, title: 'failed', message: 'failed' }] } : {}),
    })),
  });
}

/** Messages that the simulator knows of, so that it takes our replies, and that the test delivers by hand. */
export function kept(
  core: Pick<Core, 'phone'>,
  inputs: { from: string; text: string; name?: string }[],
): { from: string; id: string; text: string }[] {
  core.phone.setWebhookMode({ hold: true });
  const made = core.phone.inbound(inputs);
  return made.messages.map((message, index) => ({ ...(inputs[index] ?? { from: '', text: '' }), id: message.id }));
}

/** The conversation of a phone number; null before its first message is recorded. */
export async function findConversation(
  core: Pick<Core, 'db' | 'orgId'>,
  phone: string,
): Promise<ConversationRow | null> {
  const { db, orgId } = core;
  return db.withOrg(orgId, async tx => {
    const [row] = await tx
      .select({ conversation: conversations })
      .from(conversations)
      .innerJoin(
        contactIdentities,
        and(
          eq(contactIdentities.orgId, conversations.orgId),
          eq(contactIdentities.contactId, conversations.contactId),
          eq(contactIdentities.value, phone),
        ),
      )
      .where(eq(conversations.orgId, orgId));
    return row?.conversation ?? null;
  });
}

export const conversationOf = (core: Pick<Core, 'db' | 'orgId'>, phone: string): Promise<ConversationRow> =>
  until(`a conversation with ${phone}`, () => findConversation(core, phone));

/** Messages of a conversation in the order they were recorded. */
export const messagesOf = (core: Pick<Core, 'db' | 'orgId'>, conversationId: string): Promise<MessageRow[]> =>
  core.db.withOrg(core.orgId, tx =>
    tx
      .select()
      .from(messages)
      .where(and(eq(messages.orgId, core.orgId), eq(messages.conversationId, conversationId)))
      .orderBy(asc(messages.createdAt), asc(messages.number)),
  );

export const outboundOf = async (core: Pick<Core, 'db' | 'orgId'>, conversationId: string): Promise<MessageRow[]> =>
  (await messagesOf(core, conversationId)).filter(message => message.direction === 'out');

export const draftsOf = (core: Pick<Core, 'db' | 'orgId'>, conversationId: string) =>
  core.db.withOrg(core.orgId, tx =>
    tx
      .select()
      .from(drafts)
      .where(and(eq(drafts.orgId, core.orgId), eq(drafts.conversationId, conversationId)))
      .orderBy(asc(drafts.createdAt)),
  );

export const turnsOf = (core: Pick<Core, 'db' | 'orgId'>, conversationId: string) =>
  core.db.withOrg(core.orgId, tx =>
    tx
      .select()
      .from(turns)
      .where(and(eq(turns.orgId, core.orgId), eq(turns.conversationId, conversationId)))
      .orderBy(asc(turns.number)),
  );

const SETTLED = new Set(['SENT', 'DELIVERED', 'READ', 'FAILED', 'UNKNOWN']);

/** Waits until everything inbound of a customer is handled, no turn runs and every send is settled. */
export async function quiet(core: Core, phone: string, timeoutMs = 20_000): Promise<ConversationRow> {
  return until(
    `${phone} to come to rest`,
    async () => {
      const conversation = await findConversation(core, phone);
      if (!conversation || conversation.handledThrough < conversation.lastInboundNumber) return null;
      const sends = await outboundOf(core, conversation.id);
      if (sends.some(send => !SETTLED.has(send.state ?? ''))) return null;
      const running = (await turnsOf(core, conversation.id)).filter(turn => turn.outcome === 'RUNNING');
      return running.length === 0 ? conversation : null;
    },
    timeoutMs,
  );
}

/** The same for many at once, with one query. */
export const allQuiet = (core: Core, phones: string[], timeoutMs = 60_000): Promise<boolean> =>
  until(
    `${phones.length} conversations to come to rest`,
    async () => {
      await pause(100);
      const { rows } = await core.db.withOrg(core.orgId, tx =>
        tx.execute<{ resting: number }>(sql`
          select count(*)::int as resting from conversations c
          join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id
          where i.value in ${phones} and c.handled_through = c.last_inbound_number and c.last_inbound_number > 0
            and not exists (select from turns t where t.org_id = c.org_id and t.conversation_id = c.id and t.outcome = 'RUNNING')
            and not exists (select from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.state in ('QUEUED', 'SENDING'))`),
      );
      return rows[0]?.resting === phones.length;
    },
    timeoutMs,
  );

/** The workflow has nothing left to do: what it was ever going to send is sent. */
export const workflowAtRest = (core: Core, conversationId: string) =>
  until('the workflow to wait', async () => {
    const view = await core.starters.view(core.orgId, conversationId).catch(() => null);
    return view?.doing === 'waiting' && view;
  });

/** Texts that reached the customer's phone, in order. */
export const received = (core: Core, phone: string): string[] =>
  core.phone.ledger.sends({ to: phone }).map(send => send.text);

/** Holds the core at named steps: tests of one file share it, one conversation at a time. */
export function createGate() {
  const held = new Map<string, { arrived: () => void; open: Promise<void> }>();
  let around: (step: string) => Promise<void> = () => Promise.resolve();
  return {
    checkpoint: async (step: string): Promise<void> => {
      await around(step);
      const hold = held.get(step);
      if (!hold) return;
      held.delete(step);
      hold.arrived();
      await hold.open;
    },
    /** Runs at every step until set again. */
    every(run: (step: string) => Promise<void>): void {
      around = run;
    },
    /** The next time this step is reached it waits until `release`. */
    hold(step: string): { reached: Promise<void>; release: () => void } {
      let release: () => void = () => undefined;
      let arrived: () => void = () => undefined;
      const open = new Promise<void>(resolve => {
        release = resolve;
      });
      const reached = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nothing reached the step ${step} in 15 s`)), 15_000);
        arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      held.set(step, { arrived, open });
      return { reached, release };
    },
  };
}

export type Gate = ReturnType<typeof createGate>;

/** A repeatable sequence of numbers in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
