/** What customers ask about (B-AI-8). */
import { z } from 'zod';
import { id, time } from './common.ts';

export const topicsSchema = z.object({
  questions: z.int(),
  single: z.int().describe('questions that are like no other'),
  complete: z.boolean().describe('false: there were more messages than are looked at, the oldest were left out'),
  topics: z.array(
    z.object({
      words: z.array(z.string()),
      questions: z.int(),
      conversations: z.int(),
      lastAt: time,
      examples: z.array(z.object({ conversationId: id, text: z.string(), at: time })),
    }),
  ),
});
export type TopicsView = z.infer<typeof topicsSchema>;
