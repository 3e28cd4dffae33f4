/** What members are told (B-NOTE-1, X-NOTE): the kinds, who hears of each, and which go to the browser by default. */
import type { Role } from '../words.ts';

export const NOTICE_KINDS = [
  'escalation_needed',
  'approval_needed',
  'human_reply_needed',
  'mention',
  'assigned',
  'lead_assigned',
  'snooze_over',
  'unconfirmed_send',
  'new_contact',
  'hot_lead',
  'ai_failure',
  'wa_disconnected',
  'provider_blocked',
  'budget_warning',
  'kb_indexed',
  'knowledge_stale',
  'broadcast_complete',
  'appointment_booked',
  'slow_p95',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface NoticeRule {
  /** For people, in the settings. */
  label: string;
  /** Whom it reaches when it is not about one member. */
  roles: readonly Role[];
  /** Unless the member chose otherwise. */
  inApp: boolean;
  push: boolean;
}

const EVERYBODY: readonly Role[] = ['OWNER', 'ADMIN', 'MANAGER', 'AGENT'];
const LEADING: readonly Role[] = ['OWNER', 'ADMIN', 'MANAGER'];
const RUNNING: readonly Role[] = ['OWNER', 'ADMIN'];

export const NOTICE_RULES: Record<NoticeKind, NoticeRule> = {
  escalation_needed: { label: 'A customer needs a person', roles: EVERYBODY, inApp: true, push: true },
  approval_needed: { label: 'A draft waits for approval', roles: EVERYBODY, inApp: true, push: false },
  human_reply_needed: { label: 'A customer waits for a person’s answer', roles: EVERYBODY, inApp: true, push: true },
  mention: { label: 'Somebody mentions me in a note', roles: EVERYBODY, inApp: true, push: true },
  assigned: { label: 'A conversation is given to me', roles: EVERYBODY, inApp: true, push: true },
  lead_assigned: { label: 'A lead is given to me', roles: EVERYBODY, inApp: true, push: true },
  snooze_over: { label: 'A conversation I snoozed comes back', roles: EVERYBODY, inApp: true, push: true },
  unconfirmed_send: { label: 'A message is not confirmed', roles: EVERYBODY, inApp: true, push: false },
  new_contact: { label: 'Somebody writes for the first time', roles: EVERYBODY, inApp: false, push: false },
  hot_lead: { label: 'A lead is hot', roles: EVERYBODY, inApp: true, push: false },
  ai_failure: { label: 'The agent could not answer', roles: LEADING, inApp: true, push: true },
  wa_disconnected: { label: 'WhatsApp is disconnected', roles: RUNNING, inApp: true, push: true },
  provider_blocked: { label: 'WhatsApp restricts a number', roles: RUNNING, inApp: true, push: true },
  budget_warning: { label: 'The month’s budget runs out', roles: LEADING, inApp: true, push: false },
  kb_indexed: { label: 'Knowledge has been read in', roles: LEADING, inApp: true, push: false },
  knowledge_stale: { label: 'Knowledge is out of date', roles: LEADING, inApp: true, push: false },
  broadcast_complete: { label: 'A campaign is done', roles: LEADING, inApp: true, push: false },
  appointment_booked: { label: 'An appointment is booked', roles: EVERYBODY, inApp: true, push: false },
  slow_p95: { label: 'Answers are slow', roles: RUNNING, inApp: true, push: false },
};
