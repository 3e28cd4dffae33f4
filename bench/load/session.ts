/** One signed-in client that asks one thing after the other. */
import { Agent, request } from 'node:http';
import { LOGIN } from '../stack/stack.ts';

export interface Answer {
  status: number;
  text: string;
  /** Until the whole answer was here. */
  ms: number;
}

export interface Session {
  cookie: string;
  get(url: string): Promise<Answer>;
  close(): void;
}

/** @param apiUrl where to sign in; the cookie goes along to other servers too, which do not look at it. */
export async function openSession(apiUrl: string): Promise<Session> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (url: string, method: string, headers: Record<string, string | number>, body = '') =>
    new Promise<Answer & { cookies: string[] }>((resolve, reject) => {
      const at = performance.now();
      const outgoing = request(url, { method, agent, headers }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const cookies = (response.headers['set-cookie'] ?? []).map(line => line.split(';')[0] ?? '');
          resolve({ status: response.statusCode ?? 0, text, ms: performance.now() - at, cookies });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const body = JSON.stringify(LOGIN);
  const headers = { origin: apiUrl, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const signedIn = await ask(`${apiUrl}/api/v1/auth/sign-in/email`, 'POST', headers, body);
  if (signedIn.status !== 200)
    throw new Error(`signing in answered ${signedIn.status}: ${signedIn.text.slice(0, 300)}`);
  const cookie = signedIn.cookies.join('; ');
  return { cookie, get: url => ask(url, 'GET', { cookie }), close: () => agent.destroy() };
}
