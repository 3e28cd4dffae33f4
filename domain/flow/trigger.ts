/** Which flow a batch of messages begins, the first that fits (B-FLOW-2, B-ROUTE-1). Pure. */
import { says } from '../routing/words.ts';
import { type FlowTrigger, MEDIA_KINDS } from './graph.ts';

export interface TriggerFacts {
  /** Nothing of this conversation was handled before. */
  first: boolean;
  texts: readonly string[];
  kinds: readonly string[];
}

export const triggered = <F extends { trigger: FlowTrigger }>(
  flows: readonly F[],
  facts: TriggerFacts,
): F | undefined => flows.find(({ trigger }) => begins(trigger, facts));

function begins(trigger: FlowTrigger, { first, texts, kinds }: TriggerFacts): boolean {
  switch (trigger.type) {
    case 'FIRST_MESSAGE':
      return first;
    case 'KEYWORD':
      return texts.some(text => says(trigger, text));
    case 'INBOUND_MEDIA': {
      const wanted: readonly string[] = trigger.kinds.length > 0 ? trigger.kinds : MEDIA_KINDS;
      return kinds.some(kind => wanted.includes(kind));
    }
    // Begun from outside.
    case 'LABEL_ADDED':
    case 'API':
    case 'SCHEDULED':
      return false;
  }
}
