/** The built admin UI is sent as small as the browser takes it. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../test/support/postgres.ts';
import { startApi, type TestApi } from './testing/server.ts';

const SCRIPT = `console.log(${'"many words", '.repeat(200)} "the end");`;
const database = useDatabase();
let uiDir: string;
let api: TestApi;

beforeAll(async () => {
  uiDir = mkdtempSync(join(tmpdir(), 'parley-ui-'));
  mkdirSync(join(uiDir, 'assets'));
  writeFileSync(join(uiDir, 'index.html'), '<!doctype html><title>Parley</title>');
  writeFileSync(join(uiDir, 'assets/app-1.js'), SCRIPT);
  writeFileSync(join(uiDir, 'assets/app-1.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(uiDir, 'assets/app-1.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(uiDir, 'assets/plain-1.js'), SCRIPT);
  api = await startApi(database.url, { uiDir });
});
afterAll(async () => {
  await api.stop();
  rmSync(uiDir, { recursive: true });
});

async function fetched(path: string, encodings: string): Promise<{ answer: IncomingMessage; body: Buffer }> {
  const request = get(`${api.url}${path}`, { headers: { 'accept-encoding': encodings } });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { answer, body: Buffer.concat(await answer.toArray()) };
}

it.each([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['br;q=0, gzip', 'gzip', gunzipSync],
  ['identity', undefined, (body: Buffer) => body],
])('sends a script to who takes %s as %s', async (accepts, encoding, opened) => {
  const { answer, body } = await fetched('/assets/app-1.js?x=1', accepts);
  expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, encoding]);
  expect(answer.headers['content-type']).toMatch(/^text\/javascript/);
  expect(answer.headers['cache-control']).toContain('immutable');
  expect(answer.headers.vary).toContain('Accept-Encoding');
  expect(opened(body).toString()).toBe(SCRIPT);
});

it('sends what was not compressed as it is, and nothing from elsewhere', async () => {
  const { answer, body } = await fetched('/assets/plain-1.js', 'br, gzip');
  expect([answer.headers['content-encoding'], body.toString()]).toEqual([undefined, SCRIPT]);
  expect((await fetched('/assets/gone-1.js', 'br')).answer.statusCode).toBe(404);
  expect((await fetched('/assets/../../static.js', 'br')).answer.statusCode).toBe(404);
});
