/** Mail by SMTP (B-AUTH-5). What a refusal means for the ledger is decided here: only a definite one may be tried again. */
import nodemailer from 'nodemailer';
import type { MailOutcome, MailPort } from '../../activities/ports.ts';

export interface SmtpOptions {
  host: string;
  /** 465 speaks TLS from the first byte; others turn to it by STARTTLS, which is asked for everywhere but on this machine. */
  port: number;
  user: string | undefined;
  password: string | undefined;
  /** `Parley <no-reply@example.com>` */
  from: string;
  timeoutMs?: number;
}

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Commands before the server has the whole mail: what fails in them was not taken. `CONN` is said of a line lost at any time. */
const BEFORE_DATA = new Set(['EHLO', 'HELO', 'STARTTLS', 'AUTH', 'MAIL FROM', 'RCPT TO']);
/** What nodemailer says when no connection came about. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EDNS', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

interface SmtpError {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  errno?: unknown;
}

/** @param error as nodemailer throws it. */
export function outcomeOf(error: unknown): MailOutcome {
  const { code, command, responseCode } = (error ?? {}) as SmtpError;
  const reason = [code, command, responseCode]
    .filter(part => typeof part === 'string' || typeof part === 'number')
    .join(' ');
  // The server answered: 4xx not now, 5xx never.
  if (typeof responseCode === 'number' && responseCode >= 400)
    return { kind: 'refused', again: responseCode < 500 || code === 'EAUTH', reason };
  const system = error instanceof Error ? /\b(E[A-Z_]+)\b/.exec(error.message)?.[1] : undefined;
  if (typeof code === 'string' && NOT_CONNECTED.has(code)) return { kind: 'refused', again: true, reason };
  if (system && NOT_CONNECTED.has(system)) return { kind: 'refused', again: true, reason };
  if (error instanceof Error && /^(Connection timeout|Greeting never received)/.test(error.message))
    return { kind: 'refused', again: true, reason };
  if (typeof command === 'string' && BEFORE_DATA.has(command)) return { kind: 'refused', again: true, reason };
  return { kind: 'unknown', reason: reason || 'no answer' };
}

export function createSmtp(options: SmtpOptions): MailPort {
  const { host, port, user, password, from, timeoutMs = 20_000 } = options;
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: port === 465,
    requireTLS: port !== 465 && !LOCAL.test(host),
    // A sealed line to oneself has nothing to hide from.
    ignoreTLS: LOCAL.test(host),
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({ id, to, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          // An object, so that a comma or a bracket in an address is no second recipient.
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { kind: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}
