/** Which scripts fit a turn: its beginning, the objection raised, the question to ask, the call to action, the end (A-ONB-14). */
import type { Plan } from '../../domain/agent/schemas.ts';
import { type Occasion, scriptsFor } from '../../domain/playbook/scripts.ts';
import type { ThinkInput } from './input.ts';
import { languageOf, type PromptTail } from './prompting.ts';

/** @param plan null where one call does all: then only what the messages show is known. */
export function scriptTail(input: ThinkInput, plan: Plan | null): PromptTail {
  const { playbook } = input.loaded;
  if (playbook.scripts.length === 0) return [];
  const occasions: Occasion[] = [];
  const first = input.trigger === 'inbound' && !input.recent.some(message => message.direction === 'out');
  if (first) occasions.push({ situation: 'opener', about: '' });
  if (input.extraction?.objection) occasions.push({ situation: 'objection', about: input.extraction.objection });
  if (plan?.askSlot) occasions.push({ situation: 'qualification', about: plan.askSlot });
  if (plan?.cta) occasions.push({ situation: 'cta', about: plan.cta });
  if (plan?.reasonCode === 'EXIT_GRACEFUL') occasions.push({ situation: 'exit', about: '' });
  const links = Object.fromEntries(playbook.ctas.map(cta => [cta.type, cta.link]));
  const lines = scriptsFor(playbook.scripts, occasions, languageOf(input), links).map(
    ({ situation, about, text }) => `${situation}${plan && about ? ` ${about}` : ''}: ${JSON.stringify(text)}`,
  );
  return lines.length === 0 ? [] : [{ name: 'scripts', lines }];
}
