import { describe, expect, it } from 'vitest';
import { initials } from './initials.ts';

describe('initials', () => {
  it.each([
    ['Asha Krishnamurthy', 'AK'],
    ['नेहा शर्मा', 'नेश'],
    ['ليلى حدّاد', 'لح'],
    ['+1 718 555 0107', ''],
    ['🙂 Sam', 'S'],
    ['', ''],
  ])('of %s are %s', (name, letters) => expect(initials(name)).toBe(letters));
});
