/**
 * What is counted, by name: the api, the dashboard and the lists behind the figures share these. What each means stands in
 * db/analytics/sets.ts, the one place that says it in SQL; docs/insights.md says it in words.
 */
import type { LeadStatus } from '../words.ts';

/** Reached by a lead that was ever qualified (X-METRIC). */
export const QUALIFIED_OR_BEYOND = [
  'QUALIFIED',
  'ENGAGED',
  'HOT',
  'APPOINTMENT_BOOKED',
  'HANDED_OFF',
  'WON',
] as const satisfies readonly LeadStatus[];

/** Steps of the funnel: a lead stands in every step it ever got to, whatever became of it later. */
export const FUNNEL = {
  lead: null,
  talking: ['QUALIFYING', ...QUALIFIED_OR_BEYOND],
  qualified: QUALIFIED_OR_BEYOND,
  appointment: ['APPOINTMENT_BOOKED', 'WON'],
  won: ['WON'],
} as const satisfies Record<string, readonly LeadStatus[] | null>;
export type FunnelStep = keyof typeof FUNNEL;
export const FUNNEL_STEPS = Object.keys(FUNNEL) as FunnelStep[];

/** Of conversations, of the days asked for. */
export const CONVERSATION_MEASURES = [
  'chats',
  'messages',
  'handed_over',
  'resolved_by_ai',
  'answers',
  'unanswered',
  'dropped_off',
  'cost',
  'sentiment',
  'topic',
] as const;
/** Of conversations, as things are now. */
export const STANDING_MEASURES = ['active', 'needs_human', 'escalations'] as const;
/** Of leads, of the days asked for. */
export const LEAD_MEASURES = [
  'leads',
  'temperature',
  'channel',
  'source',
  'funnel',
  'won',
  'lost',
  'dropped',
  'appointments',
  'qualifying',
] as const;
export const MEASURES = [...CONVERSATION_MEASURES, ...STANDING_MEASURES, ...LEAD_MEASURES] as const;
export type Measure = (typeof MEASURES)[number];

export const isStanding = (measure: Measure): boolean => (STANDING_MEASURES as readonly Measure[]).includes(measure);

/** A customer who has been silent for so long after our last words has dropped off (C-DASH-4). */
export const DROPPED_OFF_AFTER_MS = 72 * 3_600_000;

/** A share of a whole; null when there is no whole. */
export const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
