/** Ready means: a message can be taken (Postgres) and worked (Temporal, with a worker on the queue). */
import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import type { TemporalProbe } from './probe.ts';

export type Check = 'ok' | 'no_answer' | 'no_worker' | 'unknown';

export interface Readiness {
  ready: boolean;
  checks: { database: Check; temporal: Check; workers: Check };
}

export interface ReadinessOptions {
  db: Database;
  /** null leaves Temporal out. */
  temporal: Pick<TemporalProbe, 'workers'> | null;
  /** How long an answer serves everybody who asks. */
  keepMs?: number;
}

const TIMEOUT_MS = 3_000;

export function createReadiness({ db, temporal, keepMs = 2_000 }: ReadinessOptions): () => Promise<Readiness> {
  let kept: { at: number; answer: Promise<Readiness> } | null = null;
  const database = (): Promise<Check> =>
    within(db.withSystem(tx => tx.execute(sql`select 1`))).then(
      () => 'ok',
      () => 'no_answer',
    );
  const workers = async (): Promise<{ temporal: Check; workers: Check }> => {
    if (!temporal) return { temporal: 'ok', workers: 'ok' };
    try {
      const { workflow, activity } = await within(temporal.workers());
      return { temporal: 'ok', workers: workflow > 0 && activity > 0 ? 'ok' : 'no_worker' };
    } catch {
      return { temporal: 'no_answer', workers: 'unknown' };
    }
  };
  const look = async (): Promise<Readiness> => {
    const [answers, works] = await Promise.all([database(), workers()]);
    const checks = { database: answers, ...works };
    return { ready: Object.values(checks).every(check => check === 'ok'), checks };
  };
  return () => {
    if (!kept || performance.now() - kept.at > keepMs) kept = { at: performance.now(), answer: look() };
    return kept.answer;
  };
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
