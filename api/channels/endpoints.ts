/** Connecting WhatsApp numbers: checked live, stored sealed, tried at the end (A-ONB-1, A-UI-2). */
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { type ChannelRow, connectNumber, findChannel, listChannels } from '../../db/channel/connect.ts';
import { publish } from '../../db/event/queries.ts';
import { organizations } from '../../db/organization/table.ts';
import type { CheckedNumber, NumberCredentials, NumberSetup } from '../../domain/channel/setup.ts';
import { read, write } from '../../domain/permission/permission.ts';
import {
  channelSchema,
  channelsSchema,
  checkedSchema,
  connectSchema,
  numberCredentialsSchema,
  testSendSchema,
  testSentSchema,
  webhookSchema,
} from '../contracts/channels.ts';
import { id, okSchema } from '../contracts/common.ts';
import { actorOf } from '../conversations/ownership.ts';
import { type AnyEndpoint, ApiError, type ApiServices, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'Channels';
const none = z.strictObject({});
const params = z.strictObject({ id });
const missing = { status: 404, code: 'not_found', when: 'there is no such number' };
const WRONG = { status: 422, code: 'number_wrong', when: 'WhatsApp refuses one of the credentials' };
const REFUSED = { status: 422, code: 'provider_refused', when: 'WhatsApp refuses it; the answer says why' };
const NO_SETUP = { status: 409, code: 'not_here', when: 'no WhatsApp can be asked from this installation' };
/** A number that was connected a moment ago is known to the webhooks after this. */
const KNOWN_AFTER_MS = 1_500;

function setupOf(services: ApiServices): NumberSetup {
  if (services.numbers) return services.numbers;
  throw new ApiError(409, 'not_here', 'No WhatsApp can be asked from this installation.');
}

const view = (row: ChannelRow, lastInboundAt: number | null, lastOutboundAt: number | null) => ({
  id: row.id,
  channel: row.channel,
  name: row.name,
  displayAddress: row.displayAddress,
  phoneNumberId: row.externalId,
  businessAccountId: row.businessId,
  quality: row.quality,
  createdAt: iso(row.createdAt),
  lastInboundAt: isoOrNull(lastInboundAt),
  lastOutboundAt: isoOrNull(lastOutboundAt),
});

export const channelsEndpoint = defineEndpoint({
  method: 'get',
  path: '/channels',
  summary: 'Connected numbers, and when each was last written to and from',
  tag,
  needs: read('whatsapp'),
  params: none,
  query: none,
  body: z.undefined(),
  response: channelsSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({
      channels: (await listChannels(tx, caller)).map(each => view(each.row, each.lastInboundAt, each.lastOutboundAt)),
      simulated: Boolean(services.numbers?.simulated),
    })),
});

export const checkNumberEndpoint = defineEndpoint({
  method: 'post',
  path: '/channels/whatsapp/check',
  summary: 'Ask WhatsApp about each credential of a number; nothing is stored',
  tag,
  needs: write('whatsapp'),
  params: none,
  query: none,
  body: numberCredentialsSchema,
  response: checkedSchema,
  errors: [NO_SETUP],
  handle: ({ body, services }) => setupOf(services).check(body),
});

/** What is stored of a number is sealed for its organization before anything is written. */
async function connect(
  services: ApiServices,
  caller: Caller,
  number: NumberCredentials & { name: string; displayPhoneNumber: string; verifyToken: string },
) {
  const { orgId } = caller;
  const { keyring } = services;
  const seal = (field: string, value: string) => keyring.seal(orgId, `channel.${field}`, Buffer.from(value));
  const accessTokenSealed = await seal('access_token', number.accessToken);
  const appSecretSealed = await seal('app_secret', number.appSecret);
  const verifyTokenSealed = await seal('verify_token', number.verifyToken);
  const now = services.clock.now();
  return services.db.withOrg(orgId, async tx => {
    const channelId = await connectNumber(tx, {
      orgId,
      name: number.name,
      phoneNumberId: number.phoneNumberId,
      businessAccountId: number.businessAccountId,
      displayAddress: number.displayPhoneNumber,
      accessTokenSealed,
      appSecretSealed,
      verifyTokenSealed,
      now,
    });
    const row = channelId === null ? null : await findChannel(tx, { orgId, id: channelId });
    if (!row)
      throw new ApiError(409, 'number_taken', 'This number is connected to another organization here.', {
        hint: 'It has to be disconnected there first: whoever runs this installation can do that.',
      });
    const payload = { phoneNumberId: number.phoneNumberId };
    await audit(tx, { orgId, actor: actorOf(caller), action: 'channel_connected', subjectId: row.id, payload, now });
    await publish(tx, { orgId, kind: 'playbook.updated', conversationId: null, now });
    return view(row, null, null);
  });
}

/** What is wrong; what could not be asked only where nothing is known to be wrong. */
function wrongOf({ checks }: CheckedNumber) {
  const wrong = checks.filter(check => check.state === 'wrong');
  return wrong.length > 0 ? wrong : checks.filter(check => check.state === 'unknown');
}

export const connectNumberEndpoint = defineEndpoint({
  method: 'post',
  path: '/channels/whatsapp',
  summary: 'Connect a number: checked with WhatsApp, then stored sealed; a connected one gets new secrets',
  tag,
  needs: write('whatsapp'),
  people: true,
  params: none,
  query: none,
  body: connectSchema,
  response: channelSchema,
  errors: [
    NO_SETUP,
    WRONG,
    { status: 409, code: 'number_taken', when: 'the number is connected to another organization' },
  ],
  async handle({ body: { name, ...given }, caller, services }) {
    const checked = await setupOf(services).check(given);
    const wrong = wrongOf(checked);
    if (wrong.length > 0)
      throw new ApiError(422, 'number_wrong', 'WhatsApp does not take these credentials.', {
        hint: 'Mend what is listed.',
        errors: wrong.map(({ field, message, hint }) => ({
          path: field,
          message: hint ? `${message} ${hint}` : message,
        })),
      });
    const displayPhoneNumber = checked.displayPhoneNumber ?? given.phoneNumberId;
    const verifyToken = randomBytes(24).toString('base64url');
    return connect(services, caller, { ...given, name, displayPhoneNumber, verifyToken });
  },
});

export const simulatedNumberEndpoint = defineEndpoint({
  method: 'post',
  path: '/channels/simulated',
  summary: 'A simulated number, where a simulated WhatsApp runs: the phone page reaches it at once',
  tag,
  needs: write('whatsapp'),
  people: true,
  params: none,
  query: none,
  body: none.optional(),
  response: channelSchema,
  errors: [{ status: 409, code: 'not_here', when: 'no simulated WhatsApp runs here' }],
  async handle({ caller, services }) {
    const make = services.numbers?.simulated;
    if (!make) throw new ApiError(409, 'not_here', 'No simulated WhatsApp runs here.');
    const name = await services.db.withOrg(caller.orgId, async tx => {
      const [organization] = await tx
        .select({ name: organizations.name })
        .from(organizations)
        .where(eq(organizations.id, caller.orgId));
      return organization?.name ?? '';
    });
    return connect(services, caller, { ...(await make(name)), name: 'Simulated number' });
  },
});

/** The secrets of one number, opened; outside any transaction. */
async function opened(services: ApiServices, orgId: string, channelId: string) {
  const row = await services.db.withOrg(orgId, tx => findChannel(tx, { orgId, id: channelId }));
  if (!row) throw notFound('number');
  const open = async (field: string, sealed: Buffer) =>
    (await services.keyring.open(orgId, `channel.${field}`, sealed)).toString('utf8');
  return {
    credentials: {
      phoneNumberId: row.externalId,
      businessAccountId: row.businessId,
      accessToken: await open('access_token', row.accessTokenSealed),
    },
    verifyToken: await open('verify_token', row.verifyTokenSealed),
  };
}

const webhookUrl = (services: ApiServices): string => `${services.publicUrl}/webhooks/whatsapp`;
const LOCAL = /^https?:\/\/(?:localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/i;

export const webhookEndpoint = defineEndpoint({
  method: 'get',
  path: '/channels/:id/webhook',
  summary: 'Webhook address and verify token, to be entered at WhatsApp',
  tag,
  needs: write('whatsapp'),
  people: true,
  params,
  query: none,
  body: z.undefined(),
  response: webhookSchema,
  errors: [missing],
  async handle({ params: target, caller, services }) {
    const { verifyToken } = await opened(services, caller.orgId, target.id);
    const url = webhookUrl(services);
    return { url, verifyToken, reachable: !LOCAL.test(url) };
  },
});

export const subscribeEndpoint = defineEndpoint({
  method: 'post',
  path: '/channels/:id/subscribe',
  summary: 'Have WhatsApp send this account’s webhooks here; it calls the address before it says yes',
  tag,
  needs: write('whatsapp'),
  people: true,
  params,
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [missing, NO_SETUP, REFUSED],
  async handle({ params: target, caller, services }) {
    const { orgId } = caller;
    const { credentials, verifyToken } = await opened(services, orgId, target.id);
    const setup = setupOf(services);
    const webhook = { url: webhookUrl(services), verifyToken };
    let result = await setup.subscribe(credentials, webhook);
    if (!result.ok) {
      await new Promise(resolve => setTimeout(resolve, KNOWN_AFTER_MS));
      result = await setup.subscribe(credentials, webhook);
    }
    if (!result.ok)
      throw new ApiError(422, 'provider_refused', result.message, result.hint === null ? {} : { hint: result.hint });
    const now = services.clock.now();
    await services.db.withOrg(orgId, tx =>
      audit(tx, { orgId, actor: actorOf(caller), action: 'channel_subscribed', subjectId: target.id, now }),
    );
    return { ok: true as const };
  },
});

export const testSendEndpoint = defineEndpoint({
  method: 'post',
  path: '/channels/:id/test',
  summary: 'Send an approved template to a phone of one’s own, outside any conversation',
  tag,
  needs: write('whatsapp'),
  people: true,
  params,
  query: none,
  body: testSendSchema,
  response: testSentSchema,
  errors: [missing, NO_SETUP, REFUSED, { status: 422, code: 'bad_number', when: 'it is no phone number' }],
  async handle({ params: target, body: { to }, caller, services }) {
    const { orgId } = caller;
    const { credentials } = await opened(services, orgId, target.id);
    if (!/^\+[1-9]\d{6,14}$/.test(to))
      throw new ApiError(422, 'bad_number', 'This is no phone number with its country code.', {
        hint: 'Write it like +14155550142.',
      });
    const sent = await setupOf(services).sendTest(credentials, to);
    if (!sent.ok)
      throw new ApiError(422, 'provider_refused', sent.message, sent.hint === null ? {} : { hint: sent.hint });
    const now = services.clock.now();
    await services.db.withOrg(orgId, tx =>
      audit(tx, { orgId, actor: actorOf(caller), action: 'channel_tested', subjectId: target.id, now }),
    );
    return { template: sent.template ?? '' };
  },
});

export const channelEndpoints: AnyEndpoint[] = [
  channelsEndpoint,
  checkNumberEndpoint,
  connectNumberEndpoint,
  simulatedNumberEndpoint,
  webhookEndpoint,
  subscribeEndpoint,
  testSendEndpoint,
];
