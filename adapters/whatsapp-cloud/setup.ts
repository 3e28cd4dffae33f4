/** Connecting a number: each credential is asked about by itself, so that what is wrong can be said by its name. */
import { createHmac, randomUUID } from 'node:crypto';
import type { ChannelCredentials, ChannelPort, ChannelTemplate } from '../../activities/ports.ts';
import type {
  CheckedNumber,
  NumberCheck,
  NumberCredentials,
  NumberSetup,
  SetupResult,
} from '../../domain/channel/setup.ts';
import { createHttpGuard } from '../http-guard/guard.ts';
import { answerError, explain } from './errors.ts';
import { callGraph, type GraphOptions } from './http.ts';
import { asObject, asString, objectsOf } from './json.ts';
import type { JsonObject } from './wire.ts';

type Asked = { ok: true; body: JsonObject } | { ok: false; code: string; message: string; hint: string };

const AWAY = new Set(['timeout', 'connection_lost', 'refused_connection', 'cancelled', 'bad_answer']);

async function ask(
  options: GraphOptions,
  token: string,
  request: { method?: 'GET' | 'POST'; path: string; json?: unknown },
): Promise<Asked> {
  const outcome = await callGraph(options, { method: 'GET', token, ...request });
  if (outcome.type === 'failed') {
    const { code, message } = outcome.error;
    return { ok: false, code, message: explain(code).explanation || message, hint: 'Try again in a moment.' };
  }
  const body = asObject(outcome.body);
  if (outcome.status >= 200 && outcome.status < 300 && body && !body.error) return { ok: true, body };
  const error = answerError(outcome.status, outcome.body, outcome.retryAfterMs);
  return { ok: false, code: error.code, message: error.message, hint: explain(error.code).remedy };
}

const right = (field: NumberCheck['field'], message: string): NumberCheck => ({
  field,
  state: 'right',
  message,
  hint: null,
});
const wrong = (field: NumberCheck['field'], message: string, hint: string): NumberCheck => ({
  field,
  state: 'wrong',
  message,
  hint,
});
const unknown = (field: NumberCheck['field'], message: string): NumberCheck => ({
  field,
  state: 'unknown',
  message,
  hint: null,
});

/** Codes that speak of the token, whatever was asked for. */
const OF_TOKEN = new Set(['0', '190', '102', '463', '467', 'http_401']);

async function check(options: GraphOptions, given: NumberCredentials): Promise<CheckedNumber> {
  const { phoneNumberId, businessAccountId, accessToken, appSecret } = given;
  const id = encodeURIComponent(phoneNumberId);
  const found = await ask(options, accessToken, { path: `${id}?fields=id,display_phone_number,verified_name` });
  const nothing = { displayPhoneNumber: null, verifiedName: null };
  if (!found.ok && AWAY.has(found.code))
    return {
      ...nothing,
      checks: [
        unknown('accessToken', `WhatsApp cannot be asked: ${found.message}`),
        unknown('phoneNumberId', 'Not asked.'),
        unknown('businessAccountId', 'Not asked.'),
        unknown('appSecret', 'Not asked.'),
      ],
    };
  if (!found.ok && OF_TOKEN.has(found.code))
    return {
      ...nothing,
      checks: [
        wrong(
          'accessToken',
          `WhatsApp refuses this access token: ${found.message}`,
          'Make one for a system user with whatsapp_business_messaging and whatsapp_business_management, and copy all of it.',
        ),
        unknown('phoneNumberId', 'Not asked while the token is wrong.'),
        unknown('businessAccountId', 'Not asked while the token is wrong.'),
        unknown('appSecret', 'Not asked while the token is wrong.'),
      ],
    };
  const displayPhoneNumber = found.ok ? asString(found.body.display_phone_number) : null;
  const checks: NumberCheck[] = [
    right('accessToken', 'WhatsApp takes this access token.'),
    found.ok
      ? right(
          'phoneNumberId',
          `This is ${displayPhoneNumber ?? 'a number'} of ${asString(found.body.verified_name) ?? 'yours'}.`,
        )
      : wrong(
          'phoneNumberId',
          `With this token there is no such number: ${found.message}`,
          'Copy the “Phone number ID” from WhatsApp, API setup: it is not the phone number itself.',
        ),
    await checkAccount(options, accessToken, { phoneNumberId: found.ok ? phoneNumberId : null, businessAccountId }),
    await checkSecret(options, accessToken, { path: found.ok ? id : encodeURIComponent(businessAccountId), appSecret }),
  ];
  return { checks, displayPhoneNumber, verifiedName: found.ok ? asString(found.body.verified_name) : null };
}

async function checkAccount(
  options: GraphOptions,
  token: string,
  { phoneNumberId, businessAccountId }: { phoneNumberId: string | null; businessAccountId: string },
): Promise<NumberCheck> {
  const path = `${encodeURIComponent(businessAccountId)}/phone_numbers?fields=id&limit=100`;
  const found = await ask(options, token, { path });
  if (!found.ok)
    return AWAY.has(found.code)
      ? unknown('businessAccountId', `It cannot be asked: ${found.message}`)
      : wrong(
          'businessAccountId',
          `With this token there is no such business account: ${found.message}`,
          'Copy the “WhatsApp Business Account ID” from WhatsApp, API setup, and give the system user the account.',
        );
  // Which of the two is wrong cannot be told from their not fitting: the one that was refused is.
  if (phoneNumberId === null) return right('businessAccountId', 'There is such an account.');
  return objectsOf(found.body.data).some(number => asString(number.id) === phoneNumberId)
    ? right('businessAccountId', 'The number belongs to this account.')
    : wrong(
        'businessAccountId',
        'This account has no number with that id.',
        'Both ids stand beside each other in WhatsApp, API setup: take them from the same page.',
      );
}

/** The provider judges a proof made with the app's secret: that is how it is known to be the right one. */
async function checkSecret(
  options: GraphOptions,
  token: string,
  { path, appSecret }: { path: string; appSecret: string },
): Promise<NumberCheck> {
  const proof = createHmac('sha256', appSecret).update(token).digest('hex');
  const found = await ask(options, token, { path: `${path}?fields=id&appsecret_proof=${proof}` });
  if (found.ok) return right('appSecret', 'The app’s secret fits the token.');
  if (AWAY.has(found.code)) return unknown('appSecret', `It cannot be asked: ${found.message}`);
  return /appsecret_proof|proof/i.test(found.message)
    ? wrong(
        'appSecret',
        'This is not the secret of the app that made the token.',
        'Copy the “App secret” from the app’s settings, Basic; webhooks are signed with it.',
      )
    : unknown('appSecret', 'Not asked while the ids are wrong.');
}

async function subscribe(
  options: GraphOptions,
  { accessToken, businessAccountId }: Omit<NumberCredentials, 'appSecret'>,
  webhook: { url: string; verifyToken: string },
): Promise<SetupResult> {
  const answer = await ask(options, accessToken, {
    method: 'POST',
    path: `${encodeURIComponent(businessAccountId)}/subscribed_apps`,
    json: { override_callback_uri: webhook.url, verify_token: webhook.verifyToken },
  });
  if (answer.ok) return { ok: true };
  return {
    ok: false,
    message: `WhatsApp does not send here: ${answer.message}`,
    hint: 'The address must be reachable from the internet by https. You can also enter it by hand, in the app under WhatsApp, Configuration.',
  };
}

const needsNothing = ({ status, components }: ChannelTemplate): boolean =>
  status === 'APPROVED' && !JSON.stringify(components).includes('{{');

async function sendTest(
  channel: ChannelPort,
  credentials: ChannelCredentials,
  to: string,
): Promise<SetupResult & { template?: string }> {
  let templates: ChannelTemplate[];
  try {
    templates = await channel.listTemplates(credentials);
  } catch (error) {
    return {
      ok: false,
      message: error instanceof Error ? error.message : 'The templates could not be read.',
      hint: null,
    };
  }
  const usable = templates.filter(needsNothing);
  const template = usable.find(each => each.name === 'hello_world') ?? usable[0];
  if (!template)
    return {
      ok: false,
      message: 'There is no approved template without gaps to fill, and nothing else may be sent first.',
      hint: 'Write to the number from that phone instead: that opens 24 hours, and proves the webhooks too.',
    };
  const sent = await channel.send(credentials, {
    id: `setup-${randomUUID()}`,
    to: { kind: 'phone', value: to },
    replyToProviderId: null,
    content: {
      kind: 'template',
      name: template.name,
      language: template.language,
      category: template.category,
      preview: template.name,
      body: [],
      header: [],
      buttons: [],
    },
  });
  if (sent.type === 'accepted') return { ok: true, template: template.name };
  return { ok: false, message: sent.error.message, hint: explain(sent.error.code).remedy };
}

/** @param options.phoneUrl address of a simulated WhatsApp that runs here; null where there is none. */
export function createNumberSetup(options: {
  graph: Omit<GraphOptions, 'fetch'> & { fetch?: GraphOptions['fetch'] };
  channel: ChannelPort;
  simulated: { url: string; accessToken: string; appSecret: string; verifyToken: string } | null;
}): NumberSetup {
  const { channel, simulated } = options;
  const fetch = options.graph.fetch ?? createHttpGuard({ operatorUrls: [options.graph.graphUrl] }).fetch;
  const graph = { ...options.graph, fetch };
  return {
    check: given => check(graph, given),
    subscribe: (given, webhook) => subscribe(graph, given, webhook),
    sendTest: (given, to) => sendTest(channel, given, to),
    simulated: simulated ? simulatedNumbers(simulated) : null,
  };
}

function simulatedNumbers({
  url,
  ...secrets
}: {
  url: string;
  accessToken: string;
  appSecret: string;
  verifyToken: string;
}): NonNullable<NumberSetup['simulated']> {
  // The simulator is the operator's own, like the Graph API's address.
  const guarded = createHttpGuard({ operatorUrls: [url] });
  return async name => {
    const answer = await guarded.fetch(`${url}/_sim/numbers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`the simulated WhatsApp answered ${answer.status}`);
    const made = asObject(await answer.json());
    return {
      ...secrets,
      phoneNumberId: asString(made?.phoneNumberId) ?? '',
      businessAccountId: asString(made?.wabaId) ?? '',
      displayPhoneNumber: asString(made?.displayPhoneNumber) ?? '',
    };
  };
}
