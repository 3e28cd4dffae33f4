/** What may be done to a contact by itself: marketing by recorded consent (A-PRICE-3). */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { contacts } from '../../db/contact/table.ts';
import type { Tx } from '../../db/database.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { consentSchema, saveConsentSchema } from '../contracts/consent.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { isoOrNull } from '../messages/view.ts';

const tag = 'Contacts';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = [{ status: 404, code: 'not_found', when: 'there is no such contact' }];

async function contactOf(tx: Tx, orgId: string, contactId: string) {
  const [row] = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId)));
  if (!row) throw notFound('contact');
  return row;
}

const consentOf = (row: typeof contacts.$inferSelect): z.infer<typeof consentSchema> => ({
  given: row.marketingOptInAt !== null,
  givenAt: isoOrNull(row.marketingOptInAt),
  recordedBy: row.marketingOptIn?.memberId ?? null,
  how: row.marketingOptIn?.how ?? null,
  words: row.marketingOptIn?.words ?? null,
  stoppedAt: isoOrNull(row.marketingStoppedAt),
});

export const consentEndpoint = defineEndpoint({
  method: 'get',
  path: '/contacts/:id/marketing-consent',
  summary: 'Whether this contact may be sent marketing, and how it is known',
  tag,
  needs: read('contacts'),
  params,
  query,
  body: z.undefined(),
  response: consentSchema,
  errors: missing,
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => consentOf(await contactOf(tx, caller.orgId, target.id))),
});

export const saveConsentEndpoint = defineEndpoint({
  method: 'put',
  path: '/contacts/:id/marketing-consent',
  summary: 'Records consent to marketing with how and in what words it was given, or takes it back',
  tag,
  needs: write('contacts'),
  params,
  query,
  body: saveConsentSchema,
  response: consentSchema,
  errors: missing,
  handle: ({ params: target, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      await contactOf(tx, orgId, target.id);
      const consent = body.given ? { memberId: caller.memberId, how: body.how, words: body.words } : null;
      await tx
        .update(contacts)
        .set({ marketingOptInAt: body.given ? now : null, marketingOptIn: consent })
        .where(and(eq(contacts.orgId, orgId), eq(contacts.id, target.id)));
      const payload = { given: body.given, how: consent?.how ?? null };
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'marketing_consent',
        subjectId: target.id,
        payload,
        now,
      });
      return consentOf(await contactOf(tx, orgId, target.id));
    }),
});
