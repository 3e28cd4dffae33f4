/** Puts a mail into the ledger, in the transaction of what it tells. */
import type { Tx } from '../../db/database.ts';
import { queueMail } from '../../db/mail/queries.ts';
import type { MailKind } from '../../db/mail/table.ts';
import type { Mail } from '../../domain/mail/mails.ts';
import type { ApiServices } from '../endpoint.ts';

/** @returns the mail's id; null where no mail server is set. */
export async function sendMail(
  tx: Tx,
  { keyring, clock, mailOn }: Pick<ApiServices, 'keyring' | 'clock' | 'mailOn'>,
  { kind, to, mail, validMs }: { kind: MailKind; to: string; mail: Mail; validMs: number },
): Promise<string | null> {
  if (!mailOn) return null;
  const now = clock.now();
  return queueMail(tx, { keyring, kind, content: { to, ...mail }, expiresAt: now + validMs, now });
}

/** The token stands behind the #: no server, proxy or log between sees it. */
export const linkTo = ({ publicUrl }: Pick<ApiServices, 'publicUrl'>, page: string, token?: string): string =>
  `${publicUrl}/${page}${token === undefined ? '' : `#${token}`}`;
