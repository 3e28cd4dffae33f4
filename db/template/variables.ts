import type { LoadedConversation } from '../conversation/load.ts';
import type { TemplateFacts } from './queries.ts';

/** What a template may say to this lead (A-PRICE-6): names, facts of the business, and a slot only when it is known well enough. */
export function templateVariables({ row, contact, playbook }: LoadedConversation): TemplateFacts {
  const { business, ctas } = playbook;
  const slots = Object.entries(row.memory.slots).filter(([, slot]) => slot.confidence >= 0.7);
  return {
    name: contact.name,
    business: business.name,
    agent: playbook.agentName,
    more: {
      ...Object.fromEntries(slots.map(([key, slot]) => [key, slot.value])),
      city: business.city,
      hours: business.hours,
      offer: business.offer,
      ...(ctas[0] ? { cta: ctas[0].label } : {}),
    },
  };
}
