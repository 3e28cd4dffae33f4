/** Cuts a text into passages for search (B-KB-5): at paragraphs, then sentences, then words; 500 tokens, 50 of overlap. Pure. */
import type { CountTokens } from '../agent/prompt.ts';

export const CHUNK_TOKENS = 500;
export const OVERLAP_TOKENS = 50;

export interface Chunk {
  text: string;
  tokens: number;
}

/** Largest pieces first; what is still too long is cut with the next. */
const BOUNDARIES = [/\n{2,}/, /\n/, /(?<=[.!?。！？।])\s+/u, /\s+/];

function pieces(text: string, limit: number, count: CountTokens, level = 0): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (count(trimmed) <= limit) return [trimmed];
  const boundary = BOUNDARIES[level];
  // One long run of characters: by length, on whole code points.
  if (!boundary) {
    const characters = [...trimmed];
    const half = Math.ceil(characters.length / 2);
    if (characters.length <= 1) return [trimmed];
    return [characters.slice(0, half), characters.slice(half)].flatMap(part =>
      pieces(part.join(''), limit, count, level),
    );
  }
  return trimmed.split(boundary).flatMap(part => pieces(part, limit, count, level + 1));
}

/** The end of a passage that the next one repeats: whole words, at most so many tokens. */
function tailOf(text: string, limit: number, count: CountTokens): string {
  const words = text.split(/\s+/);
  let tail = '';
  for (let index = words.length - 1; index > 0; index--) {
    const longer = `${words[index]}${tail === '' ? '' : ` ${tail}`}`;
    if (count(longer) > limit) break;
    tail = longer;
  }
  return tail;
}

/** Every word of the text stands in some chunk; each chunk is within `limit` tokens. */
export function chunkText(
  text: string,
  count: CountTokens,
  { limit = CHUNK_TOKENS, overlap = OVERLAP_TOKENS }: { limit?: number; overlap?: number } = {},
): Chunk[] {
  const parts = pieces(text, limit, count);
  const chunks: Chunk[] = [];
  let current = '';
  let fresh = false;
  const push = (): void => {
    if (current !== '' && fresh) chunks.push({ text: current, tokens: count(current) });
  };
  for (const part of parts) {
    const joined = current === '' ? part : `${current}\n${part}`;
    if (count(joined) <= limit) {
      current = joined;
      fresh = true;
      continue;
    }
    push();
    const tail = tailOf(current, overlap, count);
    const withTail = tail === '' ? part : `${tail}\n${part}`;
    current = count(withTail) <= limit ? withTail : part;
    fresh = true;
  }
  push();
  return chunks;
}
