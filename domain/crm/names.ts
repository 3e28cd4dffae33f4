/** Whether two names may be one person's, as far as spelling goes (A-UI-14). Pure. */

/** Words of a name in one order, without marks and case: `Kumar, Asha` is `asha kumar`. */
export const nameWords = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}(?<=\p{Script=Latin}\p{M})/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(word => word !== '')
    .sort();

export const sameName = (one: string, other: string): boolean => {
  const words = nameWords(one);
  return words.length > 0 && words.join(' ') === nameWords(other).join(' ');
};

/** One slip in a longer word, or an initial for a whole word: `Asha K` and `Aasha Kumar` are near in both. */
const nearWord = (one: string, other: string): boolean => {
  if (one === other) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 1) return long.startsWith(short);
  return short.length >= 4 && distance(short, long) <= (short.length >= 8 ? 2 : 1);
};

/** Nearly the same: as many words, each near to its own, and one of them whole. */
export function nearName(one: string, other: string): boolean {
  const [first, second] = [nameWords(one), nameWords(other)];
  if (first.length < 2 || first.length !== second.length) return false;
  const rest = [...second];
  let whole = 0;
  for (const word of first.toSorted((a, b) => b.length - a.length)) {
    let at = rest.indexOf(word);
    if (at >= 0 && word.length > 1) whole++;
    if (at < 0) at = rest.findIndex(candidate => nearWord(word, candidate));
    if (at < 0) return false;
    rest.splice(at, 1);
  }
  return whole > 0;
}

/** Letters changed, added or left out to make one of the other; words of names are short. */
function distance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      now[column] = Math.min((before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (before[column - 1] ?? 0) + same);
    }
    before = now;
  }
  return before[other.length] ?? 0;
}
