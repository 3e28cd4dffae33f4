/** Calls to action of a conversation (A-CTA-4). */
import { z } from 'zod';
import { STEP_SOURCES } from '../../domain/cta/steps.ts';
import { CTA_STATES, CTA_TYPES } from '../../domain/words.ts';
import { time } from './common.ts';

const instant = time.nullable();

export const progressSchema = z.strictObject({
  ctas: z.array(
    z.strictObject({
      type: z.enum(CTA_TYPES),
      label: z.string(),
      state: z.enum(CTA_STATES),
      changedAt: instant,
      steps: z.array(
        z.strictObject({
          step: z.string(),
          state: z.enum(['done', 'open']),
          at: instant,
          source: z.enum(STEP_SOURCES).nullable(),
        }),
      ),
      links: z.array(
        z.strictObject({ token: z.string(), target: z.string(), clicks: z.int(), lastClickedAt: instant }),
      ),
    }),
  ),
});
export type CtaProgress = z.infer<typeof progressSchema>;
