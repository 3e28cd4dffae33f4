/** What the dashboard shows (A-UI-3, C-DASH, B-AN-1). Days are the organization's own; costs are micros of a US dollar. */
import { z } from 'zod';
import { FUNNEL_STEPS, MEASURES } from '../../domain/analytics/measures.ts';
import { countDays, DAY_PATTERN, isDay, MOST_DAYS } from '../../domain/analytics/range.ts';
import { LEAD_STATUSES, PRIORITIES, SENTIMENTS, type Sentiment, STAGES } from '../../domain/words.ts';
import { id, ownerSchema, time } from './common.ts';

const day = z
  .string()
  .regex(DAY_PATTERN, 'Write the day as 2026-11-22.')
  .refine(isDay, 'There is no such day.')
  .describe('a date on the calendar of the organization');

const days = {
  from: day.optional().describe('first day; 29 days before the last when absent'),
  to: day.optional().describe('last day, counted; today when absent'),
};
const inOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || (from <= to && countDays(from, to) <= MOST_DAYS);
const ORDER = {
  message: `The first day may not be after the last, and at most ${MOST_DAYS} days can be asked for.`,
  path: ['from'],
};

export const periodQuerySchema = z.strictObject(days).refine(inOrder, ORDER);
export const behindQuerySchema = z
  .strictObject({
    ...days,
    measure: z.enum(MEASURES),
    part: z
      .string()
      .max(60)
      .optional()
      .describe(
        'of the figure: a temperature, channel, source, stage, priority, sentiment, the id of a topic, a step of the funnel, `in` or `out`, AI or PERSON',
      ),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
  })
  .refine(inOrder, ORDER);

const periodSchema = z.object({
  from: z.string(),
  to: z.string(),
  startsAt: time,
  endsAt: time.describe('no longer in it'),
});
const range = z.object({
  zone: z.string(),
  period: periodSchema,
  before: periodSchema.describe('as many days, right before'),
});

const compared = z.object({ value: z.number(), before: z.number() });
const share = z.object({ value: z.number().nullable(), before: z.number().nullable() });

/** GET /analytics/overview */
export const overviewSchema = range.extend({
  now: z
    .object({
      active: z.int(),
      needs_human: z.int(),
      escalations: z.record(z.enum(PRIORITIES), z.int()),
      leadsToday: z.int(),
      staleKnowledge: z.object({
        count: z.int(),
        documents: z.array(z.object({ id, title: z.string(), since: time })).describe('the oldest five'),
      }),
    })
    .describe('as things stand, whatever the days'),
  chats: compared,
  messages: compared,
  leads: compared,
  won: compared,
  lost: compared,
  dropped: compared,
  appointments: compared,
  handed_over: compared,
  temperature: z.object({ hot: z.int(), warm: z.int(), cold: z.int(), unscored: z.int() }),
  qualificationRate: share.describe('leads of the days that were ever qualified, of all of them'),
  aiResolution: share.describe('conversations of the days that were not handed to a person, of all of them'),
});
export type Overview = z.infer<typeof overviewSchema>;

/** GET /analytics/messages */
export const messageDaysSchema = range.extend({
  days: z.array(z.object({ day: z.string(), chats: z.int(), received: z.int(), sent: z.int() })),
});
export type MessageDays = z.infer<typeof messageDaysSchema>;

const shares = z.array(z.object({ key: z.string(), count: z.int() }));
/** GET /analytics/contacts */
export const leadDaysSchema = range.extend({
  total: z.int(),
  days: z.array(z.object({ day: z.string(), hot: z.int(), warm: z.int(), cold: z.int(), unscored: z.int() })),
  channels: shares.describe('of the first conversation; `none` for leads typed in or imported'),
  sources: shares,
});
export type LeadDays = z.infer<typeof leadDaysSchema>;

/** GET /analytics/funnel */
export const funnelSchema = range.extend({
  steps: z.array(z.object({ step: z.enum(FUNNEL_STEPS), count: z.int(), before: z.int() })),
  qualification: z.object({ leads: z.int(), averageMessages: z.number().nullable() }),
  dropOffs: z.array(z.object({ stage: z.enum(STAGES), count: z.int() })),
});
export type Funnel = z.infer<typeof funnelSchema>;

const spread = z
  .object({
    count: z.int(),
    avgMs: z.number(),
    minMs: z.number(),
    maxMs: z.number(),
    p50Ms: z.number(),
    p95Ms: z.number(),
  })
  .nullable()
  .describe('percentiles by nearest rank; null when nothing was answered');
const times = z.object({ all: spread, ai: spread, people: spread, unanswered: z.int() });
/** GET /analytics/response-time */
export const responseTimeSchema = range.extend({ value: times, previous: times });
export type ResponseTime = z.infer<typeof responseTimeSchema>;

const spent = { modelMicros: z.int(), messageMicros: z.int(), tokens: z.int() };
/** GET /analytics/costs */
export const costDaysSchema = range.extend({
  total: z.object(spent),
  previous: z.object(spent),
  days: z.array(z.object({ day: z.string(), ...spent })),
});
export type CostDays = z.infer<typeof costDaysSchema>;

const moods = z.object(Object.fromEntries(SENTIMENTS.map(word => [word, z.int()])) as Record<Sentiment, z.ZodInt>);
/** GET /analytics/sentiment */
export const sentimentSchema = range.extend({
  readings: z.int().describe('what customers wrote, as the agent read it: one for each turn'),
  total: moods,
  average: share.describe('-1 (angry) to 1 (very positive); null when nothing was read'),
  days: z.array(moods.extend({ day: z.string() })),
});
export type SentimentDays = z.infer<typeof sentimentSchema>;

/** GET /analytics/top-topics */
export const topTopicsSchema = range.extend({
  questions: z.int().describe('all of these days, in a topic or not'),
  topics: z
    .array(
      z.object({
        id,
        name: z.string().nullable().describe('as the model calls it; null while its words name it'),
        words: z.array(z.string()).describe('the words its questions share, most telling first'),
        questions: z.int(),
        conversations: z.int(),
        before: z.int().describe('questions in as many days right before'),
        lastAt: time,
      }),
    )
    .describe('asked about in more than one conversation; at most 20'),
});
export type TopTopics = z.infer<typeof topTopicsSchema>;

/** GET /analytics/behind */
export const behindSchema = range.extend({
  count: z.int().describe('rows'),
  sum: z.number().describe('what they add up to: the figure'),
  partName: z.string().nullable().describe('what the part is called, where it is asked for by an id'),
  rows: z.array(
    z.object({
      conversationId: id.nullable(),
      contactId: id.nullable(),
      name: z.string().nullable(),
      address: z.string(),
      leadStatus: z.enum(LEAD_STATUSES).nullable(),
      stage: z.enum(STAGES).nullable(),
      owner: ownerSchema.nullable(),
      amount: z.number().describe('its share of the figure'),
      at: time,
    }),
  ),
  next: z.int().nullable().describe('offset of the next page'),
});
export type Behind = z.infer<typeof behindSchema>;
