/**
 * Who takes what a customer wrote; the first that fits (B-ROUTE-1, design.md section 5): blocked → a person who owns it →
 * the flow that waits for this answer → a flow that it begins → a keyword rule of the playbook → the agent → nobody. In
 * approval mode texts of flows and rules and the agent's are drafts alike: that is `send`'s to see to. Pure.
 */
import type { KeywordRule } from '../playbook/playbook.ts';
import type { Owner } from '../words.ts';
import { says } from './words.ts';

export type Route =
  /** Recorded, and nothing else. */
  | { to: 'dropped' }
  | { to: 'person' }
  /** The run that waits for an answer, or a new one of the flow that begins. */
  | { to: 'flow' }
  | { to: 'rule'; rule: KeywordRule }
  | { to: 'agent' }
  /** Nobody answers by himself: people are told. */
  | { to: 'nobody' };

export interface RouteFacts {
  blocked: boolean;
  owner: Owner;
  /** Off: the agent does not answer this contact by itself (autoreplyEnabled); rules and flows still do. */
  autoreply: boolean;
  /** What the customer wrote, message by message. */
  texts: readonly string[];
  rules: readonly KeywordRule[];
  /** A flow waits for this contact's answer, or begins with what was written. */
  flow?: boolean;
}

export function routeOf({ blocked, owner, autoreply, texts, rules, flow = false }: RouteFacts): Route {
  if (blocked || owner === 'PAUSED') return { to: 'dropped' };
  if (owner === 'HUMAN') return { to: 'person' };
  if (flow) return { to: 'flow' };
  const rule = rules.find(each => texts.some(text => says(each, text)));
  if (rule) return { to: 'rule', rule };
  return autoreply ? { to: 'agent' } : { to: 'nobody' };
}
