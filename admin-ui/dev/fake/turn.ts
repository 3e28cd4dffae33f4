import type { TurnView } from '../../../api/contracts/turns.ts';
import { idOf } from './ids.ts';
import { ago, MINUTE_MS } from './make.ts';
import { turns } from './state.ts';

/** A turn as the brain would leave it, for the Why panel. */
export const makeTurn = (number: number, conversationId: string, part: Partial<TurnView> = {}): string => {
  const id = idOf(7, number);
  turns.set(id, {
    id,
    conversationId,
    number,
    trigger: 'customer_messages',
    outcome: 'SENT',
    refusal: null,
    sentence:
      'Gave the cleaning price from the price list and offered two free times, because the customer asked for the price and had already said when they can come.',
    reasonCode: 'PRICING_DISCUSSION',
    stage: { from: 'DISCOVERY', to: 'QUALIFICATION' },
    cta: 'BOOK_CALL',
    confidence: 0.91,
    grounding: 0.97,
    owner: 'AI',
    rules: [
      { rule: 'price_only_from_knowledge', passed: true, detail: '$120 stands in “Price list 2025”' },
      { rule: 'no_medical_advice', passed: true, detail: null },
      { rule: 'one_offer_per_answer', passed: true, detail: 'BOOK_CALL offered once, limit 2' },
      { rule: 'answer_length', passed: true, detail: '38 words, limit 60' },
    ],
    sources: [
      {
        id: 'kb-price',
        title: 'Price list 2025',
        text: 'Dental cleaning (adult): $120, includes a check. X-rays: $45. First visit: 20% off.',
        score: 0.93,
      },
      {
        id: 'kb-hours',
        title: 'Opening hours',
        text: 'Monday to Friday 9:00 to 18:00, Saturday 10:00 to 14:00. Closed on Sundays.',
        score: 0.71,
      },
    ],
    prompt: [
      {
        section: 'playbook',
        tokens: 612,
        budget: 900,
        text: 'You answer for Sunset Dental…\nTone: warm, short, no pressure.',
      },
      { section: 'slots', tokens: 84, budget: 300, text: 'service: cleaning (0.96)\nday: Thursday afternoon (0.82)' },
      {
        section: 'summary',
        tokens: 121,
        budget: 400,
        text: 'New patient, found us on the map, a little afraid of the dentist.',
      },
      { section: 'knowledge', tokens: 402, budget: 1200, text: 'Price list 2025: Dental cleaning (adult): $120…' },
      {
        section: 'recent_messages',
        tokens: 733,
        budget: 2000,
        text: 'customer: Hi, how much is a cleaning?\nagent: …',
      },
    ],
    steps: [
      {
        name: 'extract',
        model: 'extract-small',
        inputTokens: 812,
        outputTokens: 96,
        costMicros: 410,
        latencyMs: 640,
        result: {
          intent: 'pricing',
          sentiment: 'NEUTRAL',
          slots: [{ key: 'service', value: 'cleaning', confidence: 0.96 }],
        },
      },
      {
        name: 'retrieve',
        model: null,
        inputTokens: 0,
        outputTokens: 0,
        costMicros: 0,
        latencyMs: 12,
        result: ['kb-price', 'kb-hours'],
      },
      {
        name: 'write',
        model: 'write-large',
        inputTokens: 1952,
        outputTokens: 88,
        costMicros: 6240,
        latencyMs: 1810,
        result: 'A cleaning is $120 and takes about 45 minutes…',
      },
      {
        name: 'guard',
        model: null,
        inputTokens: 0,
        outputTokens: 0,
        costMicros: 0,
        latencyMs: 2,
        result: { passed: 4, broken: 0 },
      },
    ],
    totals: { inputTokens: 2764, outputTokens: 184, costMicros: 6650, latencyMs: 2464 },
    playbookVersion: 7,
    through: 3,
    startedAt: ago(12 * MINUTE_MS),
    endedAt: ago(12 * MINUTE_MS - 2464),
    ...part,
  });
  return id;
};
