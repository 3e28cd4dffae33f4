/** Whether a condition of a flow holds (B-FLOW-7): case, accents and punctuation do not matter, patterns excepted. Pure. */
import { foldText } from '../optout/optout.ts';
import type { FlowCondition } from './graph.ts';
import type { FlowFacts } from './run.ts';

const COMPARED_MOST = 2000;

export function fits(
  { field, operator, value }: FlowCondition,
  variables: Readonly<Record<string, string>>,
  facts: FlowFacts,
): boolean {
  const found = valuesOf(field, variables, facts).map(each => each.slice(0, COMPARED_MOST));
  const wanted = foldText(value);
  switch (operator) {
    case 'isEmpty':
      return found.every(each => each.trim() === '');
    case 'contains':
      return wanted !== '' && found.some(each => foldText(each).includes(wanted));
    case 'equals':
      return found.some(each => foldText(each) === wanted);
    case 'startsWith':
      return wanted !== '' && found.some(each => foldText(each).startsWith(wanted));
    case 'regex':
      return found.some(each => facts.matches(value, each));
  }
}

/** A contact has several labels: one that holds is enough. */
function valuesOf(field: string, variables: Readonly<Record<string, string>>, facts: FlowFacts): readonly string[] {
  switch (field) {
    case 'message.text':
      return [facts.message.text];
    case 'message.kind':
      return [facts.message.kind];
    case 'contact.name':
      return [facts.contact.name ?? ''];
    case 'contact.language':
      return [facts.contact.language ?? ''];
    case 'contact.label':
      return facts.contact.labels;
  }
  const [from, ...rest] = field.split('.');
  const name = rest.join('.');
  const held: Readonly<Record<string, string>> = from === 'slots' ? facts.slots : variables;
  return [Object.hasOwn(held, name) ? (held[name] ?? '') : ''];
}
