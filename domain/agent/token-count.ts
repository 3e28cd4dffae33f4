/** Counting tokens is the dearest part of putting a prompt together, and most lines of it were counted before. */
import type { CountTokens } from './prompt.ts';

const MAX_CHARACTERS = 4_000;

/** The same counter with a memory of `entries` texts; the longest unused goes first. Long texts are counted every time. */
export function remembering(count: CountTokens, entries = 4_000): CountTokens {
  const known = new Map<string, number>();
  return text => {
    if (text.length > MAX_CHARACTERS) return count(text);
    let tokens = known.get(text);
    if (tokens === undefined) tokens = count(text);
    else known.delete(text);
    known.set(text, tokens);
    if (known.size > entries) known.delete(known.keys().next().value ?? '');
    return tokens;
  };
}
