import { describe, expect, it } from 'vitest';
import { STAGES } from '../words.ts';
import { plannedStage } from './stage.ts';

describe('A-ENUM-5: stages a plan may set', () => {
  it.each(['CLOSED_WON', 'CLOSED_LOST', 'HUMAN_TAKEOVER', 'ARCHIVED'] as const)('never %s by itself', wanted => {
    for (const current of STAGES) expect(plannedStage(current, wanted)).toBe(current);
  });
  it.each(['CLOSED_WON', 'CLOSED_LOST'] as const)('never out of %s', current => {
    for (const wanted of STAGES) expect(plannedStage(current, wanted)).toBe(current);
  });
  it('any other as planned', () => {
    expect(plannedStage('NEW', 'CTA_OFFERED')).toBe('CTA_OFFERED');
    expect(plannedStage('HUMAN_TAKEOVER', 'DISCOVERY')).toBe('DISCOVERY');
    expect(plannedStage('NEW', null)).toBe('NEW');
  });
});
