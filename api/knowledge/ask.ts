/** "Ask a question and see what would be found": the same search and ranking as the agent's, with every score (A-RETR, B-RATE-3). */
import { z } from 'zod';
import { addModelCall } from '../../db/cost/queries.ts';
import { findKnowledge } from '../../db/knowledge/find.ts';
import { takeFromWindow } from '../../db/limits/windows.ts';
import { defaultPlaybook, loadPlaybook } from '../../db/playbook/queries.ts';
import { givesOrders } from '../../domain/guardrails/orders.ts';
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import { hybridScore, KNOWLEDGE_LIMIT, rankKnowledge } from '../../domain/knowledge/rank.ts';
import { read } from '../../domain/permission/permission.ts';
import { type AskedView, askedSchema, askSchema } from '../contracts/websites.ts';
import { ApiError, type ApiServices, defineEndpoint } from '../endpoint.ts';

/** B-RATE-3: per organization. */
const PER_MINUTE = 20;
const MINUTE_MS = 60_000;
const EMBED_TIMEOUT_MS = 8_000;
const SHOWN = 12;

export const askEndpoint = defineEndpoint({
  method: 'post',
  path: '/knowledge/test',
  summary: 'Ask a question and see what the agent would be given, with scores and sources; 20 a minute',
  tag: 'Knowledge',
  needs: read('knowledge'),
  params: z.strictObject({}),
  query: z.strictObject({}),
  body: askSchema,
  response: askedSchema,
  errors: [],
  async handle({ body: { question }, caller: { orgId }, services }) {
    const now = services.clock.now();
    const { through, endsAt } = await services.db.withSystem(tx =>
      takeFromWindow(tx, { key: `knowledge-test/${orgId}`, units: 1, windowMs: MINUTE_MS, now }),
    );
    if (through > PER_MINUTE)
      throw new ApiError(429, 'rate_limited', `More than ${PER_MINUTE} questions in a minute.`, {
        hint: `Ask again in ${Math.max(1, Math.ceil((endsAt - now) / 1000))} s.`,
      });
    const { vector, model } = await embedded(services, orgId, question);
    return services.db.withOrg(orgId, async tx => {
      const found = await findKnowledge(tx, { orgId, query: { text: question, vector, model } });
      const playbook = await defaultPlaybook(tx, { orgId });
      const faqs = playbook ? (await loadPlaybook(tx, { orgId, ...playbook })).faqs : [];
      return { meaning: vector !== null, hits: judged(question, found, faqs) };
    });
  },
});

/** Null where embeddings are off or fail: the words alone decide then, as for the agent. */
async function embedded(
  { embed, db, clock, log }: ApiServices,
  orgId: string,
  question: string,
): Promise<{ vector: number[] | null; model: string }> {
  if (!embed) return { vector: null, model: '' };
  try {
    const { vectors, usage } = await embed({ texts: [question], signal: AbortSignal.timeout(EMBED_TIMEOUT_MS) });
    await db.withOrg(orgId, tx =>
      addModelCall(tx, { orgId, conversationId: null, purpose: 'embed', usage, now: clock.now() }),
    );
    return { vector: vectors[0] ?? null, model: usage.model };
  } catch (error) {
    log.warn({ err: error }, 'a test question could not be embedded: its words decide');
    return { vector: null, model: '' };
  }
}

type Hit = AskedView['hits'][number];

/** As activities/agent/retrieve.ts decides it, and why the others are left out. */
function judged(
  question: string,
  found: Awaited<ReturnType<typeof findKnowledge>>,
  faqs: readonly { question: string; answer: string }[],
): Hit[] {
  const orders = new Set(found.filter(hit => givesOrders(`${hit.title}\n${hit.text}`)).map(hit => hit.id));
  const own = matchKnowledge(
    question,
    faqs.map((faq, index) => ({ id: `faq-${index}`, title: faq.question, text: faq.answer })),
    KNOWLEDGE_LIMIT,
  ).map(
    (hit): Hit => ({
      from: 'playbook',
      title: hit.title,
      text: hit.text,
      score: hit.score,
      meaningScore: null,
      wordsScore: hit.score,
      used: !givesOrders(`${hit.title}\n${hit.text}`),
      whyNot: givesOrders(`${hit.title}\n${hit.text}`) ? 'gives_orders' : null,
      documentId: null,
      url: null,
    }),
  );
  const passages = found.map((hit): Hit => {
    const whyNot = orders.has(hit.id)
      ? 'gives_orders'
      : rankKnowledge([hit]).length === 0
        ? 'below_cutoff'
        : hit.stale
          ? 'changed'
          : null;
    return {
      from: 'knowledge',
      title: hit.title,
      text: hit.text,
      score: hybridScore(hit),
      meaningScore: hit.meaning,
      wordsScore: hit.words,
      used: whyNot === null,
      whyNot,
      documentId: hit.documentId,
      url: hit.url,
    };
  });
  let room = KNOWLEDGE_LIMIT;
  return [...own, ...passages]
    .sort((a, b) => b.score - a.score)
    .map((hit): Hit => (hit.used && room-- <= 0 ? { ...hit, used: false, whyNot: 'better_ones' } : hit))
    .slice(0, SHOWN);
}
