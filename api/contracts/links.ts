/** Conversations of one person that belong together (A-RETR-2). */
import { z } from 'zod';
import { CHANNELS, STAGES } from '../../domain/words.ts';
import { id, time } from './common.ts';

export const linksSchema = z.strictObject({ conversations: z.array(id).max(20) });

export const linkListSchema = linksSchema.extend({
  others: z
    .array(
      z.strictObject({
        id,
        channel: z.enum(CHANNELS),
        channelName: z.string().describe('the number or account it is on'),
        stage: z.enum(STAGES),
        lastText: z.string().nullable(),
        lastActivityAt: time,
        linked: z.boolean(),
      }),
    )
    .describe('the other conversations with the same contact, newest first: those that may be linked'),
});
export type LinkList = z.infer<typeof linkListSchema>;
