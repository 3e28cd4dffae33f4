/** A background loop that never dies: it runs again at once while there is more, waits otherwise, and backs off on errors. */
import type { Logger } from '../config/log.ts';

export interface Loop {
  /** Resolves when the round under way is finished. */
  stop(): Promise<void>;
}

/**
 * @param idleMs pause after a round without work; while nothing comes it grows to `restMs`, so that an idle system is idle.
 * @param round answers true when there is more to do right now, null when there was nothing to do.
 */
export function startLoop(
  name: string,
  idleMs: number,
  log: Logger,
  round: () => Promise<boolean | null>,
  restMs = idleMs,
): Loop {
  let stopped = false;
  let wake: () => void = () => undefined;
  let failures = 0;
  let pauseMs = idleMs;
  const finished = (async () => {
    while (!stopped) {
      let delayMs = pauseMs;
      try {
        const more = await round();
        pauseMs = more === null ? Math.min(restMs, pauseMs * 1.2) : idleMs;
        delayMs = more ? 0 : pauseMs;
        failures = 0;
      } catch (error) {
        failures++;
        delayMs = Math.min(5_000, 100 * 2 ** Math.min(failures, 6));
        log.warn({ err: error, loop: name, failures }, 'a background round failed and is tried again');
      }
      if (delayMs > 0 && !stopped) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, delayMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  })();
  return {
    stop() {
      stopped = true;
      wake();
      return finished;
    },
  };
}

/** Runs tasks with a bound on how many go at once. */
export async function inParallel<T>(items: T[], limit: number, run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.min(limit, queue.length) }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
    }),
  );
}
