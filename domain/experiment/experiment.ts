/** Experiments and canaries: who gets which, decided once by a hash and the same for ever (A-AB, A-VER-2). Pure. */

/** A variant changes parts of the playbook; the control changes none. */
export interface Variant {
  key: string;
  /** Share among the variants; any positive number. */
  weight: number;
  patch: VariantPatch;
}

/** What may vary (A-AB-3): message length, when a call to action comes, tone, follow-up intervals. */
export interface VariantPatch {
  maxWords?: number | undefined;
  formality?: 'formal' | 'professional' | 'casual' | undefined;
  persuasion?: 'soft' | 'moderate' | 'firm' | undefined;
  /** Offers from the first answer on, or only once the required fields are known. */
  ctaTiming?: 'early' | 'late' | undefined;
  /** Factor on every follow-up delay. */
  followUpFactor?: number | undefined;
}

/** FNV-1a with a finish that spreads close inputs; 0 ≤ x < 1. The same on every machine and in every release. */
export function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}

/** The version a new conversation is pinned to: the canary for its percentage of conversations, else the current one. */
export function versionFor(
  conversationId: string,
  playbook: { currentVersion: number; canaryVersion: number | null; canaryPercent: number },
): number {
  const { currentVersion, canaryVersion, canaryPercent } = playbook;
  if (canaryVersion === null) return currentVersion;
  return unitHash(`canary/${canaryVersion}/${conversationId}`) * 100 < canaryPercent ? canaryVersion : currentVersion;
}

export interface Experiment {
  id: string;
  variants: Variant[];
  active: boolean;
  startsAt: number | null;
  endsAt: number | null;
}

export const isRunning = (experiment: Experiment, now: number): boolean =>
  experiment.active &&
  (experiment.startsAt === null || experiment.startsAt <= now) &&
  (experiment.endsAt === null || now < experiment.endsAt);

/** The variant of a conversation; null when nothing is assigned now (A-AB-1). */
export function variantFor(experiment: Experiment, conversationId: string, now: number): Variant | null {
  if (!isRunning(experiment, now)) return null;
  const total = experiment.variants.reduce((sum, variant) => sum + Math.max(0, variant.weight), 0);
  if (total <= 0) return null;
  let at = unitHash(`${experiment.id}/${conversationId}`) * total;
  for (const variant of experiment.variants) {
    at -= Math.max(0, variant.weight);
    if (at < 0) return variant;
  }
  return experiment.variants.at(-1) ?? null;
}
