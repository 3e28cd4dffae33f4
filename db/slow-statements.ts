/**
 * Statements that take long are told of, without what they were asked about: their text as the code put it together, with
 * placeholders where values go; what stands in quotes is masked all the same.
 */
import type pg from 'pg';

export interface SlowStatement {
  /** One line, at most MAX_LENGTH characters, no values. */
  statement: string;
  /** From when it was asked, or from the answer before it on its connection, whichever came last. */
  ms: number;
  failed: boolean;
}

export interface SlowStatementOptions {
  /** 0 tells of none. */
  slowMs: number;
  onSlow: (slow: SlowStatement) => void;
}

const MAX_LENGTH = 2_000;

/** To be called once for each new connection. Costs two readings of the clock for each statement. */
export function tellSlow(client: pg.PoolClient, { slowMs, onSlow }: SlowStatementOptions): void {
  if (slowMs === 0) return;
  const ask = client.query.bind(client) as (...args: unknown[]) => unknown;
  // Questions are asked before the ones before them are answered, and answered in their order.
  let answeredAt = 0;
  const timed = (question: unknown, ...rest: unknown[]): unknown => {
    const askedAt = performance.now();
    const asked = ask(question, ...rest);
    if (!(asked instanceof Promise)) return asked;
    const answered = (failed: boolean): void => {
      const now = performance.now();
      const ms = now - Math.max(askedAt, answeredAt);
      answeredAt = now;
      if (ms >= slowMs) onSlow({ statement: statementOf(question), ms: Math.round(ms), failed });
    };
    return asked.then(
      result => {
        answered(false);
        return result;
      },
      (error: unknown) => {
        answered(true);
        throw error;
      },
    );
  };
  Object.assign(client, { query: timed });
}

function statementOf(question: unknown): string {
  const text = typeof question === 'string' ? question : (question as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? withoutValues(text) : '';
}

/** A statement fit for a log: quoted values masked, one line; of a long one its beginning and its end. */
export function withoutValues(text: string): string {
  const line = text
    .replace(/'(?:[^']|'')*'?/g, "'?'")
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= MAX_LENGTH) return line;
  const half = MAX_LENGTH / 2 - 2;
  return `${line.slice(0, half)} … ${line.slice(-half)}`;
}
