/** A tapped button or row takes effect as it is recorded, without a model (A-WA-6). Pure. */
import type { Extraction } from '../agent/schemas.ts';
import type { Memory } from '../conversation/memory.ts';
import { applyCta, type CtaRecords } from '../cta/cta.ts';
import { applyStep, stepsOf } from '../cta/steps.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { mergeSlots } from '../slots/merge.ts';
import type { Stage } from '../words.ts';
import type { ReplyAction } from './reply.ts';

export interface Tapped {
  memory: Memory;
  ctas: CtaRecords;
  stage: Stage;
}

const OUTCOMES: readonly Stage[] = ['CLOSED_WON', 'CLOSED_LOST', 'HUMAN_TAKEOVER', 'ARCHIVED'];

export function applyReply(
  before: Tapped,
  action: ReplyAction,
  { playbook, messageId, now }: { playbook: Pick<Playbook, 'ctas'>; messageId: string; now: number },
): Tapped {
  if (action.kind === 'slot') {
    // Chosen again is changed: the newest choice stands (A-SLOT-4).
    const found = [{ key: action.key, value: action.value, confidence: 1, correction: true, messageNumber: 0 }];
    return { ...before, memory: mergeSlots(before.memory, found, () => messageId, now) };
  }
  const repeatable = playbook.ctas.find(entry => entry.type === action.cta)?.repeatable ?? false;
  const [first = 'click'] = stepsOf(action.cta, playbook);
  const ctas =
    action.signal === 'clicked'
      ? applyStep(before.ctas, action.cta, first, 'tap', playbook, now)
      : applyCta(before.ctas, action.cta, action.signal, repeatable, now);
  const taken = ctas !== before.ctas && action.signal === 'clicked' && !OUTCOMES.includes(before.stage);
  return { ...before, ctas, stage: taken ? 'CTA_IN_PROGRESS' : before.stage };
}

/** What a batch of nothing but taps says: no model needs to read it. */
export function tappedExtraction(
  taps: readonly { number: number; action: ReplyAction }[],
  language: string,
): Extraction {
  const offers = taps.flatMap(({ action }) => (action.kind === 'cta' ? [action] : []));
  return {
    intent: offers.some(({ signal }) => signal === 'clicked') ? 'booking' : 'other',
    sentiment: 'NEUTRAL',
    sentimentConfidence: 0.5,
    language,
    // A title is the business's own words: it says nothing about the customer's language.
    languageConfidence: 0,
    confused: false,
    refersToPast: false,
    asksFact: false,
    slots: taps.flatMap(({ number, action }) =>
      action.kind === 'slot'
        ? [{ key: action.key, value: action.value, confidence: 1, messageNumber: number, correction: true }]
        : [],
    ),
    commitments: [],
    keptPromises: [],
    ctaSignals: offers.map(({ cta, signal }) => ({ cta, signal })).slice(-4),
    objection: null,
  };
}
