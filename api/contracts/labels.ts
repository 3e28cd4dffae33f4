import { z } from 'zod';
import { id } from './common.ts';

export const labelSchema = z.object({
  id,
  name: z.string(),
  color: z.string().describe('#rrggbb'),
});
export type LabelView = z.infer<typeof labelSchema>;
export const countedLabelSchema = labelSchema.extend({ contacts: z.int().describe('how many contacts have it') });
export const labelListSchema = z.object({ labels: z.array(countedLabelSchema) });

export const newLabelSchema = z.strictObject({
  name: z.string().trim().min(1).max(50),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .default('#5b6472')
    .describe('#rrggbb'),
});
