import { describe, expect, it } from 'vitest';
import { nearName, sameName } from './names.ts';

describe('A-UI-14: names that may be one person', () => {
  it.each([
    ['Asha Kumar', 'kumar, ASHA'],
    ['José Núñez', 'Jose Nunez'],
    ['आशा कुमार', 'आशा  कुमार'],
  ])('%s is %s', (one, other) => expect(sameName(one, other)).toBe(true));
  it.each([
    ['Asha Kumar', 'Asha Kumari'],
    ['', ''],
    ['आशा', 'आश'],
  ])('%s is not %s', (one, other) => expect(sameName(one, other)).toBe(false));
  it.each([
    ['Asha Kumar', 'Asha K'],
    ['Mohammed Khan', 'Mohamed Khan'],
    ['Priya Venkataraman', 'Priya Venkatraman'],
  ])('%s is near %s', (one, other) => expect(nearName(one, other)).toBe(true));
  it.each([
    ['Asha', 'Asho'],
    ['A K', 'B K'],
    ['Asha Kumar', 'Usha Sharma'],
    ['Ravi Rao', 'Ravi Roy'],
    ['Asha Kumar Singh', 'Asha Kumar'],
  ])('%s is not near %s', (one, other) => expect(nearName(one, other)).toBe(false));
});
