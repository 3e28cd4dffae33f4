/** Word-overlap search over a playbook's own questions and answers: small lists that need no index. Scores 0-1, best first. */
import type { Source } from '../agent/decision.ts';
import { foldText } from '../optout/optout.ts';

const STOP_WORDS = new Set(
  'a an and are as at be but by can do does for from have how i if in is it me my of on or our so that the this to us was we what when where which who will with you your hi hello please'.split(
    ' ',
  ),
);

/** The words of a text that say something, by their beginnings. */
export function searchTerms(text: string): string[] {
  return foldText(text)
    .split(' ')
    .filter(word => word.length > 1 && !STOP_WORDS.has(word))
    .map(word => (word.length > 4 ? word.replace(/(?:ings?|ed|es|s)$/, '') : word.replace(/s$/, '')));
}

/** @param limit how many to return; those with no common word are left out. */
export function matchKnowledge(
  query: string,
  entries: { id: string; title: string; text: string }[],
  limit: number,
): Source[] {
  const wanted = new Set(searchTerms(query));
  if (wanted.size === 0) return [];
  const documents = entries.map(entry => ({
    entry,
    title: new Set(searchTerms(entry.title)),
    text: new Set(searchTerms(entry.text)),
  }));
  const rarity = (word: string): number =>
    Math.log(
      1 +
        documents.length /
          (1 + documents.filter(document => document.title.has(word) || document.text.has(word)).length),
    );
  const full = [...wanted].reduce((sum, word) => sum + rarity(word), 0);
  return documents
    .map(({ entry, title, text }) => {
      let score = 0;
      for (const word of wanted)
        if (title.has(word)) score += rarity(word);
        else if (text.has(word)) score += 0.6 * rarity(word);
      return { ...entry, score: full === 0 ? 0 : Math.min(1, score / full) };
    })
    .filter(source => source.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}
