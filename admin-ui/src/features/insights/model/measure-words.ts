/** What a figure is called above the list of what it is made of. */
import type { Measure } from '../../../../../domain/analytics/measures.ts';
import { words } from '../../../lib/format.ts';

const TITLES: Record<Measure, string> = {
  chats: 'New chats',
  messages: 'Messages',
  handed_over: 'Chats handed to a person',
  resolved_by_ai: 'Chats the AI kept to itself',
  answers: 'Answers',
  unanswered: 'Without an answer',
  dropped_off: 'Fell silent',
  cost: 'Cost',
  sentiment: 'How customers sounded',
  topic: 'Asked about',
  active: 'Active chats',
  needs_human: 'Needs a person',
  escalations: 'Open escalations',
  leads: 'New leads',
  temperature: 'New leads',
  channel: 'New leads by channel',
  source: 'New leads by source',
  funnel: 'New leads that got as far as',
  won: 'Won',
  lost: 'Lost',
  dropped: 'Dropped',
  appointments: 'Appointments booked',
  qualifying: 'Messages until a lead was qualified',
};
const PARTS: Record<string, string> = {
  AI: 'by the AI',
  PERSON: 'by people',
  in: 'received',
  out: 'sent',
  none: 'no conversation yet',
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
  if (measure === 'qualifying') return `messages with ${rows} ${rows === 1 ? 'lead' : 'leads'}`;
  if (SHARED.includes(measure)) return `in ${rows} ${rows === 1 ? 'conversation' : 'conversations'}`;
  const one = rows === 1;
  return LEADS.includes(measure) ? (one ? 'lead' : 'leads') : one ? 'conversation' : 'conversations';
};
