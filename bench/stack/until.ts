import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/** Whether a condition came to hold within the time. */
export async function until(holds: () => Promise<boolean> | boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > deadline) return false;
    await sleep(EVERY_MS);
  }
}
