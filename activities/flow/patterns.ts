/** Patterns of flow conditions, bounded in time (B-FLOW-7): a pattern that would never come to an end does not match. */
import { createContext, Script } from 'node:vm';

/** Of the clock, not of the processor: on a busy machine an ordinary pattern takes its time too. */
const MOST_MS = 200;
const sandbox = createContext(Object.create(null));
const test = new Script('new RegExp(pattern, "iu").test(text)');

/** @returns false too when the pattern is no pattern, or took too long. */
export function matchesInTime(pattern: string, text: string): boolean {
  try {
    Object.assign(sandbox, { pattern, text });
    return test.runInContext(sandbox, { timeout: MOST_MS }) === true;
  } catch {
    return false;
  } finally {
    Object.assign(sandbox, { pattern: '', text: '' });
  }
}
