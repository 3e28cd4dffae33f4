/** Promises of both sides: shown while they are open, closed when they were kept (A-MEM-5). Pure. */
import type { Commitment, Memory } from '../conversation/memory.ts';
import type { CtaType } from '../words.ts';

const SHOWN = 3;

/** Open ones, newest last, with the number under which a reading may say that one was kept. */
export const openPromises = (memory: Memory): { number: number; promise: Commitment }[] =>
  memory.commitments
    .map((promise, index) => ({ number: index + 1, promise }))
    .filter(({ promise }) => !promise.closed)
    .slice(-SHOWN);

const close = (promise: Commitment, reason: NonNullable<Commitment['closed']>['reason'], now: number): Commitment => ({
  ...promise,
  dueAt: null,
  closed: { at: now, reason },
});

/** @param numbers as `openPromises` shows them; numbers of none, or of closed ones, change nothing. */
export function closeKept(memory: Memory, numbers: readonly number[], now: number): Memory {
  const kept = new Set(openPromises(memory).flatMap(({ number }) => (numbers.includes(number) ? [number] : [])));
  if (kept.size === 0) return memory;
  const commitments = memory.commitments.map((promise, index) =>
    kept.has(index + 1) ? close(promise, 'kept', now) : promise,
  );
  return { ...memory, commitments };
}

const ABOUT: Partial<Record<CtaType, RegExp>> = {
  PAYMENT: /\b(pay|paid|payment|transfer|fees?|deposit|bhej)/i,
  BOOK_CALL: /\b(book|call|visit|appointment|come|reserve|schedule)/i,
  SCHEDULE_DEMO: /\b(book|demo|schedule|call)/i,
  FILL_FORM: /\b(form|fill|details)/i,
  SEND_DOCS: /\b(send|share|upload|doc|photo|paper|file)/i,
  APP_DOWNLOAD: /\b(app|download|install)/i,
  JOIN_WEBINAR: /\b(webinar|join|attend)/i,
  VISIT_WEBSITE: /\b(website|site|page|look)/i,
};

/** What was completed was kept: promises of the customer that are about it need no reminder. */
export function closeByCompletion(memory: Memory, cta: CtaType, now: number): Memory {
  const about = ABOUT[cta];
  if (!about || !memory.commitments.some(one => !one.closed && one.by === 'user' && about.test(one.what)))
    return memory;
  const commitments = memory.commitments.map(one =>
    !one.closed && one.by === 'user' && about.test(one.what) ? close(one, 'completed', now) : one,
  );
  return { ...memory, commitments };
}
