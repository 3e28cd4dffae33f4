export type Batch = { add: (id: string) => void; stop: () => void };

const AFTER_FAILURE_MS = 2000;

/**
 * Runs at once with the first id, then with all that came meanwhile, one run after the other with a rest between: the next one
 * waits as long again as the last one took, so that a slow server is asked less. What failed is tried again.
 */
export const createBatch = (restMs: () => number, run: (ids: string[]) => Promise<unknown>): Batch => {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  let stopped = false;

  const go = async () => {
    const ids = [...waiting];
    waiting.clear();
    running = true;
    const startedAt = performance.now();
    let atLeastMs = 0;
    await run(ids).catch(() => {
      atLeastMs = AFTER_FAILURE_MS;
      for (const id of ids) waiting.add(id);
    });
    running = false;
    if (stopped) return;
    timer = setTimeout(
      () => {
        timer = null;
        if (waiting.size > 0) void go();
      },
      Math.max(restMs(), atLeastMs, performance.now() - startedAt),
    );
  };

  return {
    add: id => {
      waiting.add(id);
      if (!running && timer === null && !stopped) void go();
    },
    stop: () => {
      stopped = true;
      waiting.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
};
