/** Roughly what a byte-pair tokenizer counts: four Latin letters or one and a half other characters a token. */
export function countTokens(text: string): number {
  let latin = 0;
  let other = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x250) latin += 1;
    else other += 1;
  }
  return Math.ceil(latin / 4 + other / 1.5);
}
