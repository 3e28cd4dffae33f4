import { describe, expect, it } from 'vitest';
import { aMessage } from './factory.ts';
import { inOrder, type MessageData, mergeNewest } from './message-pages.ts';

const at = (minute: number) => `2025-10-09T18:${String(minute).padStart(2, '0')}:00Z`;
const message = (minute: number, text = 'hello') => aMessage({ id: `m${minute}`, at: at(minute), text });
const data: MessageData = {
  pages: [
    { messages: [message(3), message(4)], before: 'c3', after: null },
    { messages: [message(1), message(2)], before: null, after: 'c2' },
  ],
  pageParams: [null, { before: 'c3' }],
};
const ids = (all: MessageData | null) => all && inOrder(all.pages).map(({ id }) => id);

describe('the newest page laid over what is loaded', () => {
  it('adds what is new and keeps what was scrolled up to', () => {
    const merged = mergeNewest(data, { messages: [message(4), message(5)], before: 'c4', after: null });
    expect(ids(merged)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    expect(merged?.pages[0]?.before).toBe('c3');
  });

  it('keeps the order of the server, whatever the times say', () => {
    const answer = aMessage({ id: 'late', at: at(4), direction: 'out' });
    const merged = mergeNewest(data, { messages: [message(4), answer, message(3)], before: 'c3', after: null });
    expect(ids(merged)).toEqual(['m1', 'm2', 'm4', 'late', 'm3']);
  });

  it('takes the new form of a message in any page', () => {
    const merged = mergeNewest(data, {
      messages: [message(2, 'edited'), message(3), message(4)],
      before: null,
      after: null,
    });
    expect(merged && inOrder(merged.pages)[1]?.text).toBe('edited');
  });

  it('says so when too much came meanwhile', () => {
    expect(mergeNewest(data, { messages: [message(8), message(9)], before: 'c8', after: null })).toBeNull();
  });

  it('adds nothing to a part of the thread that newer pages still follow', () => {
    const part: MessageData = {
      pages: [{ messages: [message(1)], before: null, after: 'c1' }],
      pageParams: [{ around: 'm1' }],
    };
    const fresh = { messages: [message(8)], before: 'c8', after: null };
    expect(ids(mergeNewest(part, fresh))).toEqual(['m1']);
  });

  it('starts an empty thread', () => {
    const empty: MessageData = { pages: [{ messages: [], before: null, after: null }], pageParams: [null] };
    expect(ids(mergeNewest(empty, { messages: [message(1)], before: null, after: null }))).toEqual(['m1']);
  });

  it('shows a message once that two pages hold', () => {
    const overlapping = { ...data, pages: [...data.pages, { messages: [message(1)], before: null, after: 'c1' }] };
    expect(ids(overlapping)).toEqual(['m1', 'm2', 'm3', 'm4']);
  });
});
