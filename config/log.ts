/** Structured logs without personal data: ids, enums, numbers and times only. */
import { pino } from 'pino';

export type Logger = ReturnType<typeof createLogger>;

/** Fields that must never reach a log, whatever passes them. */
const REDACTED = [
  'password',
  'token',
  'accessToken',
  'appSecret',
  'verifyToken',
  'authorization',
  'cookie',
  'text',
  'body',
  'phone',
  'email',
  'name',
  '*.password',
  '*.token',
  '*.accessToken',
  '*.appSecret',
  '*.text',
  '*.body',
  '*.phone',
  '*.email',
  '*.authorization',
  '*.cookie',
];

/** @param part which process logs: api, worker … */
export function createLogger(part: string, level: string) {
  return pino({
    level,
    base: { part },
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: { err: serializeError },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** Messages of database and HTTP errors may quote values: keep class, code and stack frames only. */
export function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  const cause = error.cause instanceof Error ? serializeError(error.cause) : undefined;
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause ? { cause } : {}),
    frames: framesOf(error).slice(0, 6),
  };
}

const FRAME = /^ {4}at .*(?::\d+:\d+|<anonymous>|native|index \d+)\)?$/;

/**
 * Where an error was thrown. Its message stands before the frames and may have lines that look like frames (a customer's
 * text that a database error quotes), so what is not certainly behind the message is left out.
 */
export function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message);
  if (at < 0 || (message === '' && !/^\w*\n/.test(stack))) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter(line => FRAME.test(line))
    .map(line => line.trim());
}
