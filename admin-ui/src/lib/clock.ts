import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

const tick = () => {
  nowMs = Date.now();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  if (!timer) {
    nowMs = Date.now();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
};

/** Something the clock makes true, as a string, number or boolean: redraws only when that changes. */
export const useAtNow = <Value extends string | number | boolean>(at: (nowMs: number) => Value): Value =>
  useSyncExternalStore(subscribe, () => at(nowMs));

/** The time in milliseconds, one shared tick for the whole page, rounded down to `stepMs` so that a row redraws only when it must. */
export const useNow = (stepMs = 1000): number =>
  useSyncExternalStore(subscribe, () => Math.floor(nowMs / stepMs) * stepMs);
