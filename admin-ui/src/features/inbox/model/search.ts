import type { View } from '../api/conversations.ts';
import { VIEWS } from './labels.ts';

export const TABS = ['next', 'lead', 'why', 'log'] as const;
export type Tab = (typeof TABS)[number];

/** What the address of the inbox holds, so that any view of it can be sent to a colleague. */
export type InboxSearch = { view?: View; q?: string; tab?: Tab; turn?: string };

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find(known => known === value);

export const parseInboxSearch = (search: Record<string, unknown>): InboxSearch => {
  const view = oneOf(VIEWS, search.view);
  const tab = oneOf(TABS, search.tab);
  return {
    ...(view ? { view } : {}),
    ...(tab ? { tab } : {}),
    ...(typeof search.q === 'string' && search.q !== '' ? { q: search.q.slice(0, 100) } : {}),
    ...(typeof search.turn === 'string' ? { turn: search.turn } : {}),
  };
};
