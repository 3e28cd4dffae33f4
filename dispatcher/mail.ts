/** Sends the mails that are due: claimed first, sent once, again only after a definite refusal (X-SEND). */
import type { Ports } from '../activities/ports.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import { forgottenMails, type LeasedMail, leaseMails, mailAgain, mailEnded } from '../db/mail/queries.ts';
import { inParallel } from './loop.ts';

const AT_ONCE = 5;
/** Longer than one send may take. */
const LEASE_MS = 120_000;
const FIRST_PAUSE_MS = 4_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** 4, 8, 16 … s: a server that is away for an hour costs nobody their mail. */
const pauseMs = (attempt: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));

/** One round. True when there may be more; null when there was nothing. */
export async function mailRound(
  ports: Pick<Ports, 'db' | 'clock' | 'log' | 'mail'>,
  keyring: Pick<Keyring, 'openOwn'>,
): Promise<boolean | null> {
  const { db, clock, log, mail } = ports;
  if (!mail) return null;
  const now = clock.now();
  const leased = await db.withSystem(async tx => {
    const forgotten = await forgottenMails(tx, { now });
    if (forgotten > 0)
      log.warn({ forgotten }, 'mails were being sent when their process ended: they count as not known');
    return leaseMails(tx, { keyring, now, leaseMs: LEASE_MS, limit: AT_ONCE });
  });
  if (leased.length === 0) return null;
  await inParallel(leased, AT_ONCE, lease => sendOne(ports, lease));
  return leased.length === AT_ONCE;
}

async function sendOne(
  { db, clock, log, mail }: Pick<Ports, 'db' | 'clock' | 'log' | 'mail'>,
  lease: LeasedMail,
): Promise<void> {
  if (!mail) return;
  const { id, content, attempt, expiresAt } = lease;
  const outcome =
    expiresAt <= clock.now()
      ? { kind: 'refused' as const, again: false, reason: 'expired' }
      : await mail.send({ id, ...content });
  const now = clock.now();
  await db.withSystem(async tx => {
    if (outcome.kind === 'sent') return mailEnded(tx, { id, state: 'SENT', now });
    if (outcome.kind === 'unknown') return mailEnded(tx, { id, state: 'UNKNOWN', reason: outcome.reason, now });
    const at = now + pauseMs(attempt);
    if (outcome.again && at < expiresAt) return mailAgain(tx, { id, at, reason: outcome.reason });
    return mailEnded(tx, { id, state: 'FAILED', reason: outcome.reason, now });
  });
  if (outcome.kind !== 'sent')
    log.warn({ mailId: id, attempt, outcome: outcome.kind, reason: outcome.reason }, 'a mail was not sent');
}
