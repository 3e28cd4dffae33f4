import { describe, expect, it } from 'vitest';
import { windowEndsAt, windowOpen } from './window.ts';

describe('X-WINDOW: 24 h from the customer’s last message', () => {
  const at = Date.UTC(2026, 2, 8);
  it('86,400 s, whatever the clocks do', () => expect(windowEndsAt(at) - at).toBe(86_400_000));
  it('open to its last millisecond, closed at its end, closed without one', () => {
    expect(windowOpen(windowEndsAt(at), windowEndsAt(at) - 1)).toBe(true);
    expect(windowOpen(windowEndsAt(at), windowEndsAt(at))).toBe(false);
    expect(windowOpen(null, at)).toBe(false);
  });
});
