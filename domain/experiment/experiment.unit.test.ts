import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Experiment, unitHash, variantFor, versionFor } from './experiment.ts';

const ids = Array.from({ length: 4_000 }, (_, index) => `conversation-${index}`);
const experiment = (patch: Partial<Experiment> = {}): Experiment => ({
  id: 'e1',
  variants: [
    { key: 'control', weight: 1, patch: {} },
    { key: 'variant_a', weight: 1, patch: { maxWords: 20 } },
  ],
  active: true,
  startsAt: null,
  endsAt: null,
  ...patch,
});
const share = (picked: (id: string) => boolean): number => ids.filter(picked).length / ids.length;

describe('A-VER-2: the canary', () => {
  const playbook = { currentVersion: 3, canaryVersion: 4, canaryPercent: 10 };
  it('gets its percentage of conversations', () =>
    expect(share(id => versionFor(id, playbook) === 4)).toBeCloseTo(0.1, 1));
  it('is the same for a conversation every time, and keeps its conversations when the percentage grows', () => {
    for (const id of ids.slice(0, 500)) {
      const version = versionFor(id, playbook);
      expect(versionFor(id, playbook)).toBe(version);
      if (version === 4) expect(versionFor(id, { ...playbook, canaryPercent: 50 })).toBe(4);
    }
  });
  it.each([
    [0, 3],
    [100, 4],
  ])('%i percent', (canaryPercent, version) => {
    for (const id of ids.slice(0, 200)) expect(versionFor(id, { ...playbook, canaryPercent })).toBe(version);
  });
  it('none: everyone gets the current version', () =>
    expect(versionFor('x', { ...playbook, canaryVersion: null })).toBe(3));
});

describe('A-AB-2: assignment', () => {
  it('is by the hash of conversation and experiment: the same every time, and independent between experiments', () => {
    const other = experiment({ id: 'e2' });
    const a = (id: string) => variantFor(experiment(), id, 0)?.key === 'control';
    const b = (id: string) => variantFor(other, id, 0)?.key === 'control';
    for (const id of ids.slice(0, 500)) expect(a(id)).toBe(a(id));
    expect(share(a)).toBeCloseTo(0.5, 1);
    expect(share(id => a(id) === b(id))).toBeCloseTo(0.5, 1);
  });
  it('follows the weights', () => {
    const [control, variant] = experiment().variants;
    if (!control || !variant) throw new Error('two variants');
    const weighted = experiment({ variants: [control, { ...variant, weight: 3 }] });
    expect(share(id => variantFor(weighted, id, 0)?.key === 'variant_a')).toBeCloseTo(0.75, 1);
  });
  it('A-AB-1: nothing when inactive, before its start, after its end', () => {
    expect(variantFor(experiment({ active: false }), 'x', 5)).toBeNull();
    expect(variantFor(experiment({ startsAt: 10 }), 'x', 5)).toBeNull();
    expect(variantFor(experiment({ startsAt: 10 }), 'x', 10)).not.toBeNull();
    expect(variantFor(experiment({ endsAt: 10 }), 'x', 10)).toBeNull();
  });
  it('the hash lies in [0, 1)', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(unitHash(text)).toBeGreaterThanOrEqual(0);
        expect(unitHash(text)).toBeLessThan(1);
      }),
    );
  });
});
