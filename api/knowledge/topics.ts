/** What customers ask about, from their own questions (B-AI-8). */
import { z } from 'zod';
import { typedSince } from '../../db/topics/queries.ts';
import { read } from '../../domain/permission/permission.ts';
import { topicsOf } from '../../domain/topics/topics.ts';
import { topicsSchema } from '../contracts/topics.ts';
import { defineEndpoint } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const DAY_MS = 86_400_000;
/** More are not looked at: the newest say what is asked now. */
const MESSAGES = 2_000;

export const topicsEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/topics',
  summary: `What customers have asked about: their questions put together by the words they share; of the newest ${MESSAGES} messages`,
  tag: 'Knowledge',
  needs: read('knowledge'),
  params: z.strictObject({}),
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(30) }),
  body: z.undefined(),
  response: topicsSchema,
  errors: [],
  async handle({ query: { days }, caller: { orgId }, services }) {
    const since = services.clock.now() - (days ?? 30) * DAY_MS;
    const typed = await services.db.withOrg(orgId, tx => typedSince(tx, { orgId, since, limit: MESSAGES }));
    const { topics, single, questions } = topicsOf(typed.questions);
    return {
      questions,
      single,
      complete: typed.complete,
      topics: topics.map(topic => ({
        ...topic,
        lastAt: iso(topic.lastAt),
        examples: topic.examples.map(example => ({ ...example, at: iso(example.at) })),
      })),
    };
  },
});
