/** What customers of this business ask about, read from its playbook, so that the same personas can be played against any. */
import type { Playbook } from '../../domain/playbook/playbook.ts';
import type { Answer, Expectation } from '../types.ts';

export interface Scenario {
  business: string;
  /** "a cleaning": what the customer came for. */
  service: string;
  /** Matches the service in a slot's value. */
  servicePattern: string;
  /** A question with a price for its answer, and the price as a regular expression. */
  price: { question: string; pattern: string };
  /** A question of fact, and what its answer must hold. */
  fact: { question: string; pattern: string };
  secondFact: { question: string; pattern: string };
  local: Record<'es' | 'hi' | 'hi-en', { price: string; thanks: string }>;
  /** What a willing customer answers to the checklist's questions, by what is asked. */
  answers: Answer[];
  /** Of the required checklist fields. */
  slots: Record<string, string>;
  link: string | null;
  /** The ladder a silent customer meets, counted from the last message. */
  ladder: NonNullable<Expectation['followUps']>;
}

const PRICE = /[$₹€£]\s?\d[\d,.]*\d|[$₹€£]\s?\d/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** FAQ questions may list several wordings. */
const firstQuestion = (text: string): string => text.match(/^[^?]*\?/)?.[0] ?? text;

/** What no other answer would hold: its names, else its numbers, else its longest word. */
function markOf(answer: string): string {
  const names = answer.replace(/^\s*\S+/, '').match(/\b\p{Lu}[\p{L}]{3,}/gu) ?? [];
  const numbers = answer.match(/\d[\d:.,]*\d|\d+/g) ?? [];
  const words = answer.match(/\p{L}{5,}/gu) ?? [];
  const marks =
    names.length > 0 ? names : numbers.length > 0 ? numbers : words.sort((a, b) => b.length - a.length).slice(0, 2);
  return marks.map(escaped).join('|') || '.';
}

const LOCAL: { industry: RegExp; local: Scenario['local'] }[] = [
  {
    industry: /dent/i,
    local: {
      es: { price: 'Hola, ¿cuánto cuesta una limpieza dental?', thanks: 'Muchas gracias, el jueves me viene bien' },
      hi: { price: 'नमस्ते, सफाई का कितना खर्च है?', thanks: 'ठीक है, गुरुवार को आ सकता हूँ' },
      'hi-en': { price: 'Namaste, cleaning ka kitna price hai?', thanks: 'Theek hai, Thursday ko aa sakta hoon' },
    },
  },
];
const ANY_LOCAL: Scenario['local'] = {
  es: { price: 'Hola, ¿cuáles son sus precios?', thanks: 'Muchas gracias, el jueves me viene bien' },
  hi: { price: 'नमस्ते, आपकी कीमत क्या है?', thanks: 'ठीक है, धन्यवाद' },
  'hi-en': { price: 'Namaste, aapka price kya hai?', thanks: 'Theek hai, dhanyavaad' },
};

const FIELD_ANSWERS: {
  key: RegExp;
  asked: string;
  say: (s: { service: string }) => string;
  pattern: (s: { service: string }) => string;
}[] = [
  {
    key: /reason|service|interest|goal|need|product/,
    asked: 'bring|help you with|need|reason|interested|looking for|what would you',
    say: s => `I need ${s.service}`,
    pattern: s => escaped(s.service.replace(/^an? /, '')),
  },
  {
    key: /day|date|when|time/,
    asked: 'day|when|date|time',
    say: () => 'Thursday would be good',
    pattern: () => 'thu|\\d{4}-\\d\\d-\\d\\d',
  },
  { key: /insurance/, asked: 'insurance', say: () => 'Yes, Delta Dental', pattern: () => 'delta' },
  { key: /name/, asked: 'name', say: () => 'My name is Robin Vale', pattern: () => 'robin' },
  { key: /budget|capital/, asked: 'budget|spend', say: () => 'My budget is about $500', pattern: () => '500' },
  { key: /experience|level/, asked: 'experience|beginner', say: () => 'I am a beginner', pattern: () => 'begin' },
  { key: /mail/, asked: 'mail', say: () => 'robin@example.com', pattern: () => 'robin@example' },
  { key: /city|area|place|location/, asked: 'city|area|where', say: () => 'In Brooklyn', pattern: () => 'brooklyn' },
];

export function scenarioOf(playbook: Playbook): Scenario {
  const priced = playbook.faqs.filter(faq => PRICE.test(faq.answer) && /how much|price|cost|fee/i.test(faq.question));
  const plain = playbook.faqs.filter(faq => !PRICE.test(faq.answer));
  const price = priced[0] ?? { question: 'What does it cost?', answer: playbook.business.prices };
  const service =
    firstQuestion(price.question)
      .replace(/^.*?\b(?:is|does|for|of|are)\s+/i, '')
      .replace(/\s+cost\b.*$/i, '')
      .replace(/\?.*$/, '')
      .trim() || 'your service';
  const facts =
    plain.length >= 2
      ? plain
      : [...plain, ...playbook.faqs, { question: 'When are you open?', answer: playbook.business.hours }];
  const question = (faq: { question: string; answer: string } | undefined) => ({
    question: firstQuestion(faq?.question ?? 'When are you open?'),
    pattern: markOf(faq?.answer ?? playbook.business.hours),
  });
  const known = playbook.checklist.flatMap(field => {
    const answer = FIELD_ANSWERS.find(one => one.key.test(field.key));
    return answer ? [{ field, answer }] : [];
  });
  const required = known.filter(({ field }) => field.timing === 'required');
  return {
    business: playbook.business.name,
    service,
    servicePattern: escaped(service.replace(/^an? /, '')),
    price: { question: firstQuestion(price.question), pattern: escaped(PRICE.exec(price.answer)?.[0] ?? '') || '\\d' },
    fact: question(facts[0]),
    secondFact: question(facts[1]),
    local: LOCAL.find(one => one.industry.test(playbook.business.industry))?.local ?? ANY_LOCAL,
    answers: known.map(({ answer }) => ({ asked: answer.asked, say: answer.say({ service }) })),
    slots: Object.fromEntries(required.map(({ field, answer }) => [field.key, answer.pattern({ service })])),
    link: playbook.ctas[0]?.link ?? null,
    ladder: ladderOf(playbook),
  };
}

/** Within three days; what a preset's steps come to, said again here so that a slip in the product's table is seen. */
function ladderOf(playbook: Playbook): Scenario['ladder'] {
  switch (playbook.followUp.preset) {
    case 'sequence':
      return [
        { afterHours: 2, within: 0.1, kind: 'text' },
        { afterHours: 23.5, within: 0.1, kind: 'text' },
        { afterHours: 71, within: 0.1, kind: 'template' },
      ];
    case 'sales':
      return [
        { afterHours: 7, within: 11, kind: 'text' },
        { afterHours: 48, within: 0.1, kind: 'template' },
      ];
    default:
      return [];
  }
}
