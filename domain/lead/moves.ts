/** What people may do with a lead's status (X-STATUS, A-UI-8): the one table, and what is shown over the stored status. */
import { LEAD_STATUSES, type LeadStatus, type Owner } from '../words.ts';

/** Where work on a lead goes: members may set each of these from any open one. */
const ANYWHERE: readonly LeadStatus[] = [
  'QUALIFYING',
  'QUALIFIED',
  'ENGAGED',
  'HOT',
  'APPOINTMENT_BOOKED',
  'HANDED_OFF',
  'NURTURING',
  'WON',
  'LOST',
  'DISQUALIFIED',
];

const from = (status: LeadStatus): readonly LeadStatus[] => ANYWHERE.filter(to => to !== status);

/** From each status to those a member may set. Nothing goes back to NEW, and only a spent ladder makes DROPPED. */
export const PERSON_MOVES: Record<LeadStatus, readonly LeadStatus[]> = {
  NEW: from('NEW'),
  QUALIFYING: from('QUALIFYING'),
  QUALIFIED: from('QUALIFIED'),
  ENGAGED: from('ENGAGED'),
  HOT: from('HOT'),
  APPOINTMENT_BOOKED: from('APPOINTMENT_BOOKED'),
  HANDED_OFF: from('HANDED_OFF'),
  NURTURING: from('NURTURING'),
  WON: ['QUALIFYING', 'LOST'],
  LOST: ['QUALIFYING', 'NURTURING', 'WON', 'DISQUALIFIED'],
  DISQUALIFIED: ['QUALIFYING', 'LOST'],
  DROPPED: ['QUALIFYING', 'NURTURING', 'LOST', 'DISQUALIFIED', 'WON'],
};

/** Null when it is allowed; otherwise why not, in a sentence for the person who tried. */
export function whyNot(current: LeadStatus, to: LeadStatus): string | null {
  if (current === to) return null;
  if (PERSON_MOVES[current].includes(to)) return null;
  if (to === 'NEW') return 'A lead that was worked on is not new again. Use Qualifying.';
  if (to === 'DROPPED') return 'Dropped says that all follow-ups went unanswered; only they set it. Use Lost.';
  if (current === 'WON') return 'A won lead can only be reopened (Qualifying) or set to Lost.';
  return 'A closed lead must be reopened first: set it to Qualifying.';
}

export const OVER_STATUS = ['OPTED_OUT', 'NEEDS_HUMAN'] as const;
export const SHOWN_STATUSES = [...LEAD_STATUSES, ...OVER_STATUS] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

/** OPTED_OUT lies over all, NEEDS_HUMAN over all but HANDED_OFF; the stored status comes back when they end. */
export function shownStatus(status: LeadStatus, over: { optedOut: boolean; owners: readonly Owner[] }): ShownStatus {
  if (over.optedOut) return 'OPTED_OUT';
  return status !== 'HANDED_OFF' && over.owners.includes('HUMAN') ? 'NEEDS_HUMAN' : status;
}

/** Columns of the pipeline that are always there, in order (A-ENUM-4); the others when they hold a card or are chosen. */
export const MAIN_COLUMNS: readonly ShownStatus[] = [
  'NEW',
  'QUALIFYING',
  'QUALIFIED',
  'ENGAGED',
  'HOT',
  'NEEDS_HUMAN',
  'WON',
  'LOST',
  'DROPPED',
  'OPTED_OUT',
];
export const ALL_COLUMNS: readonly ShownStatus[] = [
  'NEW',
  'QUALIFYING',
  'QUALIFIED',
  'ENGAGED',
  'HOT',
  'NEEDS_HUMAN',
  'APPOINTMENT_BOOKED',
  'HANDED_OFF',
  'NURTURING',
  'WON',
  'LOST',
  'DISQUALIFIED',
  'DROPPED',
  'OPTED_OUT',
];
