import type { EvalDetail, EvalPersonaView, EvalRunView } from '../../../../../api/contracts/evals.ts';
import { t } from '../../../lib/language.ts';

/** "version 3", "version 3 against 2". */
export const runName = ({ version, against }: Pick<EvalRunView, 'version' | 'against'>): string =>
  against === null
    ? t('Version {version}', { version })
    : t('Version {version} against {against}', { version, against });

export interface PersonaRow {
  key: string;
  title: string;
  about: string;
  /** In the order of the versions; null where it has not been played yet. */
  outcomes: (EvalPersonaView | null)[];
}

export const versionsOf = (run: Pick<EvalRunView, 'version' | 'against'>): number[] =>
  run.against === null ? [run.version] : [run.version, run.against];

/** One row a persona, what went wrong first. */
export function personaRows(detail: EvalDetail): PersonaRow[] {
  const versions = versionsOf(detail);
  const rows = new Map<string, PersonaRow>();
  for (const one of detail.personas) {
    const row = rows.get(one.key) ?? {
      key: one.key,
      title: one.title,
      about: one.about,
      outcomes: versions.map(() => null),
    };
    row.outcomes[versions.indexOf(one.version)] = one;
    rows.set(one.key, row);
  }
  const wrong = (row: PersonaRow): number =>
    Math.max(...row.outcomes.map(one => (one === null ? 0 : one.failed + (one.problem === null ? 0 : 1))));
  return [...rows.values()].sort((a, b) => wrong(b) - wrong(a) || a.title.localeCompare(b.title));
}

/** The first thing that is wrong, in words; null when nothing is. */
export function firstWrong(one: EvalPersonaView): string | null {
  if (one.problem !== null) return one.problem;
  const finding = one.findings.find(found => !found.passed);
  return finding ? `${finding.check}: ${finding.detail}` : null;
}
