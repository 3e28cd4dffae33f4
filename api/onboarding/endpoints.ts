/** Setting an organization up: the questionnaire, the draft, and going live (A-ONB, A-API-2). */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { addModelCall } from '../../db/cost/queries.ts';
import type { Tx } from '../../db/database.ts';
import { derivedId } from '../../db/ids.ts';
import { createSource, replaceDocuments } from '../../db/knowledge/queries.ts';
import {
  around,
  findOnboarding,
  onboardingOf,
  publishDraft,
  saveAnswers,
  saveDraft,
  websitePassages,
} from '../../db/onboarding/queries.ts';
import { organizations } from '../../db/organization/table.ts';
import { parseStored } from '../../db/playbook/queries.ts';
import { parseFaqText } from '../../domain/knowledge/faq-text.ts';
import { answersSchema } from '../../domain/onboarding/answers.ts';
import { draftProblems } from '../../domain/onboarding/draft.ts';
import { missingAnswers } from '../../domain/onboarding/missing.ts';
import { STARTING_POINTS } from '../../domain/onboarding/starting-points/index.ts';
import { read, write } from '../../domain/permission/permission.ts';
import {
  draftSchema,
  generateSchema,
  onboardingSchema,
  publishedSchema,
  publishSchema,
  saveAnswersSchema,
  saveDraftSchema,
  startFromSchema,
  startingPointsSchema,
} from '../contracts/onboarding.ts';
import { actorOf } from '../conversations/ownership.ts';
import { type AnyEndpoint, ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { generate } from './generate.ts';
import { draftView, viewOf } from './view.ts';

const tag = 'Onboarding';
const none = z.strictObject({});
const PAGES = 12;
const NO_DRAFT = { status: 409, code: 'no_draft', when: 'no draft was made yet' };
const STALE = { status: 409, code: 'stale_draft', when: 'the draft was changed meanwhile' };

export const onboardingEndpoint = defineEndpoint({
  method: 'get',
  path: '/onboarding',
  summary: 'What was answered, the draft, and what is missing before the agent may run',
  tag,
  needs: read('playbooks'),
  params: none,
  query: none,
  body: z.undefined(),
  response: onboardingSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => viewOf(tx, await findOnboarding(tx, { orgId }), orgId)),
});

/** Questions and answers become knowledge as they are given; what holds no question replaces nothing. */
async function takeFaq(tx: Tx, { orgId, text, now }: { orgId: string; text: string; now: number }): Promise<void> {
  const { entries } = parseFaqText(text);
  if (entries.length === 0) return;
  const id = derivedId('knowledge source', orgId, 'questionnaire');
  const sourceId = await createSource(tx, { orgId, id, type: 'FAQ', name: 'Questionnaire', now });
  const documents = entries.map(({ question, answer }) => ({ title: question, content: answer }));
  await replaceDocuments(tx, { orgId, sourceId, documents, now });
}

export const saveAnswersEndpoint = defineEndpoint({
  method: 'patch',
  path: '/onboarding/answers',
  summary: 'Save answers: the parts given replace what was answered before',
  tag,
  needs: write('playbooks'),
  params: none,
  query: none,
  body: saveAnswersSchema,
  response: onboardingSchema,
  errors: [],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const row = await saveAnswers(tx, { orgId, answers: body, now });
      if (body.faq) await takeFaq(tx, { orgId, text: body.faq.text, now });
      const parts = Object.keys(body);
      if (parts.length > 0)
        await audit(tx, {
          orgId,
          actor: actorOf(caller),
          action: 'onboarding_answered',
          subjectId: orgId,
          payload: { parts },
          now,
        });
      return viewOf(tx, row, orgId);
    }),
});

export const startingPointsEndpoint = defineEndpoint({
  method: 'get',
  path: '/onboarding/starting-points',
  summary: 'Industries with a full set of answers to begin from',
  tag,
  needs: read('playbooks'),
  params: none,
  query: none,
  body: z.undefined(),
  response: startingPointsSchema,
  errors: [],
  handle: async () => ({ startingPoints: STARTING_POINTS.map(({ key, label, about }) => ({ key, label, about })) }),
});

export const startFromEndpoint = defineEndpoint({
  method: 'post',
  path: '/onboarding/start',
  summary: 'Begin from an industry: its answers replace what was answered, under the organization’s own name',
  tag,
  needs: write('playbooks'),
  params: none,
  query: none,
  body: startFromSchema,
  response: onboardingSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such starting point' }],
  async handle({ body: { key }, caller, services }) {
    const { orgId } = caller;
    const found = STARTING_POINTS.find(point => point.key === key);
    if (!found) throw notFound('starting point');
    const answers = answersSchema.parse(found.answers);
    const now = services.clock.now();
    return services.db.withOrg(orgId, async tx => {
      const [organization] = await tx
        .select({ name: organizations.name })
        .from(organizations)
        .where(eq(organizations.id, orgId));
      const own = { ...answers, business: { ...answers.business, name: organization?.name ?? answers.business.name } };
      const row = await saveAnswers(tx, { orgId, answers: own, startedFrom: key, now });
      await takeFaq(tx, { orgId, text: own.faq.text, now });
      const payload = { startingPoint: key };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'onboarding_started', subjectId: orgId, payload, now });
      return viewOf(tx, row, orgId);
    });
  },
});

export const generateEndpoint = defineEndpoint({
  method: 'post',
  path: '/onboarding/generate',
  summary: 'Make the five configurations from the answers and the website; what was drafted before is replaced',
  tag,
  needs: write('playbooks'),
  params: none,
  query: none,
  body: generateSchema,
  response: draftSchema,
  errors: [
    { status: 422, code: 'answers_missing', when: 'something that is needed is not answered yet' },
    { status: 422, code: 'answers_too_long', when: 'the answers do not fit into a playbook' },
  ],
  async handle({ body, caller, services }) {
    const { orgId } = caller;
    const { row, there, pages } = await services.db.withOrg(orgId, async tx => ({
      row: await onboardingOf(tx, { orgId, now: services.clock.now() }),
      there: await around(tx, { orgId }),
      pages: await websitePassages(tx, { orgId, limit: PAGES }),
    }));
    const open = missingAnswers(row.answers, there.faqEntries);
    if (open.length > 0)
      throw new ApiError(422, 'answers_missing', 'Some answers are missing before a draft can be made.', {
        hint: 'Answer what is listed.',
        errors: open.map(({ field, message }) => ({ path: field, message })),
      });
    const complete = body.model ? (services.complete ?? null) : null;
    const made = await generate(complete, { orgId, answers: row.answers, pages }).catch((error: unknown) => {
      if (!(error instanceof z.ZodError)) throw error;
      throw new ApiError(422, 'answers_too_long', 'The answers do not fit into a playbook.', {
        hint: 'Shorten what is listed.',
        errors: error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message })),
      });
    });
    const now = services.clock.now();
    return services.db.withOrg(orgId, async tx => {
      await saveDraft(tx, { orgId, draft: made.draft, notes: made.notes, basedOn: null, now });
      for (const usage of made.usages)
        await addModelCall(tx, { orgId, conversationId: null, purpose: 'configure', usage, now });
      const payload = { parts: made.notes.parts };
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'onboarding_generated',
        subjectId: orgId,
        payload,
        now,
      });
      const view = draftView(await onboardingOf(tx, { orgId, now }));
      if (!view) throw new Error('the draft was saved and is not there');
      return view;
    });
  },
});

export const saveDraftEndpoint = defineEndpoint({
  method: 'put',
  path: '/onboarding/draft',
  summary: 'Save the draft as a person changed it; what it cannot go live with is listed',
  tag,
  needs: write('playbooks'),
  params: none,
  query: none,
  body: saveDraftSchema,
  response: draftSchema,
  errors: [STALE, { status: 422, code: 'rule', when: 'contact hours end before they begin' }],
  handle: ({ body: { config, basedOn }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const saved = await saveDraft(tx, { orgId, draft: config, basedOn, now });
      if (saved === 'stale')
        throw new ApiError(409, 'stale_draft', 'Somebody changed the draft meanwhile.', {
          hint: 'Load it again, and put your changes on top of it.',
        });
      await audit(tx, { orgId, actor: actorOf(caller), action: 'onboarding_draft_saved', subjectId: orgId, now });
      const view = draftView(await onboardingOf(tx, { orgId, now }));
      if (!view) throw new Error('the draft was saved and is not there');
      return view;
    }),
});

export const publishEndpoint = defineEndpoint({
  method: 'post',
  path: '/onboarding/publish',
  summary: 'Go live with the draft: the first version of the playbook, or a new one',
  tag,
  needs: write('playbooks'),
  params: none,
  query: none,
  body: publishSchema,
  response: publishedSchema,
  errors: [
    NO_DRAFT,
    STALE,
    { status: 422, code: 'answers_missing', when: 'something that is needed is not answered yet' },
    { status: 422, code: 'playbook_problems', when: 'a text breaks a rule, or a part is too long' },
  ],
  handle: ({ body: { revision }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const row = await onboardingOf(tx, { orgId, now, lock: true });
      if (!row.draft)
        throw new ApiError(409, 'no_draft', 'There is no draft yet.', { hint: 'Make one from the answers first.' });
      if (revision !== null && row.draftRevision !== revision)
        throw new ApiError(409, 'stale_draft', 'The draft was changed since you looked at it.', {
          hint: 'Look at it again, then publish.',
        });
      const open = missingAnswers(row.answers, (await around(tx, { orgId })).faqEntries);
      if (open.length > 0)
        throw new ApiError(422, 'answers_missing', 'Some answers are missing before the agent may run.', {
          hint: 'Answer what is listed.',
          errors: open.map(({ field, message }) => ({ path: field, message })),
        });
      const draft = parseStored(row.draft);
      const problems = draftProblems(draft);
      if (problems.length > 0)
        throw new ApiError(422, 'playbook_problems', 'This draft cannot go live as it is.', {
          hint: 'Mend what is listed and save it again.',
          errors: problems.map(({ path, message }) => ({ path: `config.${path}`, message })),
        });
      const name = row.startedFrom ?? 'main';
      return publishDraft(tx, { orgId, draft, name, actor: actorOf(caller), now });
    }),
});

export const onboardingEndpoints: AnyEndpoint[] = [
  onboardingEndpoint,
  saveAnswersEndpoint,
  startingPointsEndpoint,
  startFromEndpoint,
  generateEndpoint,
  saveDraftEndpoint,
  publishEndpoint,
];
