/** What every place of a playbook is called; forms, differences and errors use the same words. */
import type { TonePreset } from '../../../../../domain/playbook/tones.ts';
import { CTA_TYPES, ESCALATION_REASONS, INTENTS, type Intent, SENTIMENTS } from '../../../../../domain/words.ts';
import { duration, money, sentence } from '../../../lib/format.ts';
import { CTA_LABELS, ESCALATION_LABELS, INTENT_LABELS, SENTIMENT_LABELS } from '../../inbox/model/labels.ts';
import type { Path } from './paths.ts';

/** `#` is a number in a list, `*` any key. */
const LABELS: Record<string, string> = {
  'business.name': 'Name',
  'business.industry': 'Industry',
  'business.city': 'City',
  'business.offer': 'What you sell',
  'business.prices': 'Prices',
  'business.hours': 'Opening hours',
  'business.phone': 'Phone',
  'business.email': 'E-mail',
  'business.website': 'Website',
  'businessHours.enabled': 'People answer in business hours only',
  'businessHours.zone': 'Time zone',
  'businessHours.week': 'Hours',
  'businessHours.week.#': 'Hours',
  'businessHours.week.#.day': 'Day',
  'businessHours.week.#.from': 'From',
  'businessHours.week.#.to': 'Until',
  agentName: 'Name of the agent',
  mode: 'How it thinks',
  talk: 'How it talks',
  'tone.languages': 'Languages',
  'tone.formality': 'Formality',
  'tone.persuasion': 'Persuasion',
  'tone.emoji': 'Emoji',
  'tone.maxWords': 'Words per message, at most',
  'tone.maxQuestions': 'Questions per message, at most',
  'tone.honorifics': 'Uses honorifics',
  'tone.instructions': 'Instructions of your own',
  'tone.examples': 'Example messages',
  'tone.examples.#': 'Example message',
  'checklist.#': 'Question',
  'checklist.#.key': 'Name of the fact',
  'checklist.#.question': 'What the agent asks',
  'checklist.#.type': 'Kind of answer',
  'checklist.#.choices': 'Choices',
  'checklist.#.timing': 'When',
  'ctas.#': 'Call to action',
  'ctas.#.type': 'Kind',
  'ctas.#.label': 'Words on the button',
  'ctas.#.link': 'Link',
  'ctas.#.steps': 'Steps',
  'ctas.#.repeatable': 'May be offered again once done',
  ctaResetMs: 'Offers begin anew after',
  'objections.#': 'Objection',
  'objections.#.key': 'Objection',
  'objections.#.answer': 'Answer',
  'faqs.#': 'Question and answer',
  'faqs.#.question': 'Question',
  'faqs.#.answer': 'Answer',
  'scripts.#': 'Script',
  'scripts.#.situation': 'Situation',
  'scripts.#.about': 'About',
  'scripts.#.texts': 'Text',
  keywordRules: 'Keyword rules',
  'keywordRules.#': 'Keyword rule',
  'keywordRules.#.name': 'Name',
  'keywordRules.#.match': 'The message',
  'keywordRules.#.patterns': 'Words',
  'keywordRules.#.patterns.#': 'Words',
  'keywordRules.#.reply': 'Answer',
  'escalation.rules': 'Rules of your own',
  'escalation.rules.#': 'Rule',
  'escalation.rules.#.name': 'Name',
  'escalation.rules.#.when': 'When',
  'escalation.rules.#.when.intents': 'The customer wants',
  'escalation.rules.#.when.sentiments': 'The mood is',
  'escalation.rules.#.when.words': 'The message has the words',
  'escalation.rules.#.when.minScore': 'The lead’s score is at least',
  'escalation.rules.#.when.highValue': 'Only leads that somebody marked as of high value',
  'escalation.rules.#.priority': 'Priority',
  'escalation.rules.#.effect': 'What happens',
  'scoring.rules': 'Rules of your own',
  'scoring.rules.#': 'Rule',
  'scoring.rules.#.name': 'Name',
  'scoring.rules.#.fact': 'The fact',
  'scoring.rules.#.test': 'Holds when it',
  'scoring.rules.#.value': 'This',
  'scoring.rules.#.points': 'Points',
  'escalation.changes': 'Other priorities',
  'escalation.changes.#': 'Reason',
  'escalation.changes.#.reason': 'Reason',
  'escalation.changes.#.priority': 'Priority',
  'escalation.changes.#.effect': 'What happens',
  escalateOn: 'Reasons that hand over to a person',
  'escalateOn.#': 'Reason that hands over to a person',
  'guardrails.forbiddenPhrases': 'Forbidden phrases',
  'guardrails.forbiddenPhrases.#': 'Forbidden phrase',
  'guardrails.disclaimers.#': 'Disclaimer',
  'guardrails.disclaimers.#.triggers': 'When the text mentions',
  'guardrails.disclaimers.#.triggers.#': 'When the text mentions',
  'guardrails.disclaimers.#.text': 'This is added',
  'guardrails.rules': 'Rules in your own words',
  'guardrails.rules.#': 'Rule in your own words',
  groundingThreshold: 'How well an answer must rest on your facts',
  'texts.welcome': 'Welcome',
  'texts.away': 'Away message',
  'texts.humanEscalation': 'When a person takes over',
  'texts.handOverClosed': 'When a person takes over while you are closed',
  'texts.fallback': 'When the model fails',
  'texts.optedOut': 'After STOP',
  'texts.confirmOptOut': 'Confirm an opt-out',
  'texts.overBudget': 'When the budget is spent',
  'texts.translations.*': 'In this language',
  'followUp.preset': 'Ladder',
  'followUp.ladder': 'Steps',
  'followUp.ladder.#': 'Step',
  'followUp.ladder.#.base': 'Counted',
  'followUp.ladder.#.offsetMs': 'Time',
  'followUp.ladder.#.message': 'Message',
  'followUp.ladder.#.template': 'Template',
  'followUp.continueAfterArchive': 'Goes on after three days of silence',
  'followUp.contactHours.from': 'Writes from (hour)',
  'followUp.contactHours.to': 'Writes until (hour)',
  'takeover.remindAfterMs': 'Remind after',
  'takeover.endAfterMs': 'End after the reminder',
  'takeover.onSilence': 'When the person falls silent',
  'takeover.replyNeededAfterMs': 'Customer waits: remind after',
  'takeover.replyEscalateAfterMs': 'Customer waits: tell a manager after',
  'budget.promptTokens': 'Tokens the model reads, at most',
  'budget.baseMessages': 'Messages without an answer, at most',
  'budget.structuredAfterMessages': 'Talks in fixed words after',
  'budget.conversationMicros': 'Cost of one conversation, at most',
  idleCompleteMs: 'A conversation rests after',
};

export const PRESET_LABELS: Record<TonePreset, { label: string; about: string }> = {
  professional: { label: 'Professional', about: 'To the point and polite; no emoji' },
  friendly: { label: 'Friendly', about: 'Relaxed and soft, an emoji now and then' },
  casual: { label: 'Casual', about: 'Like a chat among friends, with emoji' },
  premium: { label: 'Premium', about: 'Formal and unhurried, up to 25 words' },
  fast_direct: { label: 'Fast and direct', about: '8 words at most' },
  sales_aggressive: { label: 'Pushes to the sale', about: 'Firm: leads to the offer every time' },
};

const patternOf = (path: Path): string => path.replaceAll(/(?<=\.|^)\d+(?=\.|$)/g, '#');

export const labelOf = (path: Path): string => {
  const pattern = patternOf(path);
  const known =
    LABELS[pattern] ??
    LABELS[pattern.replace(/^texts\.translations\.[^.]+\.(?=.)/, 'texts.')] ??
    LABELS[pattern.replace(/^texts\.translations\.[^.]+$/, 'texts.translations.*')];
  if (known) return known;
  const last = path.split('.').findLast(part => !/^\d+$/.test(part)) ?? path;
  return sentence(last.replaceAll(/([a-z])([A-Z])/g, '$1_$2'));
};

/** Where in a list: `3` for `faqs.2.answer`; null outside lists. */
export const numberOf = (path: Path): number | null => {
  const index = path.split('.').find(part => /^\d+$/.test(part));
  return index === undefined ? null : Number(index) + 1;
};

/** The language of a translated text. */
export const languageOf = (path: Path): string | null => /^texts\.translations\.([^.]+)/.exec(path)?.[1] ?? null;

export const OPTION_LABELS: Record<string, string> = {
  HTL: 'Plans, writes and checks itself',
  SIMPLE_PROMPT: 'One call to the model',
  known: 'is known',
  is: 'is',
  at_least: 'is at least',
  at_most: 'is at most',
  never: 'Never',
  sparingly: 'Sparingly',
  frequent: 'Often',
  chat: 'Freely',
  structured: 'Asks its questions in fixed words, with buttons',
  contains: 'has one of the words in it',
  exact: 'is exactly one of them',
  starts_with: 'begins with one of them',
  hand_over: 'Hands the conversation to a person',
  notify: 'Tells a person, and the agent goes on',
  CRITICAL: 'Critical',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
  yes_no: 'Yes or no',
  required: 'Needed',
  ask_early: 'Ask early',
  ask_mid: 'Ask when it fits',
  ask_late: 'Ask late',
  after_last_message: "after the customer's last message",
  by_stage: 'by how far the talk is (2, 6 or 12 h)',
  before_window_end: 'before the 24-hour window ends',
  remind_then_escalate: 'Remind, then tell a manager',
  hand_back: 'Hand back to the AI',
  escalate: 'Tell a manager at once',
  sales: 'Sales: once by stage, then templates after 2, 5 and 7 days',
  sequence: 'Sequence: 2 h, before the window ends, 3 days',
  custom: 'Steps of your own',
  off: 'No follow-ups',
  ...Object.fromEntries(SENTIMENTS.map(mood => [mood, sentence(SENTIMENT_LABELS[mood])])),
  ...Object.fromEntries(CTA_TYPES.map(type => [type, CTA_LABELS[type]])),
  ...Object.fromEntries(ESCALATION_REASONS.map(reason => [reason, ESCALATION_LABELS[reason]])),
};

/** Fields are told in the order of the forms, whatever order they were stored in. */
const ORDER = Object.keys(LABELS);
const place = (path: Path): number => ORDER.indexOf(patternOf(path));

const isMs = (path: Path): boolean => /Ms$/.test(path);
const isMicros = (path: Path): boolean => /Micros$/.test(path);

/** A value in words; an empty string when there is nothing to say. */
export function valueText(path: Path, value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return isMicros(path) ? 'no limit' : 'none';
  if (value === '') return '(empty)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number')
    return isMs(path) ? duration(value) : isMicros(path) ? money(value, 'USD') : String(value);
  // Some intents are called as some reasons are.
  if (typeof value === 'string')
    return INTENTS.find(intent => intent === value && /\.intents\b/.test(path))
      ? INTENT_LABELS[value as Intent]
      : (OPTION_LABELS[value] ?? value);
  if (Array.isArray(value))
    return value.length === 0
      ? 'none'
      : value
          .map((entry, index) => valueText(`${path}.${index}`, entry))
          .join(typeof value[0] === 'object' ? '\n' : ', ');
  return Object.entries(value)
    .sort(([a], [b]) => place(`${path}.${a}`) - place(`${path}.${b}`))
    .filter(([, entry]) => entry !== null && entry !== '' && !(Array.isArray(entry) && entry.length === 0))
    .map(([key, entry]) => `${labelOf(`${path}.${key}`)}: ${valueText(`${path}.${key}`, entry)}`)
    .join('\n');
}
