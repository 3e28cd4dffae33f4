import { describe, expect, it } from 'vitest';
import type { ConversationPage } from '../../../../../api/contracts/conversations.ts';
import { aRow } from './factory.ts';
import { firstPages, growingRows, type ListData, mergeRows, patchRows, rowsOf } from './list-pages.ts';

const counts = { open: 1, needs_human: 0, mine: 0, approval: 0, unread: 0 };
const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`;
const row = (id: string, minute: number) => aRow({ id, updatedAt: at(minute) });
const page = (rows: [string, number][], cursor: string | null): ConversationPage => ({
  conversations: rows.map(([id, minute]) => row(id, minute)),
  cursor,
  counts,
});
const data = (...pages: ConversationPage[]): ListData => ({ pages, pageParams: pages.map((_, index) => index) });
const ids = ({ pages }: ListData) => rowsOf(pages).map(each => each.id);

const two = () => data(page([['a', 50], ['b', 40]], 'x'), page([['c', 30], ['d', 20]], 'y')); // biome-ignore format: rows of a table
const fresh = (...rows: [string, number][]) => ({ ...page(rows, null), counts: { ...counts, open: 9 } });

describe('fresh rows in a list', () => {
  it('move to where their time puts them, and bring the counts', () => {
    const merged = mergeRows(two(), new Set(['d']), fresh(['d', 55]));
    expect(ids(merged)).toEqual(['d', 'a', 'b', 'c']);
    expect(merged.pages[0]?.counts.open).toBe(9);
    expect(ids(mergeRows(two(), new Set(['d']), fresh(['d', 45])))).toEqual(['a', 'd', 'b', 'c']);
    expect(ids(mergeRows(two(), new Set(['d']), fresh(['d', 35])))).toEqual(['a', 'b', 'd', 'c']);
  });

  it('leave the view when they do not come back', () => {
    expect(ids(mergeRows(two(), new Set(['a', 'c']), fresh()))).toEqual(['b', 'd']);
  });

  it('come in when they are new, several at once, and not when they belong further down than is loaded', () => {
    expect(ids(mergeRows(two(), new Set(['n', 'm']), fresh(['n', 58], ['m', 57])))).toEqual([
      'n',
      'm',
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(ids(mergeRows(two(), new Set(['o']), fresh(['o', 10])))).toEqual(['a', 'b', 'c', 'd']);
    const whole = data(page([['a', 50]], 'x'), page([['c', 30]], null));
    expect(ids(mergeRows(whole, new Set(['o']), fresh(['o', 10])))).toEqual(['a', 'c', 'o']);
  });

  it('find their place in a list that is empty, or has become so', () => {
    expect(ids(mergeRows(data(page([], null)), new Set(['a']), fresh(['a', 1])))).toEqual(['a']);
    const emptied = mergeRows(two(), new Set(['a', 'b']), fresh(['b', 45]));
    expect(ids(emptied)).toEqual(['b', 'c', 'd']);
    expect(ids(mergeRows(data(page([['a', 50]], null)), new Set(['a']), fresh(['a', 51])))).toEqual(['a']);
  });

  it('leave the pages they do not touch as they are', () => {
    const before = two();
    const after = mergeRows(before, new Set(['a']), fresh(['a', 51]));
    expect(after.pages[1]).toBe(before.pages[1]);
    expect(patchRows(before, 'a', { unread: 3 }).pages[1]).toBe(before.pages[1]);
    expect(patchRows(before, 'z', { unread: 3 })).toBe(before);
  });
});

it('keeps the first pages only', () => {
  expect(firstPages(two(), 1)).toMatchObject({ pages: [{ cursor: 'x' }], pageParams: [0] });
  const short = two();
  expect(firstPages(short, 2)).toBe(short);
});

it('takes growing pages for the same rows as all of them at once', () => {
  const grow = growingRows();
  const [one, more, renewed] = [page([['a', 50]], 'x'), page([['b', 40], ['a', 39]], 'y'), page([['z', 60]], 'x')]; // biome-ignore format: rows of a table
  for (const pages of [[one], [one, more], [one, more], [renewed, more], [renewed], [], [one]])
    expect(grow(pages)).toEqual(rowsOf(pages));
});
