import type { ConversationPage, ConversationRow } from '../../../../../api/contracts/conversations.ts';

export type ListData = { pages: ConversationPage[]; pageParams: unknown[] };

type Pages = readonly ConversationPage[];

/** Every row once, newest activity first, as far as it is loaded. */
export const rowsOf = (pages: Pages): ConversationRow[] => addRows([], new Set(), pages);

const addRows = (rows: ConversationRow[], seen: Set<string>, pages: Pages): ConversationRow[] => {
  for (const page of pages)
    for (const row of page.conversations) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      rows.push(row);
    }
  return rows;
};

/** The same for pages that grow: while those before stay the same, only the new ones are looked at. */
export const growingRows = (): ((pages: Pages) => ConversationRow[]) => {
  let before: Pages = [];
  let seen = new Set<string>();
  let rows: ConversationRow[] = [];
  return pages => {
    if (before.length === 0 || before.length > pages.length || before.some((page, index) => page !== pages[index])) {
      seen = new Set();
      rows = addRows([], seen, pages);
    } else if (pages.length > before.length) {
      rows = addRows([...rows], seen, pages.slice(before.length));
    }
    before = pages;
    return rows;
  };
};

/** Changes rows where they are; pages without one of them stay the same objects. */
export const patchRows = (data: ListData, id: string, change: Partial<ConversationRow>): ListData =>
  data.pages.some(page => page.conversations.some(row => row.id === id))
    ? {
        ...data,
        pages: data.pages.map(page =>
          page.conversations.some(row => row.id === id)
            ? { ...page, conversations: page.conversations.map(row => (row.id === id ? { ...row, ...change } : row)) }
            : page,
        ),
      }
    : data;

/**
 * Lays freshly read rows into the loaded pages. Of the ids that were asked for, those that did not come back have left the
 * view. A row older than all that is loaded comes with its own page later.
 */
export const mergeRows = (data: ListData, asked: ReadonlySet<string>, fresh: ConversationPage): ListData => {
  const pages = data.pages.map(page =>
    page.conversations.some(row => asked.has(row.id))
      ? { ...page, conversations: page.conversations.filter(row => !asked.has(row.id)) }
      : page,
  );
  for (const row of fresh.conversations) place(pages, row);
  const [first, ...older] = pages;
  return first ? { ...data, pages: [{ ...first, counts: fresh.counts }, ...older] } : data;
};

const place = (pages: ConversationPage[], row: ConversationRow): void => {
  const index = pages.findIndex(({ conversations }) => {
    const oldest = conversations.at(-1);
    return oldest !== undefined && oldest.updatedAt <= row.updatedAt;
  });
  const last = pages.length - 1;
  const at = index >= 0 ? index : pages[last]?.cursor === null ? last : -1;
  const page = pages[at];
  if (!page) return;
  const before = page.conversations.findIndex(other => other.updatedAt <= row.updatedAt);
  const conversations = [...page.conversations];
  conversations.splice(before < 0 ? conversations.length : before, 0, row);
  pages[at] = { ...page, conversations };
};

/** Keeps the first pages only: what is loaded again must be little. */
export const firstPages = (data: ListData, count: number): ListData =>
  data.pages.length > count ? { pages: data.pages.slice(0, count), pageParams: data.pageParams.slice(0, count) } : data;
