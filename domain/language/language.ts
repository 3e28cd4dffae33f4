/** Which language to answer in, and which one a contact prefers (X-LANG, A-LANG-1, A-LANG-2). Codes are BCP 47, or `hi-en` for Hinglish. */
import { foldText } from '../optout/optout.ts';

/** Words that are the same in every language here: they say nothing about it. */
const NEUTRAL = new Set(
  'ok okay k hmm hm yes no ya yep haan han ji hi hello hey thanks thx good great super done cool'.split(' '),
);

/** Whether a text says anything about its language: "ok", "👍", "5000" and a link do not. */
export function showsLanguage(text: string): boolean {
  const words = foldText(text.replace(/https?:\/\/\S+/g, ' '))
    .split(' ')
    .filter(word => /\p{L}/u.test(word));
  return words.some(word => !NEUTRAL.has(word));
}

/** The language of the batch among the allowed ones: the same, else the same base, else the first allowed. */
export function replyLanguage(wanted: string | null, allowed: readonly string[]): string {
  const code = wanted ?? allowed[0] ?? 'en';
  const base = code.split('-')[0] ?? code;
  return (
    allowed.find(language => language === code) ?? allowed.find(language => language === base) ?? allowed[0] ?? 'en'
  );
}

export interface LanguageRun {
  language: string;
  /** How many messages in a row. */
  messages: number;
}

/** Messages in a row in one language; what shows none leaves the run as it is. */
export function continueRun(run: LanguageRun | null, language: string | null, messages: number): LanguageRun | null {
  if (language === null || messages <= 0) return run;
  return run?.language === language ? { language, messages: run.messages + messages } : { language, messages };
}

/** The stored preference: the first language seen, then another after two messages in a row in it, or when asked for. */
export function preferredLanguage(
  stored: string | null,
  run: LanguageRun | null,
  requested: string | null = null,
): string | null {
  if (requested !== null) return requested;
  if (run === null) return stored;
  if (stored === null) return run.language;
  return run.messages >= 2 ? run.language : stored;
}
