/** HTTP ranges (RFC 9110, section 14): one range of bytes, so that a player can jump. */

export interface ByteRange {
  /** First and last byte, both included. */
  start: number;
  end: number;
}

/** Two numbers and what stands between them; more is nonsense, and costs more than its length to look through. */
const MAX_HEADER = 100;

/**
 * What a Range header asks of a file; null for the whole file: no header, several ranges, another unit, or nonsense.
 * `unsatisfiable` when nothing of it is in the file.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  if (header !== undefined && header.length > MAX_HEADER) return null;
  const match = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '');
  if (!match) return null;
  const [from, to] = [match[1] ?? '', match[2] ?? ''];
  if (from === '') {
    if (to === '') return null;
    const last = Math.min(Number(to), sizeBytes);
    return last === 0 ? 'unsatisfiable' : { start: sizeBytes - last, end: sizeBytes - 1 };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
