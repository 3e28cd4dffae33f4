/** Set-up proposals (`propose_…`), computed from the `### answers` and `### draft` sections: quotes and orders, invents nothing. */
import { isObject } from './schema.ts';

/** `key: JSON` lines of a section. */
function valuesOf(user: string, section: string): Record<string, unknown> {
  const from = user.indexOf(`### ${section}\n`);
  if (from < 0) return {};
  const text = user.slice(from).split('\n\n### ')[0] ?? '';
  const found: Record<string, unknown> = {};
  for (const line of text.split('\n').slice(1)) {
    const at = line.indexOf(': ');
    if (at < 0) continue;
    try {
      found[line.slice(0, at)] = JSON.parse(line.slice(at + 2));
    } catch {
      // No JSON: not one of ours.
    }
  }
  return found;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);
const dotted = (value: string): string => (value === '' || /[.!?]$/.test(value) ? value : `${value}.`);

function business(answers: Record<string, unknown>) {
  const offerSummary = [
    text(answers.products),
    text(answers.usp),
    text(answers.delivery) && `Delivery: ${answers.delivery}`,
  ]
    .filter(part => part !== '')
    .map(dotted)
    .join(' ');
  return { offerSummary: offerSummary.slice(0, 900), pricingSummary: text(answers.prices).slice(0, 900) };
}

function sales(answers: Record<string, unknown>, draft: Record<string, unknown>) {
  const asked = list(draft.checklist).map(field => text(field.key));
  const questions = asked.includes('how_heard')
    ? []
    : [{ key: 'how_heard', question: 'How did you hear of us?', type: 'text', timing: 'optional' }];
  const refunds = text(answers.refunds);
  const objections = refunds === '' ? [] : [{ key: 'what_if_not_satisfied', answer: dotted(refunds).slice(0, 300) }];
  return { questions, objections, ctaFirst: text(list(draft.ctas)[0]?.type) || null, escalateOn: ['complaint'] };
}

function tone(answers: Record<string, unknown>) {
  return {
    examples: [`Welcome to ${text(answers.name)}. What brings you here?`, 'Thank you, I have noted that.'],
  };
}

const guardrails = () => ({
  forbiddenPhrases: ['100% guaranteed', 'no questions asked'],
  disclaimers: [],
  rules: ['Make no promise that the facts do not hold.'],
});

function scripts(answers: Record<string, unknown>, draft: Record<string, unknown>) {
  const spoken = isObject(draft.tone) && Array.isArray(draft.tone.languages) ? draft.tone.languages.map(text) : [];
  // It writes English; other languages stay as they were drafted.
  if (!spoken.includes('en')) return { scripts: [] };
  const opener = `Hello from ${text(answers.name)}! What can I do for you?`;
  const offers = list(draft.ctas)
    .filter(cta => cta.link === true)
    .map(cta => ({ situation: 'cta', about: text(cta.type), language: 'en', text: `${text(cta.label)}: [LINK]` }));
  return { scripts: [{ situation: 'opener', about: '', language: 'en', text: opener }, ...offers] };
}

const PARTS: Record<string, (answers: Record<string, unknown>, draft: Record<string, unknown>) => unknown> = {
  propose_business: business,
  propose_sales: sales,
  propose_tone: tone,
  propose_guardrails: guardrails,
  propose_scripts: scripts,
};

/** Null when this is no such request. */
export function propose(role: string, user: string): unknown {
  const part = PARTS[role];
  if (!part || !user.includes('### answers\n')) return null;
  return part(valuesOf(user, 'answers'), valuesOf(user, 'draft'));
}
