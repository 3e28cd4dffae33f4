import { describe, expect, it } from 'vitest';
import type { Colleague, NoteView } from '../../../../../api/contracts/room.ts';
import { aMessage as message } from './factory.ts';
import { mentioned, mentionQuery, suggestions } from './mentions.ts';
import { withNotes } from './thread-notes.ts';
import { threadRows } from './thread-rows.ts';

const colleague = (id: string, name: string): Colleague => ({ id, name, role: 'AGENT' });
const team = [colleague('1', 'Ann'), colleague('2', 'Ann Lee'), colleague('3', 'Ravi Rao')];

describe('mentions', () => {
  it('are looked for after an @ that begins a word', () => {
    expect(['@', 'hi @ra', 'mail a@b', '@ann ', '@रव'].map(mentionQuery)).toEqual(['', 'ra', null, null, 'रव']);
    expect(suggestions('ra', team).map(({ id }) => id)).toEqual(['3']);
    expect(suggestions('l', team).map(({ id }) => id)).toEqual(['2']);
  });

  it('mean whole names, the longer one first', () => {
    expect(mentioned('@Ann Lee, please call', team)).toEqual(['2']);
    expect(mentioned('@Ann and @Ravi Rao!', team)).toEqual(['3', '1']);
    expect(mentioned('@Anna', team)).toEqual([]);
  });
});

describe('notes', () => {
  const note = (id: string, at: string): NoteView => ({
    id,
    conversationId: 'c',
    authorId: '1',
    authorName: 'Ann',
    text: id,
    mentions: [],
    at,
  });
  const rows = threadRows(
    [message({ id: 'm1', at: '2026-11-21T10:00:00.000Z' }), message({ id: 'm2', at: '2026-11-21T12:00:00.000Z' })],
    'UTC',
  );
  const notes = [
    note('n0', '2026-11-20T10:00:00.000Z'),
    note('n1', '2026-11-21T11:00:00.000Z'),
    note('n2', '2026-11-21T13:00:00.000Z'),
  ];
  const keys = (whole: boolean) => withNotes(rows, notes, whole).map(row => row.key);

  it('stand between the messages by their time', () => {
    expect(keys(true)).toEqual(['n0', 'day-2026-11-21', 'm1', 'n1', 'm2', 'n2']);
  });

  it('from before what is loaded wait for their page', () => {
    expect(keys(false)).toEqual(['day-2026-11-21', 'm1', 'n1', 'm2', 'n2']);
    expect(withNotes([], notes, false)).toHaveLength(3);
  });
});
