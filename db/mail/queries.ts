/**
 * The ledger of mails (X-SEND): claimed before it is sent; sent again only after a definite refusal; not known after a silence,
 * and then never again by itself. As the system role.
 */
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { Keyring } from '../keys/keyring.ts';
import { type MailKind, type MailState, mails } from './table.ts';

export interface MailContent {
  to: string;
  subject: string;
  text: string;
  html: string;
}

const fieldOf = (id: string): string => `mail:${id}`;

/** In the transaction of what it tells. @returns the mail's id. */
export async function queueMail(
  tx: Tx,
  mail: { keyring: Pick<Keyring, 'sealOwn'>; kind: MailKind; content: MailContent; expiresAt: number; now: number },
): Promise<string> {
  const id = newId();
  const { kind, expiresAt, now } = mail;
  const contentSealed = mail.keyring.sealOwn(fieldOf(id), Buffer.from(JSON.stringify(mail.content)));
  await tx.insert(mails).values({ id, kind, contentSealed, dueAt: now, expiresAt, createdAt: now });
  return id;
}

export interface LeasedMail {
  id: string;
  content: MailContent;
  attempt: number;
  expiresAt: number;
}

/** Marks what is due as being sent; whoever crashes now leaves it so, and it becomes UNKNOWN. */
export async function leaseMails(
  tx: Tx,
  { keyring, now, leaseMs, limit }: { keyring: Pick<Keyring, 'openOwn'>; now: number; leaseMs: number; limit: number },
): Promise<LeasedMail[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const rows = await tx
    .update(mails)
    .set({ state: 'SENDING', claimedUntil: now + leaseMs, attempts: sql`${mails.attempts} + 1` })
    .where(
      sql`${mails.id} in (select id from mails where state = 'QUEUED' and due_at <= ${at(now)} order by due_at limit ${limit} for update skip locked)`,
    )
    .returning();
  // Ids are in the order of their making; an update answers in any order.
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.flatMap(row => {
    if (!row.contentSealed) return [];
    const opened = keyring.openOwn(fieldOf(row.id), row.contentSealed).toString('utf8');
    const content = JSON.parse(opened) as MailContent;
    return [{ id: row.id, content, attempt: row.attempts, expiresAt: row.expiresAt }];
  });
}

export async function mailEnded(
  tx: Tx,
  {
    id,
    state,
    reason = null,
    now,
  }: { id: string; state: 'SENT' | 'FAILED' | 'UNKNOWN'; reason?: string | null; now: number },
): Promise<void> {
  await tx
    .update(mails)
    .set({ state, reason, contentSealed: null, claimedUntil: null, endedAt: now })
    .where(eq(mails.id, id));
}

/** A definite refusal: it goes out later. */
export async function mailAgain(tx: Tx, { id, at, reason }: { id: string; at: number; reason: string }): Promise<void> {
  await tx.update(mails).set({ state: 'QUEUED', dueAt: at, claimedUntil: null, reason }).where(eq(mails.id, id));
}

/** Claimed by a process that is gone: it may have been sent. @returns how many. */
export async function forgottenMails(tx: Tx, { now }: { now: number }): Promise<number> {
  const rows = await tx
    .update(mails)
    .set({ state: 'UNKNOWN', contentSealed: null, reason: 'the process that sent it ended', endedAt: now })
    .where(and(eq(mails.state, 'SENDING'), lt(mails.claimedUntil, now)))
    .returning({ id: mails.id });
  return rows.length;
}

export async function mailStates(tx: Tx, ids: string[]): Promise<Map<string, MailState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.select({ id: mails.id, state: mails.state }).from(mails).where(inArray(mails.id, ids));
  return new Map(rows.map(row => [row.id, row.state]));
}

export async function deleteMailsBefore(tx: Tx, before: number): Promise<void> {
  await tx.delete(mails).where(lt(mails.endedAt, before));
}
