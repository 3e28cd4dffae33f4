/**
 * Structured talk (C-PLUS-1, X-BUDGET at 80% of a cap): the intake questions in their order, with their buttons, in fixed
 * words; then the next offer. No model is needed to say it. Pure.
 */
import type { Memory } from '../conversation/memory.ts';
import { type CtaRecords, mayOffer } from '../cta/cta.ts';
import type { IntakeField, Playbook } from '../playbook/playbook.ts';
import type { CtaType, ReasonCode, Stage } from '../words.ts';
import { guardPlan } from './guard-plan.ts';
import type { Plan } from './schemas.ts';

export interface StructuredMove {
  text: string;
  plan: Plan;
}

interface Known {
  playbook: Playbook;
  memory: Memory;
  ctas: CtaRecords;
  /** What the agent said lately, newest last: a question is asked twice at most. */
  said: readonly string[];
  stage: Stage;
  language: string;
}

const CERTAIN = 0.7;
const RANK: Partial<Record<IntakeField['timing'], number>> = { ask_early: 0, ask_late: 2 };
const CONFIRM: Record<string, string> = {
  es: 'Solo para confirmar:',
  hi: 'बस पुष्टि के लिए:',
  'hi-en': 'Bas confirm karne ke liye:',
};
const confirmWords = (language: string): string =>
  CONFIRM[language] ?? CONFIRM[language.split('-')[0] ?? ''] ?? 'Just to confirm:';

export const planWith = (patch: Partial<Plan> & { reasonCode: ReasonCode; goal: string; stage: Stage }): Plan => ({
  shouldSend: true,
  cta: null,
  askSlot: null,
  retrieve: false,
  retrievalQuery: null,
  handoff: null,
  confidence: 1,
  ...patch,
});

/** The next open question of the checklist that was not asked in vain twice. */
function openField({ playbook, memory, said }: Known): IntakeField | null {
  const open = playbook.checklist
    .filter(field => field.timing !== 'never')
    .filter(field => !(Object.hasOwn(memory.slots, field.key) && (memory.slots[field.key]?.confidence ?? 0) >= CERTAIN))
    .filter(field => said.filter(text => text.includes(field.question)).length < 2);
  return open.sort((a, b) => (RANK[a.timing] ?? 1) - (RANK[b.timing] ?? 1))[0] ?? null;
}

/** What to say next; null when the list is through and nothing may be offered. */
export function structuredMove(known: Known): StructuredMove | null {
  const { playbook, memory, ctas, stage, language } = known;
  const field = openField(known);
  if (field)
    return {
      text: field.question,
      plan: planWith({
        reasonCode: 'QUALIFICATION_QUESTION',
        goal: `Learn ${field.key.replaceAll('_', ' ')} (structured).`,
        stage: 'QUALIFICATION',
        askSlot: field.key,
      }),
    };
  const offer = playbook.ctas.find(cta => mayOffer(ctas[cta.type]?.state ?? 'NOT_OFFERED'));
  if (!offer) return null;
  const wanted = planWith({
    reasonCode: 'CTA_PUSH',
    goal: 'Offer the next step (structured).',
    stage: 'CTA_OFFERED',
    cta: offer.type,
  });
  const plan = guardPlan(wanted, { playbook, ctas, memory });
  if (plan.cta !== null) return { text: offerText(playbook, offer.type), plan };
  if (plan.askSlot === null) return null;
  const value = Object.hasOwn(memory.slots, plan.askSlot) ? (memory.slots[plan.askSlot]?.value ?? '') : '';
  return { text: `${confirmWords(language)} ${value}?`, plan: { ...plan, stage } };
}

function offerText({ ctas }: Playbook, type: CtaType): string {
  const offer = ctas.find(cta => cta.type === type);
  return offer?.link ? `${offer.label}: ${offer.link}` : `${offer?.label ?? ''}?`;
}
