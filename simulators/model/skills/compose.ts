import type { Prompt } from '../prompt/prompt.ts';
import type { MustSay } from '../prompt/rules.ts';
import { countQuestions, countWords, words } from '../prompt/text.ts';
import { isStopword, termSet, termsOf } from '../understanding/lexicon.ts';
import type { Piece } from './pieces.ts';

interface Chosen {
  piece: Piece;
  at: number;
}

const textOf = (chosen: readonly Chosen[]) =>
  chosen
    .map(one => one.piece.variants[one.at] ?? '')
    .filter(text => text !== '')
    .join(' ');
const fits = (chosen: readonly Chosen[], maxWords: number, maxQuestions: number) => {
  const text = textOf(chosen);
  return countWords(text) <= maxWords && countQuestions(text) <= maxQuestions;
};

/**
 * Chooses a wording for each piece so that words and questions stay in their limits: shorter variants first, then
 * optional pieces go (leads before CTAs before questions), and only then the end of the list is cut.
 */
export function fitPieces(
  pieces: readonly Piece[],
  maxWords: number,
  maxQuestions: number,
): { text: string; used: Piece[] } {
  let chosen: Chosen[] = pieces.filter(piece => piece.variants.length > 0).map(piece => ({ piece, at: 0 }));
  const shortenMost = (): boolean => {
    let best: Chosen | null = null;
    let bestGain = 0;
    for (const one of chosen) {
      const gain = countWords(one.piece.variants[one.at] ?? '') - countWords(one.piece.variants[one.at + 1] ?? '');
      if (one.at + 1 < one.piece.variants.length && (best === null || gain > bestGain)) {
        best = one;
        bestGain = gain;
      }
    }
    if (best === null) return false;
    best.at += 1;
    return true;
  };
  const dropFirst = (test: (piece: Piece) => boolean): boolean => {
    const index = chosen.findIndex(one => test(one.piece));
    if (index < 0 || chosen.length === 1) return false;
    chosen = chosen.filter((_one, at) => at !== index);
    return true;
  };
  const tooManyQuestions = () => countQuestions(textOf(chosen)) > maxQuestions;
  while (
    tooManyQuestions() &&
    dropFirst(piece => piece.role === 'cta' && piece.optional && (piece.variants[0] ?? '').includes('?'))
  );
  while (tooManyQuestions() && dropFirst(piece => piece.role === 'ask'));
  while (!fits(chosen, maxWords, maxQuestions) && dropFirst(piece => piece.optional && piece.role === 'lead'));
  while (!fits(chosen, maxWords, maxQuestions) && shortenMost());
  while (!fits(chosen, maxWords, maxQuestions) && dropFirst(piece => piece.optional && piece.role === 'cta'));
  while (!fits(chosen, maxWords, maxQuestions) && dropFirst(piece => piece.optional));
  while (!fits(chosen, maxWords, maxQuestions) && chosen.length > 1) chosen = chosen.slice(0, -1);
  // Words may be free again after something went: take the longest wording that still fits.
  for (const one of chosen) {
    const was = one.at;
    for (let at = 0; at < was; at++) {
      one.at = at;
      if (fits(chosen, maxWords, maxQuestions)) break;
      one.at = was;
    }
  }
  const text = textOf(chosen);
  return { text: countWords(text) <= maxWords ? text : cutWords(text, maxWords), used: chosen.map(one => one.piece) };
}

function cutWords(text: string, maxWords: number): string {
  const cut = text
    .split(/\s+/)
    .slice(0, Math.max(1, maxWords))
    .join(' ')
    .replace(/[,;:–-]+$/, '');
  return /[.!?।]$/.test(cut) ? cut : `${cut}.`;
}

const CONDITION_NOISE = new Set(
  'talk talking mention mentions mentioned mentioning discuss discussing discussed about asked ask asks asking message messages customer user say says said conversation topic or and any whenever reply text comes come up give gives giving giv talk'.split(
    ' ',
  ),
);

/** True when the condition's words turn up in what the customer or we say. */
export function applies(rule: MustSay, spoken: string): boolean {
  if (rule.when === null) return true;
  const terms = termsOf(rule.when).filter(
    term => !CONDITION_NOISE.has(term.word) && !CONDITION_NOISE.has(term.term) && !isStopword(term.word),
  );
  const said = termSet(spoken);
  const plain = new Set(words(spoken));
  return terms.length === 0 || terms.some(term => said.has(term.term) || plain.has(term.word));
}

/** The disclaimers that must stand in a text; those already in it are left out. */
export function disclaimersFor(prompt: Prompt, text: string, customerText: string): string[] {
  const demanded = prompt.problems.join(' ').toLowerCase();
  return prompt.mustSay
    .filter(rule => !text.includes(rule.text))
    .filter(
      rule =>
        applies(rule, `${customerText} ${text}`) ||
        /disclaimer|must say/.test(demanded) ||
        demanded.includes(rule.text.toLowerCase()),
    )
    .map(rule => rule.text);
}
