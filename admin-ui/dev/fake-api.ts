/**
 * An api in memory, for building the admin UI without the product. It answers in the shapes of the shared contracts,
 * speaks server-sent events, plays a small live demo, and serves the built UI under a strict content security policy.
 *
 *   node admin-ui/dev/fake-api.ts [--port 4000] [--still] [--empty]      sign in with anything; password "wrong" fails
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { meSchema } from '../../api/contracts/session.ts';
import { conversationAction, MEMBER, MEMBER_ID, settleDraft, settleMessage } from './fake/actions.ts';
import { customerWrites } from './fake/agent.ts';
import { idOf } from './fake/ids.ts';
import { files } from './fake/media.ts';
import { listConversations, listMessages, readConversation, readTurn } from './fake/reads.ts';
import { Refusal, refuse } from './fake/refuse.ts';
import { readRoom } from './fake/room.ts';
import { seed } from './fake/seed.ts';
import { conversations, follow, knows } from './fake/state.ts';
import { serveStatic } from './fake/static.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    still: { type: 'boolean', default: false },
    empty: { type: 'boolean', default: false },
  },
});
const port = Number(values.port);

const me = meSchema.parse({
  user: { id: idOf(3, 1), name: MEMBER, email: 'mara@sunset-dental.example' },
  organization: { id: idOf(3, 2), name: 'Sunset Dental', zone: 'America/New_York', currency: 'USD' },
  memberId: MEMBER_ID,
  role: 'MANAGER',
  temporalUrl: 'http://127.0.0.1:8233',
  phoneUrl: 'http://127.0.0.1:4010',
  demo: true,
});

const signedIn = (request: IncomingMessage) => request.headers.cookie?.includes('fake-session=1') ?? false;

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
};

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
};

const serveEvents = (request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const after = request.headers['last-event-id'];
  const lastId = after === undefined ? null : Number(after);
  if (lastId !== null && !knows(lastId)) response.write('event: reset\ndata: {}\n\n');
  const stop = follow(lastId, ({ id, ...event }) => {
    response.write(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  const ping = setInterval(() => response.write(': ping\n\n'), 15_000);
  request.on('close', () => {
    stop();
    clearInterval(ping);
  });
};

const route = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
  const path = url.pathname.slice('/api/v1'.length);
  const [, resource = '', id = '', ...rest] = path.split('/');
  const get = request.method === 'GET';
  if (!get && request.headers['x-parley-csrf'] !== '1') throw refuse(403, 'csrf', 'The CSRF header is missing.');
  const body = get ? {} : await readBody(request);

  if (path === '/auth/sign-in/email') {
    if ((body as { password?: string }).password === 'wrong')
      return json(response, 401, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' });
    return json(response, 200, {}, { 'set-cookie': 'fake-session=1; HttpOnly; SameSite=Lax; Path=/' });
  }
  if (path === '/auth/sign-out')
    return json(response, 200, {}, { 'set-cookie': 'fake-session=; Max-Age=0; HttpOnly; Path=/' });
  if (!signedIn(request)) throw refuse(401, 'signed_out', 'Sign in first.');

  if (get && path === '/me') return json(response, 200, me);
  if (get && path === '/events') return serveEvents(request, response);
  if (get && path === '/conversations') return json(response, 200, listConversations(url.searchParams));
  const ofRoom = get ? readRoom(path) : undefined;
  if (ofRoom !== undefined) return json(response, 200, ofRoom);
  if (resource === 'conversations' && rest[0] === 'presence') return json(response, 200, { others: [] });
  if (get && resource === 'conversations' && rest[0] === 'messages')
    return json(response, 200, listMessages(id, url.searchParams));
  if (get && resource === 'conversations') return json(response, 200, readConversation(id));
  if (get && resource === 'turns') return json(response, 200, readTurn(id));
  const file = resource === 'media' ? files.get(id) : undefined;
  if (get && file) {
    response.writeHead(200, { 'content-type': file.mime, 'content-length': file.bytes.length });
    return response.end(file.bytes);
  }
  const written = !get && resource === 'fake' ? conversations.get(id) : undefined;
  if (written) {
    void customerWrites(written, String((body as { text?: unknown }).text ?? 'hello'));
    return json(response, 200, { ok: true });
  }
  if (!get && resource === 'conversations') return json(response, 200, conversationAction(id, rest.join('/'), body));
  if (!get && resource === 'messages') return json(response, 200, settleMessage(id, body));
  if (!get && resource === 'drafts') return json(response, 200, settleDraft(id, rest[0] ?? '', body));
  throw refuse(404, 'not_found', 'There is no such address.');
};

const LINES = [
  'and is there a discount for two?',
  'ok perfect',
  'how long does it take?',
  'can I come on Friday instead?',
];

const play = () => {
  let beat = 0;
  setInterval(() => {
    beat += 1;
    const all = [...conversations.values()];
    const stored = beat % 2 === 1 ? all[0] : all[10 + (beat % 40)];
    if (stored) void customerWrites(stored, LINES[beat % LINES.length] ?? 'hello');
  }, 12_000);
};

if (!values.empty) seed();
if (!values.still && !values.empty) play();

createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
  const work = url.pathname.startsWith('/api/v1/')
    ? route(request, response, url)
    : serveStatic(url.pathname, response);
  Promise.resolve(work).catch((error: unknown) => {
    if (error instanceof Refusal) json(response, error.problem.status, error.problem);
    else {
      console.error(error);
      json(response, 500, { type: 'about:blank', title: 'Internal error', status: 500, code: 'internal' });
    }
  });
}).listen(port, '127.0.0.1', () => console.log(`the admin UI against a fake api: http://127.0.0.1:${port}`));
