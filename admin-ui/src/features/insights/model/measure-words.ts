/** What a figure is called above the list of what it is made of. */

import type { Measure } from '../../../../../domain/analytics/measures.ts';
import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const TITLES: Record<Measure, string> = {
  chats: t('New chats'),
  messages: t('Messages'),
  handed_over: t('Chats handed to a person'),
  resolved_by_ai: t('Chats the AI kept to itself'),
  answers: t('Answers'),
  unanswered: t('Without an answer'),
  dropped_off: t('Fell silent'),
  cost: t('Cost'),
  sentiment: t('How customers sounded'),
  topic: t('Asked about'),
  active: t('Active chats'),
  needs_human: t('Needs a person'),
  escalations: t('Open escalations'),
  leads: t('New leads'),
  temperature: t('New leads'),
  channel: t('New leads by channel'),
  source: t('New leads by source'),
  funnel: t('New leads that got as far as'),
  won: t('Won'),
  lost: t('Lost'),
  dropped: t('Dropped'),
  appointments: t('Appointments booked'),
  qualifying: t('Messages until a lead was qualified'),
};
const PARTS: Record<string, string> = {
  AI: t('by the AI'),
  PERSON: t('by people'),
  in: t('received'),
  out: t('sent'),
  none: t('no conversation yet'),
};

export const measureTitle = (measure: Measure, part: string | undefined): string =>
  part === undefined ? TITLES[measure] : `${TITLES[measure]}: ${PARTS[part] ?? words(part)}`;

const LEADS: readonly Measure[] = [
  'leads',
  'temperature',
  'channel',
  'source',
  'funnel',
  'won',
  'lost',
  'dropped',
  'appointments',
];
const SHARED: readonly Measure[] = ['messages', 'answers', 'unanswered', 'cost', 'sentiment', 'topic'];

/** What the sum is of. @param rows how many rows make it up. */
export const amountText = (measure: Measure, rows: number): string => {
  const one = rows === 1;
  if (measure === 'qualifying') return one ? t('messages with 1 lead') : t('messages with {rows} leads', { rows });
  if (SHARED.includes(measure)) return one ? t('in 1 conversation') : t('in {rows} conversations', { rows });
  if (LEADS.includes(measure)) return one ? t('lead') : t('leads');
  return one ? t('conversation') : t('conversations');
};
