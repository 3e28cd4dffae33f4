/** A full answer set for an industry (X-DEMO): one click, then one's own words. Pure. */
import type { z } from 'zod';
import type { answersSchema } from '../answers.ts';

export interface StartingPoint {
  key: string;
  label: string;
  /** In one sentence: what it is good for. */
  about: string;
  answers: z.input<typeof answersSchema>;
}
