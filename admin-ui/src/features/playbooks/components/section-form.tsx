import type { ComponentType } from 'react';
import { SECTIONS, type SectionId } from '../model/sections.ts';
import { BusinessSection } from './sections/basics.tsx';
import { EscalationSection } from './sections/escalation.tsx';
import { JsonSection } from './sections/json.tsx';
import { KeywordsSection } from './sections/keywords.tsx';
import { BudgetSection, TextsSection } from './sections/limits.tsx';
import { FollowUpsSection, GuardrailsSection } from './sections/rules.tsx';
import { ScoringSection } from './sections/scoring.tsx';
import { StyleSection } from './sections/style.tsx';
import { AnswersSection, OffersSection, QuestionsSection, ScriptsSection } from './sections/talk.tsx';

const FORMS: Record<SectionId, ComponentType> = {
  business: BusinessSection,
  style: StyleSection,
  questions: QuestionsSection,
  offers: OffersSection,
  answers: AnswersSection,
  keywords: KeywordsSection,
  scripts: ScriptsSection,
  'follow-ups': FollowUpsSection,
  guardrails: GuardrailsSection,
  escalation: EscalationSection,
  scoring: ScoringSection,
  texts: TextsSection,
  budget: BudgetSection,
  json: JsonSection,
};

export const SectionForm = ({ id }: { id: SectionId }) => {
  const Form = FORMS[id];
  const section = SECTIONS.find(each => each.id === id);
  return (
    <section aria-label={section?.label} className="flex min-w-0 flex-col gap-5 pb-6">
      <div>
        <h3 className="font-semibold text-lg">{section?.label}</h3>
        <p className="text-ink-2 text-sm">{section?.about}</p>
      </div>
      <Form />
    </section>
  );
};
