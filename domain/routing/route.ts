/**
 * Who takes what a customer wrote; the first that fits (B-ROUTE-1, design.md section 5): blocked → a person who owns it →
 * a keyword rule of the playbook → the agent → nobody. In approval mode a rule's text and the agent's are drafts alike:
 * that is `send`'s to see to. Flows come before rules when there are flows. Pure.
 */
import { foldText } from '../optout/optout.ts';
import type { KeywordRule } from '../playbook/playbook.ts';
import type { Owner } from '../words.ts';

export type Route =
  /** Recorded, and nothing else. */
  | { to: 'dropped' }
  | { to: 'person' }
  | { to: 'rule'; rule: KeywordRule }
  | { to: 'agent' }
  /** Nobody answers by himself: people are told. */
  | { to: 'nobody' };

export interface RouteFacts {
  blocked: boolean;
  owner: Owner;
  /** Off: the agent does not answer this contact by itself (autoreplyEnabled); rules still do. */
  autoreply: boolean;
  /** What the customer wrote, message by message. */
  texts: readonly string[];
  rules: readonly KeywordRule[];
}

export function routeOf({ blocked, owner, autoreply, texts, rules }: RouteFacts): Route {
  if (blocked || owner === 'PAUSED') return { to: 'dropped' };
  if (owner === 'HUMAN') return { to: 'person' };
  const rule = rules.find(each => texts.some(text => matches(each, text)));
  if (rule) return { to: 'rule', rule };
  return autoreply ? { to: 'agent' } : { to: 'nobody' };
}

/** Whole words, however they are written. */
function matches({ match, patterns }: KeywordRule, text: string): boolean {
  const said = foldText(text);
  return patterns.some(pattern => {
    const wanted = foldText(pattern);
    if (wanted === '') return false;
    if (match === 'exact') return said === wanted;
    if (match === 'starts_with') return `${said} `.startsWith(`${wanted} `);
    return ` ${said} `.includes(` ${wanted} `);
  });
}
