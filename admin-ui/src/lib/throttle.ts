export type Throttle = { touch: (key: string, waitMs: number, run: () => void) => void; stop: () => void };

/** Runs at once the first time, then at most once in `waitMs` for the same key; the last call is never lost. */
export const createThrottle = (): Throttle => {
  const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; next: (() => void) | null }>();

  const rest = (key: string, waitMs: number) => {
    const timer = setTimeout(() => {
      const entry = waiting.get(key);
      waiting.delete(key);
      if (!entry?.next) return;
      entry.next();
      rest(key, waitMs);
    }, waitMs);
    waiting.set(key, { timer, next: null });
  };

  return {
    touch: (key, waitMs, run) => {
      const entry = waiting.get(key);
      if (entry) {
        entry.next = run;
        return;
      }
      run();
      rest(key, waitMs);
    },
    stop: () => {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
};
