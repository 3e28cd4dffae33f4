import { createHash, randomBytes } from 'node:crypto';

/** Random numbers and ids; with a seed the sequence is always the same. */
export class Random {
  private counter = 0;
  private readonly seed: string | null;

  constructor(seed: string | number | undefined) {
    this.seed = seed === undefined ? null : String(seed);
  }

  private bytes(count: number): Buffer {
    if (this.seed === null) return randomBytes(count);
    this.counter += 1;
    return createHash('shake256', { outputLength: count }).update(`${this.seed}:${this.counter}`).digest();
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.bytes(4).readUInt32BE() / 2 ** 32;
  }

  hex(length: number): string {
    return this.bytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length)
      .toUpperCase();
  }

  /** Digits without a leading zero, as Graph object ids are. */
  digits(length: number): string {
    const digits = [...this.bytes(length)].map(byte => byte % 10);
    if (digits[0] === 0) digits[0] = 1;
    return digits.join('');
  }

  /** The first candidate that is not taken: a seeded sequence starts again after a restart. */
  unique(make: () => string, taken: (id: string) => boolean): string {
    let id = make();
    while (taken(id)) id = make();
    return id;
  }

  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map(item => ({ item, key: this.fraction() }))
      .sort((a, b) => a.key - b.key)
      .map(each => each.item);
  }
}
