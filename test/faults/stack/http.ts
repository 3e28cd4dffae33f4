/** One HTTP call on a connection of its own: a kept one could belong to a process that has been killed since. */
import { request } from 'node:http';

export interface Answer {
  status: number;
  text: string;
  cookies: string[];
}

/** @throws when nobody answers. */
export function call(
  url: string,
  method: string,
  headers: { [name: string]: string } = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, agent: false, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
            cookies: response.headers['set-cookie'] ?? [],
          }),
        );
      },
    );
    outgoing.on('error', error => reject(new Error(`${method} ${url} was not answered`, { cause: error })));
    outgoing.end(body);
  });
}
