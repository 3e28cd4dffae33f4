/** A small website on loopback, whose pages a test changes; it keeps what was asked of it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  path: string;
  at: number;
  agent: string;
}

export interface TestSite {
  url: string;
  asked: Asked[];
  /** Addresses asked for, without robots.txt and sitemaps, in order. */
  pages(): string[];
  /** What stands at a path: a body of HTML, or what answers; null removes it. */
  set(path: string, answer: string | ((request: IncomingMessage, response: ServerResponse) => void) | null): void;
  stop(): Promise<void>;
}

/** A whole page with a title and a menu to the given paths. */
export const htmlPage = (title: string, body: string, links: string[] = []): string =>
  `<!doctype html><html><head><title>${title}</title></head><body><nav>${links
    .map(link => `<a href="${link}">${link}</a>`)
    .join(' ')}</nav><main><h1>${title}</h1>${body}</main></body></html>`;

export async function startSite(): Promise<TestSite> {
  const answers = new Map<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>();
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push({ path, at: Date.now(), agent: request.headers['user-agent'] ?? '' });
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end('<p>Not here.</p>');
    else if (typeof answer === 'string')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answer);
    else answer(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    pages: () => asked.map(({ path }) => path).filter(path => !/\.(txt|xml)$/.test(path)),
    set(path, answer) {
      if (answer === null) answers.delete(path);
      else answers.set(path, answer);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
