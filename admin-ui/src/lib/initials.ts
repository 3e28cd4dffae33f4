const segmenter = new Intl.Segmenter();

/** The first letters of the first two words; whole letters in any script. Digits and signs give nothing. */
export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map(word => [...segmenter.segment(word)].map(part => part.segment).find(part => /\p{L}/u.test(part)))
    .filter(letter => letter !== undefined)
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase();
