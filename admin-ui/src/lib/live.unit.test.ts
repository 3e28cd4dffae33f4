import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVENT_KINDS } from '../../../api/contracts/events.ts';
import { REFRESHES } from './live.ts';
import { createThrottle } from './throttle.ts';

describe('what an event makes old', () => {
  it('is named for every kind of event, and every kind but typing makes something old', () => {
    for (const kind of EVENT_KINDS) expect(REFRESHES[kind].length > 0).toBe(kind !== 'typing');
  });

  it('brings messages in only when messages changed', () => {
    const kinds = EVENT_KINDS.filter(kind => REFRESHES[kind].includes('messages'));
    expect(kinds).toEqual(['message.created', 'message.updated']);
  });
});

describe('the throttle', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs the first call at once and the last one after the wait, and nothing between', () => {
    const throttle = createThrottle();
    const runs: number[] = [];
    for (let call = 1; call <= 5; call++) throttle.touch('list', 900, () => runs.push(call));
    expect(runs).toEqual([1]);
    vi.advanceTimersByTime(900);
    expect(runs).toEqual([1, 5]);
    throttle.touch('list', 900, () => runs.push(6));
    expect(runs).toEqual([1, 5]);
    vi.advanceTimersByTime(900);
    expect(runs).toEqual([1, 5, 6]);
  });

  it('keeps keys apart and forgets what waits when it stops', () => {
    const throttle = createThrottle();
    const runs: string[] = [];
    throttle.touch('a', 100, () => runs.push('a'));
    throttle.touch('b', 100, () => runs.push('b'));
    throttle.touch('a', 100, () => runs.push('a again'));
    throttle.stop();
    vi.advanceTimersByTime(1000);
    expect(runs).toEqual(['a', 'b']);
  });
});
