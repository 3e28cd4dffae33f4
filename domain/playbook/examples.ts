/** Example messages of a tone (A-ONB-12): how whoever writes is shown them, and what may be one. Pure. */
import { fixedTextProblems } from '../guardrails/fixed-text.ts';
import { countEmoji, countWords } from '../guardrails/text-rules.ts';
import type { Playbook } from './playbook.ts';
import type { Tone } from './tones.ts';

/** Of every prompt that writes; a playbook whose examples take more is not saved. */
export const EXAMPLE_TOKENS = 200;

const ABOUT = 'how to sound; take the manner of these messages, never their facts, and do not repeat them:';

/** The lines of the section; none without examples. */
export const exampleLines = ({ examples }: Pick<Tone, 'examples'>): string[] =>
  examples.length === 0 ? [] : [ABOUT, ...examples.map(example => JSON.stringify(example))];

/** Why a message is no example of this tone, in words; empty when it is one. */
export function exampleProblems(text: string, playbook: Playbook): string[] {
  const { maxWords, emoji } = playbook.tone;
  const words = countWords(text);
  return [
    ...(words > maxWords ? [`it has ${words} words, and ${maxWords} are allowed`] : []),
    ...(emoji === 'never' && countEmoji(text) > 0 ? ['it has a picture, and there are to be none'] : []),
    ...fixedTextProblems(text, playbook),
  ];
}
