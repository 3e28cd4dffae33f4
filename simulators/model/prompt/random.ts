/** Deterministic numbers: a 32-bit hash of text and a small seeded generator. */

export function hash32(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193) >>> 0;
  }
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d) >>> 0;
  h ^= h >>> 12;
  return h >>> 0;
}

/** Numbers in [0, 1), the same sequence for the same seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of the choices, by the hash of the key. Throws on an empty list. */
export function pick<T>(choices: readonly T[], key: string): T {
  const choice = choices[hash32(key) % Math.max(1, choices.length)];
  if (choice === undefined) throw new Error('pick: nothing to choose from');
  return choice;
}
