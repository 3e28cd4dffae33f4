import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { extractionSchema } from '../agent/schemas.ts';
import { bandOf, CONFIDENCE_BANDS, IMPLIED, STATED } from './band.ts';

describe('A-SLOT-2: confidence bands', () => {
  it.each([
    [1, 'stated'],
    [0.8, 'stated'],
    [0.79, 'implied'],
    [0.6, 'implied'],
    [0.59, 'guessed'],
    [0, 'guessed'],
  ] as const)('%d is %s', (confidence, band) => expect(bandOf(confidence)).toBe(band));

  it('are what whoever reads the customer is told', () => {
    const told = JSON.stringify(z.toJSONSchema(extractionSchema));
    expect(told).toContain(`${STATED} and more: stated; ${IMPLIED} to ${STATED}: implied; less: guessed`);
    expect(CONFIDENCE_BANDS).toEqual(['stated', 'implied', 'guessed']);
  });
});
