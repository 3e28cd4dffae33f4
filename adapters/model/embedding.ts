/** Embeddings: batches that fit a request, and vectors that are what they must be. */
import { AttemptFailure } from './model-error.ts';

export const EMBEDDING_DIMENSIONS = 1536;
const MAX_BATCH_TEXTS = 96;
const MAX_BATCH_CHARS = 400_000;
/** About 8,000 tokens, the most one text may have. */
const MAX_TEXT_CHARS = 24_000;

/** Texts in requests of bounded size. Too long ones are cut (their end is lost to search), empty ones become a space. */
export function embeddingBatches(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let chars = 0;
  for (const text of texts) {
    const cut = text.slice(0, MAX_TEXT_CHARS).toWellFormed();
    const usable = cut.trim() === '' ? ' ' : cut;
    if (batch.length >= MAX_BATCH_TEXTS || (batch.length > 0 && chars + usable.length > MAX_BATCH_CHARS)) {
      batches.push(batch);
      batch = [];
      chars = 0;
    }
    batch.push(usable);
    chars += usable.length;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** The vectors of an answer in the order of the texts. @throws AttemptFailure when they are not what was asked for. */
export function vectorsOf(answer: unknown, count: number): number[][] {
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data) || data.length !== count)
    throw new AttemptFailure('bad_answer', 'answer', `The embedding answer has no ${count} vectors.`);
  const vectors: number[][] = new Array(count);
  for (const [position, item] of data.entries()) {
    const { index, embedding } = (item ?? {}) as { index?: unknown; embedding?: unknown };
    const at = typeof index === 'number' ? index : position;
    if (
      !Array.isArray(embedding) ||
      embedding.length !== EMBEDDING_DIMENSIONS ||
      !embedding.every(value => Number.isFinite(value))
    ) {
      throw new AttemptFailure(
        'bad_answer',
        'answer',
        `An embedding does not have ${EMBEDDING_DIMENSIONS} numbers: choose an embedding model that does.`,
      );
    }
    if (!(at >= 0 && at < count) || vectors[at] !== undefined)
      throw new AttemptFailure('bad_answer', 'answer', 'The embedding answer numbers its vectors wrongly.');
    vectors[at] = embedding as number[];
  }
  return vectors;
}
