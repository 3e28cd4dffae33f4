import type { Tx } from '../../db/database.ts';
import { type Around, around, type OnboardingRow } from '../../db/onboarding/queries.ts';
import { parseStored } from '../../db/playbook/queries.ts';
import { parseFaqText } from '../../domain/knowledge/faq-text.ts';
import { type Answers, storedAnswers } from '../../domain/onboarding/answers.ts';
import { draftProblems } from '../../domain/onboarding/draft.ts';
import { missing } from '../../domain/onboarding/missing.ts';
import type { OnboardingDraft, OnboardingView } from '../contracts/onboarding.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const MOST_ERRORS = 200;

/** Addresses of the ready-made examples: they lead nowhere. */
const EXAMPLE = /\.example\b/i;

function hintsOf({ business, sales }: Answers): string[] {
  const hints: string[] = [];
  if (EXAMPLE.test(business.website)) hints.push('The website is still the example’s: put your own there.');
  if (EXAMPLE.test(business.email)) hints.push('The e-mail address is still the example’s.');
  const links = sales.ctas.filter(cta => EXAMPLE.test(cta.link)).length;
  if (links > 0) hints.push(`${links === 1 ? 'One link' : `${links} links`} still lead to the example’s pages.`);
  return hints;
}

export function draftView(row: OnboardingRow): OnboardingDraft | null {
  if (!row.draft || row.draftAt === null) return null;
  const config = parseStored(row.draft);
  return {
    config: { ...config },
    revision: row.draftRevision,
    at: iso(row.draftAt),
    parts: row.draftNotes?.parts ?? {},
    notes: row.draftNotes?.notes ?? [],
    examples: config.tone.examples,
    problems: draftProblems(config),
  };
}

/** @param row null while nothing was answered. */
export function onboardingView(row: OnboardingRow | null, there: Around): OnboardingView {
  const answers = row?.answers ?? storedAnswers({});
  const published = there.playbookId !== null;
  return {
    answers,
    startedFrom: row?.startedFrom ?? null,
    faqErrors: answers.faq.text.trim() === '' ? [] : parseFaqText(answers.faq.text).errors.slice(0, MOST_ERRORS),
    faqEntries: there.faqEntries,
    channels: there.channels,
    missing: missing(answers, { faqEntries: there.faqEntries, channels: there.channels, published }),
    hints: hintsOf(answers),
    mayRun: published && there.channels > 0,
    draft: row ? draftView(row) : null,
    playbookId: there.playbookId,
    publishedVersion: row?.publishedVersion ?? null,
    publishedAt: isoOrNull(row?.publishedAt ?? null),
  };
}

export const viewOf = async (tx: Tx, row: OnboardingRow | null, orgId: string): Promise<OnboardingView> =>
  onboardingView(row, await around(tx, { orgId }));
