import { describe, expect, it } from 'vitest';
import { matchCommands } from './match.ts';

const all = [
  { label: 'Hand back to the AI', group: 'Asha' },
  { label: 'Theme: dark', group: 'Parley' },
  { label: 'Show: All', group: 'Inbox' },
  { label: 'Back to work', group: 'Parley' },
];

describe('the palette', () => {
  it('shows everything before a word is typed', () => expect(matchCommands(all, '  ')).toHaveLength(4));
  it('wants every typed word, in any order', () =>
    expect(matchCommands(all, 'dark theme').map(entry => entry.label)).toEqual(['Theme: dark']));
  it('puts what starts with the text first', () =>
    expect(matchCommands(all, 'back').map(entry => entry.label)).toEqual(['Back to work', 'Hand back to the AI']));
  it('finds nothing quietly', () => expect(matchCommands(all, 'zzz')).toEqual([]));
});
