/** Objections by what they are about, not by their wording (A-ESC-7): "too pricey" and "costs too much" are one. */
import { foldText } from '../optout/optout.ts';

/** What objections are mostly about; words of English, Hinglish and Hindi. */
const KINDS: [kind: string, words: string][] = [
  [
    'price',
    'expensive price prices pricing pricey cost costs costly afford budget cheaper money much fee fees mehnga mehenga mahanga महंगा पैसे paisa paise',
  ],
  ['time', 'time busy later schedule hectic waqt samay समय'],
  ['fear', 'afraid scared scary fear hurt hurts pain painful nervous anxious dard darr डर दर्द'],
  ['trust', 'scam fraud fake trust legit genuine proof risky risk bharosa भरोसा'],
  ['decide', 'think consider decide decision spouse wife husband partner family sochna soch सोच'],
  ['rival', 'competitor elsewhere another already other switch'],
  ['distance', 'far distance location away door dur दूर'],
  ['need', 'need interested interest useful worth zarurat जरूरत'],
];
const KIND_OF = new Map(
  KINDS.flatMap(([kind, words]) => words.split(' ').map(word => [foldText(word), kind] as const)),
);

const EMPTY = new Set(
  'a an and are as at be but can do does for from have i im in is it its me my no not of on or so that the this to too very we will with you your dont just really'.split(
    ' ',
  ),
);

const termsOf = (text: string): string[] => [
  ...new Set(
    foldText(text.replaceAll('_', ' '))
      .split(' ')
      .filter(word => word.length > 1 && !EMPTY.has(word))
      .map(stem),
  ),
];

/** Until nothing is left to take off, so that a key is its own key. */
function stem(word: string): string {
  const shorter = word.length > 4 ? word.replace(/(?:ings?|ed|es|s)$/, '') : word;
  return shorter === word ? word : stem(shorter);
}

/** One key for all wordings of an objection; the same for a playbook's key and a customer's words. '' when it says nothing. */
export function objectionKey(text: string): string {
  const words = foldText(text.replaceAll('_', ' ')).split(' ');
  const hits = new Map<string, number>();
  for (const word of words) {
    const kind = KIND_OF.get(word);
    if (kind) hits.set(kind, (hits.get(kind) ?? 0) + 1);
  }
  const [best] = [...hits].sort((a, b) => b[1] - a[1]);
  return best ? best[0] : termsOf(text).sort().join(' ');
}

/** The key under which an objection counts: that of an earlier one that shares half of its words, else its own. */
export function knownObjection(text: string, known: Iterable<string>): string {
  const key = objectionKey(text);
  const mine = new Set(key.split(' ').filter(Boolean));
  for (const other of known) {
    if (objectionKey(other) === key) return other;
    const theirs = other.split(' ').filter(Boolean);
    const shared = theirs.filter(word => mine.has(word)).length;
    if (shared > 0 && shared * 2 >= Math.min(mine.size, theirs.length)) return other;
  }
  return key;
}
