import type { SendTemplate, TemplateView } from '../../../../../api/contracts/templates.ts';
import { t } from '../../../lib/language.ts';

export type Variable = TemplateView['variables'][number];
/** What a person typed, by variable. */
export type Typed = Readonly<Record<string, string>>;

export const variableKey = ({ part, variable }: Pick<Variable, 'part' | 'variable'>): string => `${part}:${variable}`;

export const currentValue = (variable: Variable, typed: Typed): string =>
  typed[variableKey(variable)] ?? variable.text ?? '';

/** A text of the template with its values; what has none stays as it stands. */
export const filled = (text: string, part: Variable['part'], variables: readonly Variable[], typed: Typed): string =>
  text.replace(/\{\{\s*([a-z0-9_]+)\s*\}\}/gi, (whole, name: string) => {
    const variable = variables.find(each => each.part === part && each.variable === name);
    return (variable && currentValue(variable, typed).trim()) || whole;
  });

/** Each variable once, in order: one that stands twice in a template is one value. */
export const asked = (variables: readonly Variable[]): Variable[] =>
  variables.filter((each, index) => variables.findIndex(other => variableKey(other) === variableKey(each)) === index);

/** What keeps a template from being sent as it is filled; null when nothing does. */
export const problemOf = (template: TemplateView, typed: Typed): string | null => {
  if (template.blocked) return template.blocked;
  const empty = asked(template.variables).filter(variable => currentValue(variable, typed).trim() === '');
  return empty.length > 0
    ? t('Fill in {variables}.', { variables: empty.map(({ variable }) => `{{${variable}}}`).join(', ') })
    : null;
};

/** Those values that differ from what the server would fill in. */
export const changed = (template: TemplateView, typed: Typed): NonNullable<SendTemplate['variables']> =>
  asked(template.variables).flatMap(variable => {
    const text = currentValue(variable, typed).trim();
    return text !== '' && text !== variable.text ? [{ part: variable.part, variable: variable.variable, text }] : [];
  });

const holds = (text: string, query: string): boolean => {
  const hay = text.toLocaleLowerCase();
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .every(word => hay.includes(word));
};

/** Sendable ones first; by name and words. */
export const found = (templates: readonly TemplateView[], query: string): TemplateView[] =>
  templates
    .filter(template => holds(`${template.name.replaceAll('_', ' ')} ${template.language} ${template.preview}`, query))
    .toSorted((a, b) => Number(a.blocked !== null) - Number(b.blocked !== null));
