/** A text of any shape is read in a time that grows with its length: one api or worker process serves every organization. */
import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../api/media/range.ts';
import { holdsLink, unsourcedContacts } from '../../domain/guardrails/contacts.ts';
import { givesOrders } from '../../domain/guardrails/orders.ts';
import { parseFaqText } from '../../domain/knowledge/faq-text.ts';

/** What is repeated to make one. */
const PIECES = [
  ...[
    ' ',
    '\t',
    '\n',
    '\r\n',
    ' \n',
    'q',
    'a ',
    'a1',
    'é',
    '😀',
    '\u0301',
    '1',
    '1 ',
    '1,',
    '$1',
    '.',
    'a.',
    '-',
    ' - ',
  ],
  ...[
    '@',
    'a@',
    '/',
    'https://',
    'www.',
    '(',
    '[',
    '<',
    '*',
    '_a_ ',
    '`',
    '"',
    "'",
    '#',
    ':',
    'ignore ',
    'system ',
    '\n#',
  ],
];
const HEADS = ['', 'q', 'a', 'bytes=', '$', '1', 'https://', '<', 'system', 'ignore'];
const READERS: Record<string, { read: (text: string) => unknown; length: number; mostMs: number }> = {
  'a faq.txt': { read: parseFaqText, length: 400_000, mostMs: 1_000 },
  'a Range header': { read: text => rangeOf(text, 1_000), length: 16_000, mostMs: 50 },
  'what may give orders': { read: givesOrders, length: 40_000, mostMs: 1_000 },
  'what may hold a link': { read: holdsLink, length: 40_000, mostMs: 1_000 },
  'what may hold a contact': { read: text => unsourcedContacts('', text), length: 40_000, mostMs: 1_000 },
};

/** Time of this process alone: whatever else the machine does is not counted. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000;
}

describe('a long text', () => {
  it.each(Object.entries(READERS))(
    'as %s costs little, whatever it repeats',
    (_what, reader) => {
      const slow: string[] = [];
      for (const head of HEADS)
        for (const piece of PIECES) {
          const text = `${head}${piece.repeat(reader.length / piece.length)}!`;
          const ms = cpuMs(() => reader.read(text));
          if (ms > reader.mostMs)
            slow.push(`${JSON.stringify(head)} and ${JSON.stringify(piece)}: ${Math.round(ms)} ms`);
          // One is enough to know.
          if (slow.length > 0) break;
        }
      expect(slow).toEqual([]);
    },
    120_000,
  );
});
