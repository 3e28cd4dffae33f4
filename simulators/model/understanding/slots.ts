import type { Prompt, PromptMessage } from '../prompt/prompt.ts';
import type { ChecklistField } from '../prompt/rules.ts';
import { hasAny, normalize, padded, phrases, sentences, words } from '../prompt/text.ts';
import { askedField } from './asked.ts';
import { CUES, OBJECTIONS } from './cues.ts';
import { kindOfField, termsOfField } from './fields.ts';
import { isAttribute, termsOf } from './lexicon.ts';
import { findNeed } from './needs.ts';
import { findQuestions } from './questions.ts';
import { findTime } from './time.ts';
import { findBudget, findCount, findEmail, findName, findPhone, tidy } from './values.ts';

export interface FoundSlot {
  key: string;
  value: string;
  confidence: number;
  messageNumber: number;
  correction: boolean;
}

const MAX_SENTENCES = 40;
const CORRECTING = phrases(
  'actually|sorry i meant|i meant|i mean|no wait|instead|rather|changed my mind|change it to|correction|not that|was wrong|mistake|en realidad|perdon quise decir|quise decir|mejor|cambio|nahi nahi|galti se|balki|matlab|असल में|नहीं नहीं|बल्कि',
);
/** Takes back what was said before; the rest of the sentence is no answer to what was asked. */
const TAKES_BACK = phrases('i meant|sorry not|no wait|was wrong|my mistake|quise decir|matlab');
const MEANT = /\b(?:i\s+meant?|quise\s+decir|matlab)\s+(.+)$/iu;
const NEGATED = /\b(?:not|no|nahin?)\s+(?:on\s+|the\s+)?\p{L}+(?=\s*[,;]|\s+(?:but|rather|i\b))/giu;
/** The sentence without what it takes back: "not Tuesday, I meant Friday" is about Friday. */
const meant = (sentence: string): string => MEANT.exec(sentence)?.[1] ?? sentence.replace(NEGATED, ' ');

const WAS_NOW = /\b(was|were|it was|earlier|antes|pehle)\b.*\b(now|ahora|ab)\b|पहले.*अब/;
const TAKES_TIME = /\b(come|visit|book|join|meet|see you|aaung[ai]|ire)\b|आऊंग/;
const PROMISE = /\b(i'll|i will|let me|will)\b|ung[ai]\b|ऊंग/;
const LEVEL =
  /\b(complete beginner|total beginner|beginner|intermediate|advanced|expert|no experience|never (?:traded|invested|done it|tried)|new to (?:this|it|trading|investing)|just starting|(?:\d+|one|two|three|a few|few|couple of)\s+(?:years?|months?|saal|mahine|anos)(?:\s+of experience)?|principiante|sin experiencia|bilkul naya|naya hu|naya hoon|nayi hu)\b|शुरुआती|नया हूँ|नया हूं/;
const INSURANCE =
  /\b(?:i have|i've got|we have|my insurance is|with|tengo|mere paas)\s+((?:[\p{L}\d&.-]+\s+){0,3}?)(?:dental\s+)?(?:insurance|ppo|hmo|seguro|bima)\b|\b(no insurance|uninsured|don't have insurance|sin seguro)\b/iu;
const NO_PLACE = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|hindi|english|spanish|spanisch|case)/i;
const PLACE =
  /\b(?:i'?m from|i am from|from|i live in|living in|based in|located in|looking in|flat in|house in|apartment in|vivo en|soy de|se hoon|mein rehta|in|near)\s+(\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+){0,2})/u;
const NOT_A_NEED = [CUES.human, CUES.refund, CUES.stop, CUES.legalThreat, CUES.identity, CUES.notInterested];
const YES_NO = /^(?:(?:and|so)\s+)?(do|does|are|is|have|has|did|would|will|can|kya|tiene|esta|क्या)\b/;

/** An order's lines as the channel writes them: what somebody buys, at our prices. Nothing in them is a fact about the customer. */
const ORDER_LINES = /^Order: \d+ x .*$/gmu;

/** The words of a message that may say something about the customer. A contact card is somebody else's, unless we asked for one's own. */
function ownWords(message: PromptMessage, asked: ChecklistField | null): string {
  const wanted = asked !== null && ['phone', 'email'].includes(kindOfField(asked));
  if (message.media === 'contact card' && !wanted) return '';
  return message.text.replace(ORDER_LINES, '');
}

interface Said {
  sentence: string;
  message: PromptMessage;
  asking: boolean;
  /** The message asks for a place in the calendar. */
  booking: boolean;
}

/** True for replies that are not an answer to what was asked: thanks, objections, requests for a person. */
function evades(text: string): boolean {
  const p = padded(text);
  return (
    [CUES.human, CUES.stop, CUES.wrongNumber, CUES.refund, CUES.confused, CUES.paymentFailed].some(list =>
      hasAny(p, list),
    ) || OBJECTIONS.some(([, list]) => hasAny(p, list))
  );
}

function directAnswer(field: ChecklistField, text: string): string | null {
  const list = words(text);
  const p = padded(text);
  if (list.length === 0 || list.length > 14 || evades(text) || hasAny(p, TAKES_BACK)) return null;
  const choice = field.choices.find(option => p.includes(padded(option)));
  if (choice) return choice;
  const polite = [...CUES.thanks, ...CUES.ack, ...CUES.greeting].sort((a, b) => b.length - a.length);
  const onlyAck = polite.reduce((rest, cue) => rest.replaceAll(cue, ' '), p).trim() === '';
  const yesNo = YES_NO.test(normalize(field.question));
  if (yesNo && CUES.no.some(no => p.startsWith(no))) return 'no';
  if (yesNo && !onlyAck && CUES.yes.some(yes => p.startsWith(yes)) && list.length <= 4) return 'yes';
  if (onlyAck || CUES.yes.includes(p) || CUES.no.includes(p)) return null;
  const value = tidy(text);
  return value === '' ? null : value.slice(0, 200);
}

/** The value for one field in one sentence, with how sure it is; `asked` when we had just asked for it. */
function valueFor(
  field: ChecklistField,
  said: Said,
  prompt: Prompt,
  asked: boolean,
): { value: string; confidence: number } | null {
  const { sentence, asking } = said;
  const surely = (value: string | null, confidence = 0.9) =>
    value === null || value === '' ? null : { value, confidence };
  switch (kindOfField(field)) {
    case 'name':
      return surely(findName(sentence, asked && !asking && !evades(sentence)), 0.95);
    case 'email':
      return surely(findEmail(sentence), 0.98);
    case 'phone':
      return surely(findPhone(sentence), 0.95);
    case 'date':
    case 'timeline': {
      const { booking } = said;
      if (asking && kindOfField(field) === 'timeline') return null;
      const promise = PROMISE.test(normalize(sentence)) && !TAKES_TIME.test(normalize(sentence));
      const time = promise || (asking && !booking) ? null : findTime(sentence, prompt.now);
      if (!time)
        return asked && !asking && /\b(any|anytime|whenever|flexible|soon|asap|cualquier|kabhi bhi)\b/i.test(sentence)
          ? surely(tidy(sentence), 0.8)
          : null;
      return surely(
        time.date === null || time.said.includes(time.date) ? time.said : `${time.said} (${time.date})`,
        time.hasDay ? 0.9 : 0.75,
      );
    }
    case 'money':
      return surely(
        findBudget(sentence) ?? (asked ? (/\d[\d,]{2,}/.exec(sentence)?.[0] ?? null) : null),
        asking ? 0.65 : 0.9,
      );
    case 'people':
      return surely(findCount(sentence, 'people', asked));
    case 'nights':
      return surely(findCount(sentence, 'nights', asked));
    case 'bedrooms':
      return surely(findCount(sentence, 'bedrooms', asked));
    case 'number':
      return asked ? surely(findCount(sentence, 'any', true)) : null;
    case 'experience':
      return surely(
        LEVEL.exec(normalize(sentence))?.[0] ?? (asked && !asking ? directAnswer(field, sentence) : null),
        0.85,
      );
    case 'insurance': {
      const match = INSURANCE.exec(sentence);
      return surely(
        match
          ? (match[2] ?? tidy(match[1] ?? '').trim()) || 'yes'
          : asked && !asking
            ? directAnswer(field, sentence)
            : null,
        0.88,
      );
    }
    case 'place':
      return surely(placeIn(sentence, prompt) ?? (asked && !asking ? directAnswer(field, sentence) : null), 0.85);
    case 'reason': {
      if (NOT_A_NEED.some(list => hasAny(padded(sentence), list))) return null;
      const need = findNeed(sentence, prompt, asking);
      if (need) return need;
      return asked && !asking ? surely(directAnswer(field, sentence), 0.85) : null;
    }
    default: {
      if (asked && !asking) return surely(directAnswer(field, sentence), 0.85);
      const terms = termsOfField(field);
      const shared = termsOf(sentence).filter(term => !isAttribute(term.term) && terms.has(term.term)).length;
      return !asking && shared > 0 && words(sentence).length > 1 && !evades(sentence)
        ? surely(tidy(sentence).slice(0, 120), 0.65)
        : null;
    }
  }
}

function placeIn(sentence: string, prompt: Prompt): string | null {
  const place = PLACE.exec(sentence)?.[1];
  return place === undefined || NO_PLACE.test(place) || findTime(place, prompt.now) ? null : place;
}

function extraFields(prompt: Prompt): ChecklistField[] {
  const known = new Set(prompt.checklist.map(kindOfField));
  const extra = (key: string): ChecklistField => ({
    key,
    question: '',
    required: false,
    late: false,
    never: true,
    choices: [],
  });
  return (['name', 'email', 'phone'] as const)
    .filter(kind => !known.has(kind))
    .map(extra)
    .concat(known.has('money') ? [] : [extra('budget')]);
}

/** All facts that the customer's batch states, one per key; later messages win. */
export function findSlots(prompt: Prompt): FoundSlot[] {
  const asked = askedField(prompt);
  const found = new Map<string, FoundSlot>();
  const batch = prompt.batch.filter(message => message.from === 'customer');
  const wholeBatchSlots = new Map(prompt.slots.map(slot => [slot.key, slot.value]));
  for (const message of batch) {
    const correcting = hasAny(padded(message.text), CORRECTING) || WAS_NOW.test(normalize(message.text));
    const questionTexts = findQuestions([message]);
    for (const sentence of sentences(ownWords(message, asked)).slice(0, MAX_SENTENCES)) {
      const asking = questionTexts.some(question => sentence.includes(question.text));
      for (const field of [...prompt.checklist, ...extraFields(prompt)]) {
        const hit = valueFor(
          field,
          {
            sentence: correcting ? meant(sentence) : sentence,
            message,
            asking,
            booking: questionTexts.some(question => question.kind === 'booking'),
          },
          prompt,
          asked?.key === field.key || (correcting && kindOfField(field) === 'money' && wholeBatchSlots.has(field.key)),
        );
        if (!hit) continue;
        const before = wholeBatchSlots.get(field.key);
        const existing = found.get(field.key);
        if (existing && existing.confidence > hit.confidence && !correcting) continue;
        if (before !== undefined && before !== hit.value && hit.confidence < 0.8 && !correcting) continue;
        const correction = correcting && before !== undefined && normalize(before) !== normalize(hit.value);
        found.set(field.key, {
          key: field.key,
          value: hit.value.slice(0, 500),
          confidence: correction ? Math.max(0.85, hit.confidence) : hit.confidence,
          messageNumber: message.number ?? 0,
          correction,
        });
      }
    }
  }
  return [...found.values()].slice(0, 20);
}
