/** What changed between two configurations, in words a salesperson reads. Pure. */

import { diffConfigs } from '../../../../../domain/playbook/diff.ts';
import { t } from '../../../lib/language.ts';
import { labelOf, languageOf, numberOf, valueText } from './labels.ts';
import { listAt, type Path, placeOf } from './paths.ts';
import { SECTIONS, type Section, sectionOf } from './sections.ts';

export interface ChangeLine {
  path: Path;
  label: string;
  /** null: it was not there, or is not there any more. */
  before: string | null;
  after: string | null;
}
export interface ChangeGroup {
  section: Section;
  lines: ChangeLine[];
}

interface Raw {
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Lists whose entries are known by a key of their own: an entry that moved is no change of all that follow. */
const KEYED: Record<string, string> = {
  checklist: 'key',
  ctas: 'type',
  objections: 'key',
  faqs: 'question',
};
const SETS = ['escalateOn', 'guardrails.forbiddenPhrases', 'guardrails.rules', 'tone.languages', 'tone.examples'];

const text = (path: Path, value: unknown): string | null => (value === undefined ? null : valueText(path, value));

const lineOf = ({ path, before, after }: Raw): ChangeLine => {
  const number = numberOf(path);
  const language = languageOf(path);
  const label = labelOf(path);
  return {
    path,
    label: language
      ? `${label} (${language})`
      : number === null
        ? label
        : t('{label} (no. {number})', { label, number }),
    before: text(path, before),
    after: text(path, after),
  };
};

type Keyed = Record<string, unknown>;
const nameOf = (entry: unknown, key: string): string => String((entry as Keyed | null)?.[key] ?? '');

function keyedLines(root: Path, key: string, before: unknown[], after: unknown[]): ChangeLine[] {
  const lines: ChangeLine[] = [];
  const label = labelOf(`${root}.0`);
  const named = (name: string) => `${label} “${valueText(`${root}.0.${key}`, name)}”`;
  for (const entry of before) {
    const name = nameOf(entry, key);
    if (!after.some(other => nameOf(other, key) === name))
      lines.push({
        path: root,
        label: t('{name} removed', { name: named(name) }),
        before: text(`${root}.0`, entry),
        after: null,
      });
  }
  for (const [index, entry] of after.entries()) {
    const name = nameOf(entry, key);
    const old = before.find(other => nameOf(other, key) === name);
    if (old === undefined)
      lines.push({
        path: `${root}.${index}`,
        label: t('{name} added', { name: named(name) }),
        before: null,
        after: text(`${root}.${index}`, entry),
      });
    else
      for (const change of diffConfigs(old, entry)) {
        const path = placeOf(`${root}.${index}.${change.path}`);
        lines.push({ ...lineOf({ ...change, path }), label: `${named(name)}: ${labelOf(path).toLowerCase()}` });
      }
  }
  const order = (list: unknown[]) =>
    list
      .map(entry => nameOf(entry, key))
      .filter(name => [before, after].every(side => side.some(other => nameOf(other, key) === name)));
  if (order(before).join('\u0000') !== order(after).join('\u0000'))
    lines.push({
      path: root,
      label: t('Order'),
      before: order(before)
        .map(name => valueText(`${root}.0.${key}`, name))
        .join('\n'),
      after: order(after)
        .map(name => valueText(`${root}.0.${key}`, name))
        .join('\n'),
    });
  return lines;
}

function setLines(root: Path, before: unknown[], after: unknown[]): ChangeLine[] {
  const gone = before.filter(entry => !after.includes(entry));
  const come = after.filter(entry => !before.includes(entry));
  const label = labelOf(`${root}.0`);
  return [
    ...gone.map(entry => ({
      path: root,
      label: t('{label} removed', { label }),
      before: text(root, entry),
      after: null,
    })),
    ...come.map(entry => ({
      path: root,
      label: t('{label} added', { label }),
      before: null,
      after: text(root, entry),
    })),
  ];
}

/** Grouped by section, in the order of the sections. */
export function changesBetween(before: unknown, after: unknown): ChangeGroup[] {
  const lines: ChangeLine[] = [];
  const done = new Set<Path>();
  for (const change of diffConfigs(before, after)) {
    const path = placeOf(change.path);
    const root = [...Object.keys(KEYED), ...SETS].find(known => path === known || path.startsWith(`${known}.`));
    if (root === undefined) lines.push(lineOf({ ...change, path }));
    else if (!done.has(root)) {
      done.add(root);
      const [a, b] = [listAt(before, root), listAt(after, root)];
      const key = KEYED[root];
      const found = key === undefined ? setLines(root, a, b) : keyedLines(root, key, a, b);
      // Two entries of one name, or the same set in another order: place by place then.
      lines.push(...(found.length > 0 ? found : [lineOf({ path: root, before: a, after: b })]));
    }
  }
  const groups = new Map<string, ChangeGroup>();
  for (const line of lines) {
    const section = sectionOf(line.path);
    const group = groups.get(section.id) ?? { section, lines: [] };
    group.lines.push(line);
    groups.set(section.id, group);
  }
  return SECTIONS.flatMap(section => groups.get(section.id) ?? []);
}

export const countChanges = (groups: readonly ChangeGroup[]): number =>
  groups.reduce((sum, group) => sum + group.lines.length, 0);
