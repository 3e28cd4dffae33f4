/** Calls to action of a conversation with their steps and links, and the secret of completion webhooks (A-CTA-4). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { linksOf } from '../../db/cta/queries.ts';
import { ctaWebhookSettings, saveSetting } from '../../db/organization/settings.ts';
import { progressOf } from '../../domain/cta/steps.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { progressSchema } from '../contracts/ctas.ts';
import { actorOf } from '../conversations/ownership.ts';
import { type ApiServices, defineEndpoint, notFound } from '../endpoint.ts';
import { isoOrNull } from '../messages/view.ts';

const tag = 'Calls to action';
const nothing = z.strictObject({});

export const ctaProgressEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/ctas',
  summary: 'The calls to action of a conversation: state, steps with time and source, clicks of its links',
  tag,
  needs: read('conversations'),
  params: z.strictObject({ id }),
  query: nothing,
  body: z.undefined(),
  response: progressSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such conversation' }],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const ref = { orgId: caller.orgId, conversationId: params.id };
      const loaded = await loadConversation(tx, ref, false);
      if (!loaded) throw notFound('conversation');
      const links = await linksOf(tx, ref);
      return {
        ctas: loaded.playbook.ctas.map(({ type, label }) => ({
          type,
          label,
          state: loaded.row.ctas[type]?.state ?? ('NOT_OFFERED' as const),
          changedAt: isoOrNull(loaded.row.ctas[type]?.changedAt ?? null),
          steps: progressOf(type, loaded.row.ctas, loaded.playbook).map(step => ({ ...step, at: isoOrNull(step.at) })),
          links: links
            .filter(link => link.cta === type)
            .map(({ token, target, clicks, lastClickedAt }) => ({
              token,
              target,
              clicks,
              lastClickedAt: isoOrNull(lastClickedAt),
            })),
        })),
      };
    }),
});

const webhookSchema = z.strictObject({
  path: z.string().describe('where deliveries are POSTed, below the address of this installation'),
  secret: z.string().describe('signs deliveries: X-Parley-Signature-256: sha256=<HMAC-SHA256 of the raw body, hex>'),
  generation: z.int(),
});

const webhookOf = (services: ApiServices, orgId: string, generation: number) => ({
  path: `/webhooks/cta/${orgId}`,
  secret: services.ctaSecret(orgId, generation),
  generation,
});

export const ctaWebhookEndpoint = defineEndpoint({
  method: 'get',
  path: '/cta-webhook',
  summary: 'Where other systems say that a call to action was completed, and the secret that signs it',
  tag,
  // The secret is as good as the right to write.
  needs: write('settings'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: webhookSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx =>
      webhookOf(services, orgId, (await ctaWebhookSettings(tx, { orgId })).generation),
    ),
});

export const rotateCtaWebhookEndpoint = defineEndpoint({
  method: 'post',
  path: '/cta-webhook/rotate',
  summary: 'Replaces the secret of completion webhooks; the old one counts no more',
  tag,
  needs: write('settings'),
  params: nothing,
  query: nothing,
  body: nothing,
  response: webhookSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const generation = (await ctaWebhookSettings(tx, { orgId })).generation + 1;
      await saveSetting(tx, { orgId, key: 'ctaWebhook', value: { generation } });
      const now = services.clock.now();
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'cta_webhook_rotate',
        subjectId: null,
        payload: { generation },
        now,
      });
      return webhookOf(services, orgId, generation);
    }),
});
