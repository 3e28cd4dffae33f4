/**
 * The script library (A-ONB-14, A-LANG-2): short texts a business would like said, by situation and language. They are part
 * of the playbook, so that they are versioned with it. Pure.
 */
import { z } from 'zod';
import { objectionKey } from '../objection/objection.ts';

export const SCRIPT_SITUATIONS = ['opener', 'qualification', 'objection', 'cta', 'exit'] as const;
export type ScriptSituation = (typeof SCRIPT_SITUATIONS)[number];

/** Stands where a call to action's own link goes. */
export const LINK_MARK = '[LINK]';
const MOST_CHARACTERS = 300;

export const scriptSchema = z.strictObject({
  situation: z.enum(SCRIPT_SITUATIONS),
  /** Checklist key, objection key or type of call to action; empty means any of its situation. */
  about: z.string().max(60).default(''),
  /** By language code. */
  texts: z
    .record(z.string().min(2).max(16), z.string().min(1).max(MOST_CHARACTERS))
    .refine(texts => Object.keys(texts).length > 0, 'A script needs a text in at least one language.'),
});
export type Script = z.infer<typeof scriptSchema>;

export interface Occasion {
  situation: ScriptSituation;
  /** Empty when it is about nothing in particular. */
  about: string;
}

export interface ChosenScript extends Occasion {
  text: string;
}

/** The text for a language: itself, its base (hi for hi-en), null when there is neither. */
function textIn({ texts }: Script, language: string): string | null {
  const base = language.split('-')[0] ?? language;
  return texts[language] ?? texts[base] ?? null;
}

const sameAbout = (situation: ScriptSituation, a: string, b: string): boolean =>
  a === b || (situation === 'objection' && a !== '' && objectionKey(a) === objectionKey(b));

/**
 * One script for each occasion: in the language asked for before any other, about just this before about anything of its kind.
 * @param links of calls to action, by type: a script whose link is missing is left out.
 */
export function scriptsFor(
  scripts: readonly Script[],
  occasions: readonly Occasion[],
  language: string,
  links: Readonly<Record<string, string | null>> = {},
): ChosenScript[] {
  const chosen: ChosenScript[] = [];
  for (const { situation, about } of occasions) {
    const fitting = scripts.filter(script => script.situation === situation);
    const exact = fitting.filter(script => about !== '' && sameAbout(situation, script.about, about));
    const general = fitting.filter(script => script.about === '');
    for (const script of [...exact, ...general]) {
      const written = textIn(script, language);
      if (written === null) continue;
      const link = links[about] ?? null;
      if (written.includes(LINK_MARK) && link === null) continue;
      const text = link === null ? written : written.replaceAll(LINK_MARK, link);
      if (!chosen.some(other => other.text === text)) chosen.push({ situation, about, text });
      break;
    }
  }
  return chosen;
}
