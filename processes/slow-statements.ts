/** Slow statements of a process (A-PERF-2): a line in its log for each, and their number for its scrape. */
import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../config/log.ts';
import type { SlowStatementOptions } from '../db/slow-statements.ts';

export interface SlowStatements {
  /** For openDatabase. */
  options: SlowStatementOptions;
  /** Adds `parley_slow_statements_total` to what is scraped. */
  watch(registry: Registry): void;
}

/** @param slowMs from which a statement is slow; 0 tells of none. */
export function createSlowStatements(log: Pick<Logger, 'warn'>, slowMs: number): SlowStatements {
  let total = 0;
  return {
    options: {
      slowMs,
      onSlow({ statement, ms, failed }) {
        total += 1;
        log.warn({ statement, ms, failed }, 'a slow statement');
      },
    },
    watch(registry) {
      new Counter({
        name: 'parley_slow_statements_total',
        help: 'Statements to Postgres that took PARLEY_SLOW_QUERY_MS or longer; the log has each.',
        registers: [registry],
        collect() {
          this.reset();
          this.inc(total);
        },
      });
    },
  };
}
