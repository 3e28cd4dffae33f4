/**
 * Makes a connection cheap to talk to: statements that come again are prepared once, and what is asked in one go leaves
 * in one packet. With `pipeline` the driver does not wait for an answer before it sends the next question.
 */
import type { Socket } from 'node:net';
import type pg from 'pg';

/** Shapes that are prepared on a connection at most; the rest stays unnamed (lists of every length would never end). */
const MAX_NAMED = 400;
/** A shape that came this often comes again. */
const PREPARE_AFTER = 3;

/** The names of statements, shared by all connections of a process. */
export class StatementNames {
  private readonly seen = new Map<string, number>();
  private readonly names = new Map<string, string>();

  /** Undefined: too rare, or there are too many. */
  of(text: string): string | undefined {
    const known = this.names.get(text);
    if (known || this.names.size >= MAX_NAMED) return known;
    const times = (this.seen.get(text) ?? 0) + 1;
    // Shapes that never come again are forgotten now and then.
    if (this.seen.size > 4 * MAX_NAMED) this.seen.clear();
    if (times < PREPARE_AFTER) {
      this.seen.set(text, times);
      return undefined;
    }
    this.seen.delete(text);
    const name = `parley_${this.names.size + 1}`;
    this.names.set(text, name);
    return name;
  }
}

interface Question {
  text?: unknown;
  name?: string | undefined;
}

/** To be called once for each new connection. */
export function tune(client: pg.PoolClient, names: StatementNames): void {
  const ask = client.query.bind(client) as (...args: unknown[]) => unknown;
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const tuned = (question: unknown, ...rest: unknown[]): unknown => {
    // Held back until this turn of the event loop has asked all it asks.
    stream.cork();
    process.nextTick(() => stream.uncork());
    if (typeof question === 'object' && question !== null && typeof (question as Question).text === 'string') {
      const asked = question as Question;
      asked.name ||= names.of(asked.text as string);
    }
    return ask(question, ...rest);
  };
  Object.assign(client, { query: tuned });
}
