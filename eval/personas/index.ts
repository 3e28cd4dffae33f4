import type { Playbook } from '../../domain/playbook/playbook.ts';
import type { Persona } from '../types.ts';
import { buyers } from './buyers.ts';
import { languages } from './languages.ts';
import { scenarioOf } from './scenario.ts';
import { strays } from './strays.ts';
import { silentOnes } from './time.ts';
import { troublemakers } from './troublemakers.ts';

/** Everybody who is played against a playbook. */
export function personasFor(playbook: Playbook): Persona[] {
  const scenario = scenarioOf(playbook);
  return [
    ...buyers(scenario),
    ...languages(scenario),
    ...troublemakers(scenario),
    ...strays(scenario),
    ...silentOnes(scenario),
  ];
}

/** Whether it needs a stack whose time can be moved. */
export const needsTime = (persona: Persona): boolean => persona.steps.some(step => step.do === 'wait');
