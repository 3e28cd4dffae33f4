import type { NoteView } from '../../../../../api/contracts/room.ts';
import { ms } from '../../../lib/format.ts';
import type { ThreadRow } from './thread-rows.ts';

export type RowWithNote = ThreadRow | { kind: 'note'; key: string; note: NoteView };

const timeOf = (row: ThreadRow): number => ms(row.kind === 'day' ? row.at : row.message.at);

/**
 * Notes laid between the messages by their time.
 * @param whole whether the thread is loaded from its beginning: else notes from before what is loaded wait for their page.
 */
export const withNotes = (rows: readonly ThreadRow[], notes: readonly NoteView[], whole: boolean): RowWithNote[] => {
  const first = rows[0];
  const fromMs = whole || !first ? Number.NEGATIVE_INFINITY : timeOf(first);
  const waiting = notes.filter(note => ms(note.at) >= fromMs);
  const merged: RowWithNote[] = [];
  for (const row of rows) {
    while (waiting[0] && ms(waiting[0].at) < timeOf(row)) {
      const note = waiting.shift();
      if (note) merged.push({ kind: 'note', key: note.id, note });
    }
    merged.push(row);
  }
  return [...merged, ...waiting.map(note => ({ kind: 'note' as const, key: note.id, note }))];
};
