/** A person sends a template: the only thing that may be sent when the window is closed. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { dailyLimitReached } from '../../db/channel/tier.ts';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { contentWith, type Filled, fillTemplate, partsOf, type TemplateRow } from '../../db/template/queries.ts';
import { templates } from '../../db/template/table.ts';
import { templateVariables } from '../../db/template/variables.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { messageSchema } from '../contracts/messages.ts';
import { type SendTemplate, sendTemplateSchema } from '../contracts/templates.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { SEND_ERRORS, sendAsPerson } from '../messages/queue.ts';

/** Why nobody may send this template to this contact now, whatever they fill in; null when they may. */
export function blockedBecause(row: TemplateRow, { contact }: LoadedConversation): string | null {
  if (row.status !== 'APPROVED') return `WhatsApp has not approved it (${row.status}).`;
  const { headerFile, buttons } = partsOf(row);
  if (headerFile)
    return `Its header is ${headerFile === 'IMAGE' ? 'a picture' : 'a file'}: that cannot be sent from here.`;
  if (buttons.some(button => button.variable))
    return 'One of its buttons wants a value: that cannot be sent from here.';
  if (row.category.toUpperCase() !== 'MARKETING') return null;
  if (contact.marketingStoppedAt !== null) return 'The customer has stopped marketing messages.';
  if (contact.marketingOptInAt === null) return 'The customer has not agreed to marketing messages.';
  return null;
}

/** The template's values: what the person typed, else what is known. @throws ApiError 422 for one that the template does not have. */
function filledBy(row: TemplateRow, loaded: LoadedConversation, typed: SendTemplate['variables'] = []): Filled[] {
  const filled = fillTemplate(row, templateVariables(loaded));
  for (const { part, variable } of typed)
    if (!filled.some(each => each.part === part && each.variable === variable))
      throw new ApiError(
        422,
        'unknown_variable',
        `The template has no variable ${variable} in its ${part.toLowerCase()}.`,
      );
  return filled.map(each => {
    const own = typed.find(({ part, variable }) => part === each.part && variable === each.variable);
    return own ? { ...each, text: own.text } : each;
  });
}

async function templateOf(tx: Tx, loaded: LoadedConversation, body: { name: string; language: string }) {
  const { orgId, channelAccountId } = loaded.row;
  const [row] = await tx
    .select()
    .from(templates)
    .where(
      and(
        eq(templates.orgId, orgId),
        eq(templates.channelAccountId, channelAccountId),
        eq(templates.name, body.name),
        eq(templates.language, body.language),
      ),
    );
  if (!row) throw notFound('template');
  return row;
}

export const sendTemplateEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/templates',
  summary:
    'Send a template to the customer, whether the window is open or not; takes the conversation over if nobody has',
  tag: 'Templates',
  needs: write('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: sendTemplateSchema,
  response: messageSchema,
  errors: [
    ...SEND_ERRORS.filter(({ code }) => code !== 'window_closed' && code !== 'unknown_reply'),
    { status: 409, code: 'template_blocked', when: 'the template may not be sent to this customer' },
    { status: 409, code: 'daily_limit', when: 'the number has written to as many people today as it may' },
    { status: 422, code: 'missing_value', when: 'a variable has neither a value nor a fallback' },
    { status: 422, code: 'unknown_variable', when: 'the template has no such variable' },
  ],
  handle: ({ params: { id: conversationId }, body, caller, services }) => {
    const now = services.clock.now();
    return services.db.withOrg(caller.orgId, tx =>
      sendAsPerson(tx, caller, {
        conversationId,
        messageId: body.id,
        now,
        async contentOf(loaded) {
          const row = await templateOf(tx, loaded, body);
          const blocked = blockedBecause(row, loaded);
          if (blocked) throw new ApiError(409, 'template_blocked', blocked, { hint: 'Choose another template.' });
          const { orgId, channelAccountId, contactId } = loaded.row;
          if (await dailyLimitReached(tx, { orgId, channelAccountId, contactId, now }))
            throw new ApiError(409, 'daily_limit', 'This number has written to as many people today as it may.', {
              hint: 'Wait until tomorrow, or until the customer writes.',
            });
          const filled = filledBy(row, loaded, body.variables);
          const content = contentWith(row, filled);
          if (!content) {
            const missing = filled.filter(({ text }) => text === null).map(({ variable }) => variable);
            throw new ApiError(422, 'missing_value', `Nothing is known for ${missing.join(', ')}.`, {
              hint: 'Write what should stand there.',
            });
          }
          return { content };
        },
      }),
    );
  },
});
