/**
 * The language of the interface. English stands in the sources and is its own key; another language is a table from English
 * sentences, fetched before anything of the screen is (`main.tsx`), so that constants may hold words too. A change of language
 * loads the page anew. Why no library: docs/decisions/0012-languages.md.
 */
export const LANGUAGES = { en: 'English', hi: 'हिन्दी' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'parley.language';

/** What was chosen here, else what the browser asks for first of those there are, else English. */
function chosen(): Language {
  // Rules with words in them are tested outside a browser.
  if (typeof document === 'undefined') return 'en';
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Private windows may refuse.
  }
  const wanted = [kept, ...navigator.languages.map(tag => tag.split('-')[0])];
  return wanted.find((tag): tag is Language => tag != null && Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}

export const language: Language = chosen();
/** For dates, times and numbers. */
export const LOCALE = { en: 'en-GB', hi: 'hi-IN' }[language];

/** What a switch offers. With a third language the switch becomes a list. */
export const otherLanguage: Language = language === 'en' ? 'hi' : 'en';

let words: Readonly<Record<string, string>> = {};

/** Fetches the words; without them the interface is English. Called once, before the application is loaded. */
export async function loadLanguage(): Promise<void> {
  if (language === 'en') return;
  try {
    words = (await import('../words/hi.ts')).default;
    document.documentElement.lang = language;
  } catch {
    // Better in another language than not at all.
  }
}

export function chooseLanguage(next: Language): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    return;
  }
  location.reload();
}

/** @returns the text in the language of the interface, with `{name}` replaced by `values.name`; English where there is no translation. */
export function t(text: string, values?: Readonly<Record<string, string | number>>): string {
  // Names of an organization's own come here too, `constructor` among them.
  const found = (Object.hasOwn(words, text) ? words[text] : undefined) ?? text;
  return values ? found.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all)) : found;
}
