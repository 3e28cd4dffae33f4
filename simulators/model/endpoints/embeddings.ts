import { ApiError } from '../http.ts';
import { hash32 } from '../prompt/random.ts';
import { words } from '../prompt/text.ts';
import { countTokens } from '../tokens.ts';
import { isStopword, termsOf } from '../understanding/lexicon.ts';

const MAX_INPUTS = 2048;

/** A unit vector: hashed ideas and stems, whole words, and character trigrams, so that related texts lie close. */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const counts = new Map<string, number>();
  const count = (key: string, weight: number) => counts.set(key, (counts.get(key) ?? 0) + weight);
  for (const { term } of termsOf(text)) count(`t:${term}`, 1);
  for (const word of words(text)) {
    count(`w:${word}`, isStopword(word) ? 0.02 : 0.25);
    const edged = `^${word}$`;
    if (!isStopword(word)) for (let i = 0; i + 3 <= edged.length; i++) count(`c:${edged.slice(i, i + 3)}`, 0.03);
  }
  for (const [key, weight] of counts) {
    const h = hash32(key);
    const at = h % dimensions;
    vector[at] = (vector[at] ?? 0) + (hash32(key, 7) & 1 ? 1 : -1) * Math.sqrt(weight);
  }
  let norm = Math.hypot(...vector);
  if (norm === 0) {
    vector[hash32(text) % dimensions] = 1;
    norm = 1;
  }
  return vector.map(value => value / norm);
}

function inputsOf(input: unknown): string[] {
  if (typeof input === 'string') return [input];
  if (Array.isArray(input) && input.length > 0) {
    if (input.every(one => typeof one === 'string')) return input;
    if (input.every(one => typeof one === 'number')) return [input.map(token => `token${token}`).join(' ')];
    if (input.every(one => Array.isArray(one)))
      return input.map(one => (one as unknown[]).map(token => `token${String(token)}`).join(' '));
  }
  throw new ApiError(400, 'bad_input', 'input must be a string, a list of strings, or token ids.');
}

/** The body of POST /v1/embeddings. Throws ApiError 400. */
export function embeddings(body: Record<string, unknown>): Record<string, unknown> {
  const inputs = inputsOf(body.input);
  if (inputs.length > MAX_INPUTS) throw new ApiError(400, 'too_many_inputs', `At most ${MAX_INPUTS} inputs a request.`);
  if (inputs.some(text => text === ''))
    throw new ApiError(400, 'empty_input', 'An input is empty: leave empty texts out.');
  const dimensions = body.dimensions === undefined ? 1536 : Number(body.dimensions);
  if (!Number.isInteger(dimensions) || dimensions < 8 || dimensions > 8192)
    throw new ApiError(400, 'bad_dimensions', 'dimensions must be a whole number from 8 to 8192.');
  const tokens = inputs.reduce((sum, text) => sum + countTokens(text), 0);
  const data = inputs.map((text, index) => {
    const vector = embed(text, dimensions);
    const embedding =
      body.encoding_format === 'base64'
        ? Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
        : Array.from(vector);
    return { object: 'embedding', index, embedding };
  });
  return {
    object: 'list',
    data,
    model: 'parley-demo-embedding',
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
