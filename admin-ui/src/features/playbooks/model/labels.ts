/** What every place of a playbook is called; forms, differences and errors use the same words. */

import type { TonePreset } from '../../../../../domain/playbook/tones.ts';
import { CTA_TYPES, ESCALATION_REASONS, INTENTS, type Intent, SENTIMENTS } from '../../../../../domain/words.ts';
import { duration, money, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { CTA_LABELS, ESCALATION_LABELS, INTENT_LABELS, SENTIMENT_LABELS } from '../../inbox/model/labels.ts';
import { CODED, codeWord } from './codes.ts';
import type { Path } from './paths.ts';

/** `#` is a number in a list, `*` any key. */
const LABELS: Record<string, string> = {
  'business.name': t('Name'),
  'business.industry': t('Industry'),
  'business.city': t('City'),
  'business.offer': t('What you sell'),
  'business.prices': t('Prices'),
  'business.hours': t('Opening hours'),
  'business.phone': t('Phone'),
  'business.email': t('E-mail'),
  'business.website': t('Website'),
  'businessHours.enabled': t('People answer in business hours only'),
  'businessHours.zone': t('Time zone'),
  'businessHours.week': t('Hours'),
  'businessHours.week.#': t('Hours'),
  'businessHours.week.#.day': t('Day'),
  'businessHours.week.#.from': t('From'),
  'businessHours.week.#.to': t('Until'),
  agentName: t('Name of the agent'),
  mode: t('How it thinks'),
  talk: t('How it talks'),
  'tone.languages': t('Languages'),
  'tone.formality': t('Formality'),
  'tone.persuasion': t('Persuasion'),
  'tone.emoji': t('Emoji'),
  'tone.maxWords': t('Words per message, at most'),
  'tone.maxQuestions': t('Questions per message, at most'),
  'tone.honorifics': t('Uses honorifics'),
  'tone.instructions': t('Instructions of your own'),
  'tone.examples': t('Example messages'),
  'tone.examples.#': t('Example message'),
  'checklist.#': t('Question'),
  'checklist.#.key': t('Name of the fact'),
  'checklist.#.question': t('What the agent asks'),
  'checklist.#.type': t('Kind of answer'),
  'checklist.#.choices': t('Choices'),
  'checklist.#.timing': t('When'),
  'ctas.#': t('Call to action'),
  'ctas.#.type': t('Kind'),
  'ctas.#.label': t('Words on the button'),
  'ctas.#.link': t('Link'),
  'ctas.#.steps': t('Steps'),
  'ctas.#.repeatable': t('May be offered again once done'),
  ctaResetMs: t('Offers begin anew after'),
  'objections.#': t('Objection'),
  'objections.#.key': t('Objection'),
  'objections.#.answer': t('Answer'),
  'faqs.#': t('Question and answer'),
  'faqs.#.question': t('Question'),
  'faqs.#.answer': t('Answer'),
  'scripts.#': t('Script'),
  'scripts.#.situation': t('Situation'),
  'scripts.#.about': t('What it is about'),
  'scripts.#.texts': t('Text'),
  keywordRules: t('Keyword rules'),
  'keywordRules.#': t('Keyword rule'),
  'keywordRules.#.name': t('Name'),
  'keywordRules.#.match': t('The message'),
  'keywordRules.#.patterns': t('Words'),
  'keywordRules.#.patterns.#': t('Words'),
  'keywordRules.#.reply': t('Answer'),
  'escalation.rules': t('Rules of your own'),
  'escalation.rules.#': t('Rule'),
  'escalation.rules.#.name': t('Name'),
  'escalation.rules.#.when': t('When'),
  'escalation.rules.#.when.intents': t('The customer wants'),
  'escalation.rules.#.when.sentiments': t('The mood is'),
  'escalation.rules.#.when.words': t('The message has the words'),
  'escalation.rules.#.when.minScore': t('The lead’s score is at least'),
  'escalation.rules.#.when.highValue': t('Only leads that somebody marked as of high value'),
  'escalation.rules.#.priority': t('Priority'),
  'escalation.rules.#.effect': t('What happens'),
  'scoring.rules': t('Rules of your own'),
  'scoring.rules.#': t('Rule'),
  'scoring.rules.#.name': t('Name'),
  'scoring.rules.#.fact': t('The fact'),
  'scoring.rules.#.test': t('Holds when it'),
  'scoring.rules.#.value': t('This'),
  'scoring.rules.#.points': t('Points'),
  'escalation.changes': t('Other priorities'),
  'escalation.changes.#': t('Reason'),
  'escalation.changes.#.reason': t('Reason'),
  'escalation.changes.#.priority': t('Priority'),
  'escalation.changes.#.effect': t('What happens'),
  escalateOn: t('Reasons that hand over to a person'),
  'escalateOn.#': t('Reason that hands over to a person'),
  'guardrails.forbiddenPhrases': t('Forbidden phrases'),
  'guardrails.forbiddenPhrases.#': t('Forbidden phrase'),
  'guardrails.disclaimers.#': t('Disclaimer'),
  'guardrails.disclaimers.#.triggers': t('When the text mentions'),
  'guardrails.disclaimers.#.triggers.#': t('When the text mentions'),
  'guardrails.disclaimers.#.text': t('This is added'),
  'guardrails.rules': t('Rules in your own words'),
  'guardrails.rules.#': t('Rule in your own words'),
  groundingThreshold: t('How well an answer must rest on your facts'),
  'texts.welcome': t('Welcome'),
  'texts.away': t('Away message'),
  'texts.humanEscalation': t('When a person takes over'),
  'texts.handOverClosed': t('When a person takes over while you are closed'),
  'texts.fallback': t('When the model fails'),
  'texts.optedOut': t('After STOP'),
  'texts.confirmOptOut': t('Confirm an opt-out'),
  'texts.overBudget': t('When the budget is spent'),
  'texts.translations.*': t('In this language'),
  'followUp.preset': t('Ladder'),
  'followUp.ladder': t('Steps'),
  'followUp.ladder.#': t('Step'),
  'followUp.ladder.#.base': t('Counted'),
  'followUp.ladder.#.offsetMs': t('Time'),
  'followUp.ladder.#.message': t('Message'),
  'followUp.ladder.#.template': t('Template'),
  'followUp.continueAfterArchive': t('Goes on after three days of silence'),
  'followUp.contactHours.from': t('Writes from (hour)'),
  'followUp.contactHours.to': t('Writes until (hour)'),
  'takeover.remindAfterMs': t('Remind after'),
  'takeover.endAfterMs': t('End after the reminder'),
  'takeover.onSilence': t('When the person falls silent'),
  'takeover.replyNeededAfterMs': t('Customer waits: remind after'),
  'takeover.replyEscalateAfterMs': t('Customer waits: tell a manager after'),
  'budget.promptTokens': t('Tokens the model reads, at most'),
  'budget.baseMessages': t('Messages without an answer, at most'),
  'budget.structuredAfterMessages': t('Talks in fixed words after'),
  'budget.conversationMicros': t('Cost of one conversation, at most'),
  idleCompleteMs: t('A conversation rests after'),
};

export const PRESET_LABELS: Record<TonePreset, { label: string; about: string }> = {
  professional: { label: t('Professional'), about: t('To the point and polite; no emoji') },
  friendly: { label: t('Friendly'), about: t('Relaxed and soft, an emoji now and then') },
  casual: { label: t('Casual'), about: t('Like a chat among friends, with emoji') },
  premium: { label: t('Premium'), about: t('Formal and unhurried, up to 25 words') },
  fast_direct: { label: t('Fast and direct'), about: t('8 words at most') },
  sales_aggressive: { label: t('Pushes to the sale'), about: t('Firm: leads to the offer every time') },
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
  HTL: t('Plans, writes and checks itself'),
  SIMPLE_PROMPT: t('One call to the model'),
  known: t('is known'),
  is: t('is'),
  at_least: t('is at least'),
  at_most: t('is at most'),
  never: t('Never'),
  sparingly: t('Sparingly'),
  frequent: t('Often'),
  chat: t('Freely'),
  structured: t('Asks its questions in fixed words, with buttons'),
  contains: t('has one of the words in it'),
  exact: t('is exactly one of them'),
  starts_with: t('begins with one of them'),
  hand_over: t('Hands the conversation to a person'),
  notify: t('Tells a person, and the agent goes on'),
  CRITICAL: t('Critical'),
  HIGH: t('High'),
  MEDIUM: t('Medium'),
  LOW: t('Low'),
  yes_no: t('Yes or no'),
  required: t('Needed'),
  ask_early: t('Ask early'),
  ask_mid: t('Ask when it fits'),
  ask_late: t('Ask late'),
  after_last_message: t("after the customer's last message"),
  by_stage: t('by how far the talk is (2, 6 or 12 h)'),
  before_window_end: t('before the 24-hour window ends'),
  remind_then_escalate: t('Remind, then tell a manager'),
  hand_back: t('Hand back to the AI'),
  escalate: t('Tell a manager at once'),
  sales: t('Sales: once by stage, then templates after 2, 5 and 7 days'),
  sequence: t('Sequence: 2 h, before the window ends, 3 days'),
  custom: t('Steps of your own'),
  off: t('No follow-ups'),
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
  if (value === null) return isMicros(path) ? t('no limit') : t('none');
  if (value === '') return t('(empty)');
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'number')
    return isMs(path) ? duration(value) : isMicros(path) ? money(value, 'USD') : String(value);
  // Some intents are called as some reasons are.
  if (typeof value === 'string')
    return INTENTS.find(intent => intent === value && /\.intents\b/.test(path))
      ? INTENT_LABELS[value as Intent]
      : (OPTION_LABELS[value] ?? (CODED.test(path) ? codeWord(value) : value));
  if (Array.isArray(value))
    return value.length === 0
      ? t('none')
      : value
          .map((entry, index) => valueText(`${path}.${index}`, entry))
          .join(typeof value[0] === 'object' ? '\n' : ', ');
  return Object.entries(value)
    .sort(([a], [b]) => place(`${path}.${a}`) - place(`${path}.${b}`))
    .filter(([, entry]) => entry !== null && entry !== '' && !(Array.isArray(entry) && entry.length === 0))
    .map(([key, entry]) => `${labelOf(`${path}.${key}`)}: ${valueText(`${path}.${key}`, entry)}`)
    .join('\n');
}
