/** Provider errors, classified. What may be sent again follows design.md section 6, not the provider's advice. */
import type { ChannelError } from '../../domain/message/inbound.ts';
import { ERROR_ROWS, type Verdict } from './error-codes.ts';
import { asNumber, asObject, asString, clip } from './json.ts';
import type { JsonObject } from './wire.ts';

interface CodeFacts {
  verdict: Verdict;
  explanation: string;
  remedy: string;
  retryAfterMs: number | null;
}

const MAX_MESSAGE_CHARS = 500;

/** What is known of a code; null for one nobody documented. */
export function factsOf(code: number): CodeFacts | null {
  for (const [codes, verdict, explanation, remedy, retryAfterMs] of ERROR_ROWS as readonly (readonly [
    number | readonly [number, number],
    Verdict,
    string,
    string,
    number?,
  ])[]) {
    const matches = typeof codes === 'number' ? codes === code : code >= codes[0] && code <= codes[1];
    if (matches) return { verdict, explanation, remedy, retryAfterMs: retryAfterMs ?? null };
  }
  return null;
}

const OWN: Record<string, { explanation: string; remedy: string }> = {
  refused_connection: {
    explanation: 'WhatsApp could not be reached.',
    remedy: 'It is tried again by itself; if it lasts, check the network of the server.',
  },
  timeout: {
    explanation: 'WhatsApp did not answer in time.',
    remedy: 'Look at the phone or wait for the status: it may have gone out.',
  },
  connection_lost: {
    explanation: 'The connection to WhatsApp broke off.',
    remedy: 'Look at the phone or wait for the status: it may have gone out.',
  },
  cancelled: { explanation: 'Sending was stopped.', remedy: 'Send it again when you still want to.' },
  invalid_message: {
    explanation: 'The message breaks a limit of WhatsApp.',
    remedy: 'Shorten or change it as the error says.',
  },
  no_answer: {
    explanation: 'WhatsApp never said whether it took the message.',
    remedy: 'Look at the phone: it may have gone out.',
  },
  bad_answer: {
    explanation: 'WhatsApp answered with something we cannot read.',
    remedy: 'Look at the phone or wait for the status: it may have gone out.',
  },
};

/** A code in a salesperson's words. Takes the codes of ChannelError: numbers, `http_<status>`, and our own words. */
export function explain(code: string | number): { explanation: string; remedy: string } {
  const text = String(code);
  const known = Object.hasOwn(OWN, text) ? OWN[text] : undefined;
  if (known) return known;
  const facts = /^\d+$/.test(text) ? factsOf(Number(text)) : null;
  if (facts) return { explanation: facts.explanation, remedy: facts.remedy };
  if (text.startsWith('http_5'))
    return {
      explanation: 'WhatsApp failed while taking the message.',
      remedy: 'Look at the phone or wait for the status: it may have gone out.',
    };
  if (text === 'http_401' || text === 'http_403')
    return {
      explanation: 'WhatsApp no longer accepts our access token.',
      remedy: 'Enter a new one under Settings, Channels.',
    };
  return {
    explanation: `WhatsApp refused it (code ${clip(text, 20)}).`,
    remedy: 'Try again later; if it stays, report the code.',
  };
}

/** The readable part of an error object: details first, the code's own prefix left out. */
function messageOf(error: JsonObject): string | null {
  const data = error.error_data;
  const details = asString(asObject(data)?.details) ?? asString(data);
  const message = asString(error.message)?.replace(/^\(#\d+\)\s*/, '') ?? asString(error.title);
  const parts = [message, details].filter(part => part !== null);
  return parts.length > 0 ? clip([...new Set(parts)].join(': '), MAX_MESSAGE_CHARS) : null;
}

/**
 * The error of a refused send, from the HTTP answer.
 * @param retryAfterMs what the answer's headers ask for, when they do.
 * A 5xx is unknown whatever its body says; so are the provider's own failures, and `is_transient` without a known code.
 */
export function answerError(httpStatus: number, body: unknown, retryAfterMs: number | null = null): ChannelError {
  const error = asObject(asObject(body)?.error);
  const number = asNumber(error?.code);
  const facts = number === null ? null : factsOf(number);
  const code = number === null ? `http_${httpStatus}` : String(number);
  const message = (error && messageOf(error)) ?? explain(code).explanation;
  const verdict = answerVerdict(httpStatus, facts, error);
  const waits = verdict === 'wait' || verdict === 'retry';
  return { code, message, verdict, retryAfterMs: waits ? (retryAfterMs ?? facts?.retryAfterMs ?? null) : null };
}

function answerVerdict(httpStatus: number, facts: CodeFacts | null, error: JsonObject | null): Verdict {
  if (httpStatus >= 500 || httpStatus === 408 || httpStatus < 400) return 'unknown';
  if (facts) return facts.verdict;
  if (httpStatus === 429) return 'retry';
  if (error?.is_transient === true) return 'unknown';
  return httpStatus === 401 || httpStatus === 403 ? 'ask_person' : 'give_up';
}

/** The error of a `failed` status or of `value.errors`: it certainly failed, so `unknown` becomes a person's choice to resend. */
export function webhookError(error: JsonObject | null): ChannelError {
  const number = asNumber(error?.code);
  const facts = number === null ? null : factsOf(number);
  const code = number === null ? 'no_code' : String(number);
  const verdict = facts?.verdict ?? 'give_up';
  return {
    code,
    message: (error && messageOf(error)) ?? explain(code).explanation,
    verdict: verdict === 'unknown' ? 'give_up' : verdict,
    retryAfterMs: facts?.retryAfterMs ?? null,
  };
}
