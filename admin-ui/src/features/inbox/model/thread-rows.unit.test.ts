import { describe, expect, it } from 'vitest';
import { aMessage } from './factory.ts';
import { threadRows } from './thread-rows.ts';

const zone = 'America/New_York';
const shape = (rows: ReturnType<typeof threadRows>) =>
  rows.map(row =>
    row.kind === 'message' ? `${row.message.id}${row.first ? ' first' : ''}${row.last ? ' last' : ''}` : row.kind,
  );

describe('the rows of a thread', () => {
  it('group what one voice says within five minutes', () => {
    const rows = threadRows(
      [
        aMessage({ id: 'a', at: '2025-10-09T18:00:00Z' }),
        aMessage({ id: 'b', at: '2025-10-09T18:01:00Z' }),
        aMessage({ id: 'c', at: '2025-10-09T18:07:00Z' }),
        aMessage({ id: 'd', at: '2025-10-09T18:07:10Z', direction: 'out' }),
      ],
      zone,
    );
    expect(shape(rows)).toEqual(['day', 'a first', 'b last', 'c first last', 'd first last']);
  });

  it('draw a rule at midnight of the organization, and never group across it', () => {
    const rows = threadRows(
      [aMessage({ id: 'a', at: '2025-10-10T03:59:00Z' }), aMessage({ id: 'b', at: '2025-10-10T04:01:00Z' })],
      zone,
    );
    expect(shape(rows)).toEqual(['day', 'a first last', 'day', 'b first last']);
  });

  it('keep the AI, each member and the business phone apart', () => {
    const at = '2025-10-09T18:00:00Z';
    const rows = threadRows(
      [
        aMessage({ id: 'a', at, direction: 'out' }),
        aMessage({ id: 'b', at, direction: 'out', sender: 'HUMAN', senderName: 'Ravi' }),
        aMessage({ id: 'c', at, direction: 'out', sender: 'HUMAN', senderName: 'Ravi', fromPhone: true }),
      ],
      zone,
    );
    expect(shape(rows)).toEqual(['day', 'a first last', 'b first last', 'c first last']);
  });

  it('tell system lines in the middle', () => {
    const at = '2025-10-09T18:00:00Z';
    expect(shape(threadRows([aMessage({ id: 's', at, kind: 'SYSTEM' }), aMessage({ id: 'a', at })], zone))).toEqual([
      'day',
      'system',
      'a first last',
    ]);
  });
});
