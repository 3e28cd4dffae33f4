/** What the agent would write now, for a person to send or change. */
import { z } from 'zod';
import { hasConversation } from '../../db/conversation/views.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { suggestionSchema } from '../contracts/conversations.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const PATIENCE_MS = 45_000;

export const suggestEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/suggestion',
  summary: 'What the agent would answer now; nothing is sent',
  tag: 'Conversations',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: z.strictObject({}).optional(),
  response: suggestionSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such conversation' },
    { status: 409, code: 'nothing_to_answer', when: 'the customer has not written since the last answer' },
    { status: 409, code: 'over_budget', when: 'the budget for the agent is spent' },
    { status: 409, code: 'not_here', when: 'no agent can be asked from this installation' },
  ],
  async handle({ params: { id: conversationId }, caller: { orgId }, services }) {
    if (!(await services.db.withOrg(orgId, tx => hasConversation(tx, { orgId, conversationId }))))
      throw notFound('conversation');
    if (!services.suggest) throw new ApiError(409, 'not_here', 'No agent can be asked from this installation.');
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const suggestion = await services.suggest({ orgId, conversationId, signal });
    if (suggestion.kind === 'missing') throw notFound('conversation');
    if (suggestion.kind === 'nothing_to_answer')
      throw new ApiError(409, 'nothing_to_answer', 'The customer has not written since the last answer.');
    if (suggestion.kind === 'over_budget')
      throw new ApiError(409, 'over_budget', 'The budget for the agent is spent.', {
        hint: 'Raise the caps under Settings, Costs.',
      });
    const { why } = suggestion;
    if (suggestion.kind === 'none') return { text: null, why, confidence: null, sources: [] };
    const { text, confidence, sources } = suggestion;
    return { text, why, confidence, sources };
  },
});
