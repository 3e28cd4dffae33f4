/** What waits for a person as one queue, the most urgent first. Pure. */

import type { ActionDraft, Actions, Unsettled } from '../../../../../api/contracts/actions.ts';
import type { EscalationView } from '../../../../../api/contracts/escalations.ts';
import { PRIORITIES, type Priority } from '../../../../../domain/words.ts';
import { t } from '../../../lib/language.ts';

export type Item =
  | { kind: 'escalation'; id: string; conversationId: string; at: string; escalation: EscalationView }
  | { kind: 'draft'; id: string; conversationId: string; at: string; draft: ActionDraft }
  | { kind: 'unsettled'; id: string; conversationId: string; at: string; unsettled: Unsettled };

export const FILTERS = [...PRIORITIES, 'drafts', 'unsettled'] as const;
export type Filter = (typeof FILTERS)[number];

export const FILTER_LABELS: Record<Filter, string> = {
  CRITICAL: t('Critical'),
  HIGH: t('High'),
  MEDIUM: t('Medium'),
  LOW: t('Low'),
  drafts: t('To approve'),
  unsettled: t('Not confirmed'),
};

/** A customer waits for a draft, and may not have got an unsettled send: both go before what is merely of interest. */
const RANK: Record<Filter, number> = { CRITICAL: 0, HIGH: 1, drafts: 2, unsettled: 3, MEDIUM: 4, LOW: 5 };

export const filterOf = (item: Item): Filter =>
  item.kind === 'escalation' ? item.escalation.priority : item.kind === 'draft' ? 'drafts' : 'unsettled';

export const countOf = ({ counts, drafts, unsettled }: Actions, filter: Filter): number =>
  filter === 'drafts' ? drafts.length : filter === 'unsettled' ? unsettled.length : counts[filter];

/** By rank, oldest first within one (A-ESC-5). @param only one kind or priority, or null for all. */
export function queueOf(actions: Actions, only: Filter | null): Item[] {
  const items: Item[] = [
    ...actions.escalations.map(escalation => ({
      kind: 'escalation' as const,
      id: escalation.id,
      conversationId: escalation.conversationId,
      at: escalation.createdAt,
      escalation,
    })),
    ...actions.drafts.map(draft => ({
      kind: 'draft' as const,
      id: draft.id,
      conversationId: draft.conversationId,
      at: draft.createdAt,
      draft,
    })),
    ...actions.unsettled.map(unsettled => ({
      kind: 'unsettled' as const,
      id: unsettled.message.id,
      conversationId: unsettled.message.conversationId,
      at: unsettled.since,
      unsettled,
    })),
  ];
  return items
    .filter(item => only === null || filterOf(item) === only)
    .sort((a, b) => RANK[filterOf(a)] - RANK[filterOf(b)] || Date.parse(a.at) - Date.parse(b.at));
}

/** Which one is open: the chosen one, else the one that stands where it stood, else the first. */
export function openIndex(items: readonly Item[], chosen: { id: string; index: number } | null): number {
  if (chosen === null || items.length === 0) return 0;
  const found = items.findIndex(item => item.id === chosen.id);
  return found >= 0 ? found : Math.min(chosen.index, items.length - 1);
}

export const parseActionSearch = (search: Record<string, unknown>): { show?: Filter } => {
  const show = FILTERS.find(filter => filter === search.show);
  return show ? { show } : {};
};

export const PRIORITY_WORDS: Record<Priority, string> = {
  CRITICAL: t('Critical'),
  HIGH: t('High'),
  MEDIUM: t('Medium'),
  LOW: t('Low'),
};
