import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWhatsAppSimulator, type WhatsAppSimulator, type WhatsAppSimulatorOptions } from './index.ts';
import type { Json } from './records.ts';

/** A business's webhook for the tests: keeps what came, answers what it is told to. */
export interface TestBusiness {
  url: string;
  posts: { headers: IncomingHttpHeaders; raw: string; json: Envelope }[];
  /** Status of the next answers; 200 when the list is empty. */
  answers: number[];
  messages(): Json[];
  statuses(): Json[];
  values(field?: string): Json[];
  close(): Promise<void>;
}

export interface Envelope {
  object: string;
  entry: { id: string; time?: number; changes: { field: string; value: Json }[] }[];
}

export const PNID = '106540352242922';
export const WABA = '102290129340398';
export const ASHA = '+15550100101';
export const SECRET = 'app-secret';
export const TOKEN = 'access-token';

export async function startTestBusiness(): Promise<TestBusiness> {
  const posts: TestBusiness['posts'] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => {
      if (request.method === 'GET') {
        const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
        response.statusCode = query.get('hub.verify_token') === 'verify' ? 200 : 403;
        response.end(query.get('hub.challenge'));
        return;
      }
      const raw = Buffer.concat(parts).toString('latin1');
      posts.push({ headers: request.headers, raw, json: JSON.parse(raw) });
      response.statusCode = answers.shift() ?? 200;
      response.end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const values = (field?: string) =>
    posts.flatMap(post =>
      post.json.entry.flatMap(entry =>
        entry.changes.filter(each => field === undefined || each.field === field).map(each => each.value),
      ),
    );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`,
    posts,
    answers,
    values,
    messages: () => values('messages').flatMap(value => (value.messages as Json[] | undefined) ?? []),
    statuses: () => values('messages').flatMap(value => (value.statuses as Json[] | undefined) ?? []),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function startTestSimulator(
  business: TestBusiness,
  options: Partial<WhatsAppSimulatorOptions> = {},
): Promise<WhatsAppSimulator> {
  return startWhatsAppSimulator({
    webhookUrl: business.url,
    appSecret: SECRET,
    verifyToken: 'verify',
    accessToken: TOKEN,
    numbers: [{ phoneNumberId: PNID, displayPhoneNumber: '+1 555-000-2222', wabaId: WABA }],
    statusDelaysMs: { sent: 0, delivered: 0, read: 0 },
    templateReviewDelayMs: 0,
    retry: { firstDelayMs: 10, timeoutMs: 2_000 },
    seed: 'tests',
    ...options,
  });
}

/** A Graph call with the right token. */
export async function graph(
  simulator: WhatsAppSimulator,
  method: string,
  path: string,
  body?: unknown,
  init: RequestInit = {},
): Promise<{ status: number; json: Json }> {
  const form = body instanceof FormData;
  const response = await fetch(`${simulator.url}/v25.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...(form ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    ...init,
  });
  return { status: response.status, json: (await response.json()) as Json };
}

export function sendTo(simulator: WhatsAppSimulator, to: string, content: Json, init: RequestInit = {}) {
  return graph(simulator, 'POST', `${PNID}/messages`, { messaging_product: 'whatsapp', to, ...content }, init);
}

export const sendText = (simulator: WhatsAppSimulator, body: string, more: Json = {}, init: RequestInit = {}) =>
  sendTo(simulator, ASHA, { type: 'text', text: { body }, ...more }, init);

export function errorOf(answer: { json: Json }): { code: number; details: string; message: string } {
  const error = answer.json.error as { code: number; message: string; error_data?: { details: string } };
  return { code: error.code, message: error.message, details: error.error_data?.details ?? '' };
}

export function wamidOf(answer: { json: Json }): string {
  return (answer.json.messages as { id: string }[])[0]?.id ?? '';
}
