/** What kind of follow-up goes out, by what stayed open (A-FOLLOW-2). Pure. */
import type { LadderStep } from '../playbook/playbook.ts';

export type FollowUpKind = Exclude<LadderStep['message'], 'template' | 'auto'>;

export interface OpenThings {
  /** The agent's last message asked something that nobody answered. */
  question: boolean;
  /** It was asked before, or the customer did not understand it. */
  unclear: boolean;
  /** A call to action was offered and not taken yet. */
  offer: boolean;
  /** Follow-ups sent since the customer's last message. */
  sent: number;
  /** How many more the message budget allows, this one included. */
  left: number;
}

/** Unanswered question → ping or clarification; then something of value; the last of the budget takes its leave. */
export function followUpKind({ question, unclear, offer, sent, left }: OpenThings): FollowUpKind {
  if (left <= 1) return 'exit';
  if (sent > 0) return 'value_add';
  if (question) return unclear ? 'clarification' : 'soft_ping';
  return offer ? 'soft_ping' : 'value_add';
}
