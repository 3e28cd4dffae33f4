/** What customers send is stored within bounds and served so that no browser runs it: bombs, wrong types, polyglots. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../activities/ports.ts';
import { createDiskStore } from '../../adapters/storage/disk.ts';
import { createWhatsAppCloud } from '../../adapters/whatsapp-cloud/client.ts';
import { normalizeUpdate } from '../../adapters/whatsapp-cloud/normalize.ts';
import { streams } from '../../api/streams.ts';
import { OTHER_ORG, startApi, type TestApi } from '../../api/testing/server.ts';
import { mediaFiles } from '../../db/message/table.ts';
import { mediaRound } from '../../dispatcher/media.ts';
import { openTestRecord, type TestRecord } from '../../dispatcher/testing/record.ts';
import { useDatabase } from '../support/postgres.ts';
import { HOSTILE_FILES, HOSTILE_NAMES, type HostileFile } from './hostile-files.ts';

const database = useDatabase();
let record: TestRecord;
let api: TestApi;
let cookie: string;
let ports: Ports;
let home: string;
let graph: Server;
let graphUrl: string;
/** What Graph says about a file and how its bytes come, by media id. */
const files = new Map<string, { about: Record<string, unknown>; serve: RequestListener }>();

beforeAll(async () => {
  graph = createServer((request, response) => {
    const id = new URL(request.url ?? '', 'http://x').pathname.split('/').at(-1) ?? '';
    const file = files.get(id);
    if (!file) response.writeHead(404).end();
    else if (request.url?.startsWith('/v24.0/'))
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ id, url: `${graphUrl}/file/${id}`, ...file.about }));
    else file.serve(request, response);
  });
  await new Promise<void>(resolve => graph.listen(0, '127.0.0.1', resolve));
  graphUrl = `http://127.0.0.1:${(graph.address() as AddressInfo).port}`;
  home = await mkdtemp(join(tmpdir(), 'parley-media-'));
  record = await openTestRecord(database.url);
  const media = createDiskStore(home);
  const unused = () => Promise.reject(new Error('not part of this test'));
  ports = {
    db: record.db,
    clock: record.clock,
    log: pino({ level: 'silent' }),
    channels: {
      whatsapp: createWhatsAppCloud({ graphUrl, apiVersion: 'v24.0', timeoutMs: 5_000, downloadMs: 700 }),
    },
    credentials: async () => ({ phoneNumberId: '1', businessAccountId: '1', accessToken: 'x' }),
    model: { complete: unused, transcribe: unused, embed: unused },
    media,
    countTokens: () => 0,
    checkpoint: () => Promise.resolve(),
  };
  api = await startApi(database.url, { streams, services: { media } });
  cookie = await api.as('VIEWER', record.orgId);
});
afterAll(async () => {
  await api?.stop();
  await record?.close();
  graph.closeAllConnections();
  graph.close();
  await rm(home, { recursive: true, force: true });
});

let sent = 0;
/** A customer sends a file: webhook wire to stored file. Resolves its row. */
async function send(
  file: Pick<HostileFile, 'type' | 'mime' | 'name'>,
  serve: RequestListener,
  about: Record<string, unknown> = {},
): Promise<typeof mediaFiles.$inferSelect> {
  const id = `file-${++sent}`;
  files.set(id, { about: { mime_type: file.mime, ...about }, serve });
  const message = {
    from: String(15_550_300_000 + sent),
    id: `wamid.${id}`,
    timestamp: '1760000000',
    type: file.type,
    [file.type]: { id, mime_type: file.mime, ...(file.name === undefined ? {} : { filename: file.name }) },
  };
  await record.deliver(
    ...normalizeUpdate({ entry: [{ changes: [{ field: 'messages', value: { messages: [message] } }] }] }),
  );
  await record.round();
  await mediaRound(ports);
  const [row] = await record.db.withOrg(record.orgId, tx =>
    tx.select().from(mediaFiles).where(eq(mediaFiles.providerMediaId, id)),
  );
  if (!row) throw new Error('the file was not recorded');
  return row;
}
const whole =
  (bytes: Buffer, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { 'content-length': String(bytes.length), ...headers }).end(bytes);
const get = (id: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${api.url}/api/v1/media/${id}`, { method, headers: { cookie, ...headers } });
/** Every file on the disk, half ones too. */
const kept = async (): Promise<number> =>
  (await readdir(home, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()).length;

const SHOWN = /^(image\/(jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/(mp4|3gpp))$/;

describe('a file of a customer', () => {
  it.each(HOSTILE_FILES)('$what ($mime) is served as what it is, and never run', async file => {
    const row = await send(file, whole(file.bytes));
    expect(row.state).toBe('STORED');
    const answer = await get(row.id);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(file.bytes)).toBe(true);
    const type = answer.headers.get('content-type') ?? '';
    const disposition = answer.headers.get('content-disposition') ?? '';
    if (file.inline) expect(type).toMatch(SHOWN);
    else expect(type).toBe('application/octet-stream');
    expect(disposition.startsWith(file.inline ? 'inline;' : 'attachment;')).toBe(true);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  it.each(HOSTILE_NAMES)('named %j has a name and nothing more', async name => {
    const row = await send({ type: 'document', mime: 'application/pdf', name }, whole(Buffer.from('%PDF')));
    const answer = await get(row.id);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const match = /^attachment; filename\*=UTF-8''([\w.~%$&+^`|#!-]+)$/.exec(
      answer.headers.get('content-disposition') ?? '',
    );
    const shown = decodeURIComponent(match?.[1] ?? '');
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(shown.length).toBeLessThanOrEqual(240);
  });

  it('belongs to its organization, and to people who are signed in', async () => {
    const row = await send({ type: 'document', mime: 'application/pdf' }, whole(Buffer.from('%PDF')));
    expect((await get(row.id, { cookie: '' })).status).toBe(401);
    const stranger = await api.as('OWNER', OTHER_ORG);
    expect((await get(row.id, { cookie: stranger })).status).toBe(404);
    expect((await get(row.id, { cookie: stranger, range: 'bytes=0-1' })).status).toBe(404);
  });

  it('that is gone from the store is not found, and says so without headers of a file', async () => {
    const row = await send({ type: 'document', mime: 'application/pdf' }, whole(Buffer.from('%PDF')));
    await ports.media.delete(row.storageKey ?? '');
    const answer = await get(row.id);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a bomb', () => {
  const failure = async (serve: RequestListener, about: Record<string, unknown> = {}) => {
    const before = await kept();
    const row = await send({ type: 'document', mime: 'application/zip', name: 'a.zip' }, serve, about);
    expect(await kept()).toBe(before);
    return { state: row.state, failure: row.failure, attempts: row.attempts };
  };
  const tooLarge = { state: 'FAILED', failure: 'too_large', attempts: 1 };

  it('that announces terabytes is not opened', async () => {
    let opened = false;
    const serve: RequestListener = (_request, response) => {
      opened = true;
      response.end('x');
    };
    for (const size of [5e12, '5000000000000', 2 ** 53])
      expect(await failure(serve, { file_size: size })).toEqual(tooLarge);
    expect(opened).toBe(false);
  });

  it('that announces terabytes at the file server only is put down at once', async () => {
    const serve: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': '5000000000000' });
      response.write('x');
    };
    expect(await failure(serve)).toEqual(tooLarge);
  });

  it('that unfolds from 300 kB to 300 MB on its way is cut off', async () => {
    const serve: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const zip = createGzip();
      zip.pipe(response);
      const zeros = Buffer.alloc(10_000_000);
      const more = (left: number): void => {
        if (left === 0 || response.destroyed) zip.end();
        else zip.write(zeros, () => more(left - 1));
      };
      more(30);
    };
    const before = process.memoryUsage().rss;
    // Too slow for the limit of these tests is as good an end as too large.
    const ended = await failure(serve);
    expect(['too_large', 'timeout']).toContain(ended.failure);
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  });

  it('that never ends, a byte at a time, is given up', async () => {
    const serve: RequestListener = (_request, response) => {
      const drip = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drip));
    };
    expect(await failure(serve)).toMatchObject({ failure: 'timeout', attempts: 1 });
  });

  it.each([
    ['that unfolds to 200 MB', 413, () => gzipSync(JSON.stringify({ payloads: [{ data: 'A'.repeat(200_000_000) }] }))],
    ['that opens 900,000 lists', 400, () => '['.repeat(900_000)],
    ['of 500,000 lists in each other', 400, () => `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['of 400,000 lists below a key', 400, () => `{"payloads":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['of 100,000 objects in each other', 400, () => `{${'"a":{'.repeat(100_000)}${'}'.repeat(100_001)}`],
  ])('in a body of the api, %s, costs a refusal', async (_what, status, make) => {
    const bytes = make();
    const zipped: Record<string, string> = typeof bytes === 'string' ? {} : { 'content-encoding': 'gzip' };
    const answer = await fetch(`${api.url}/api/v1/codec/decode`, {
      method: 'POST',
      headers: { cookie: await api.as('OWNER'), origin: api.url, 'content-type': 'application/json', ...zipped },
      body: bytes,
    });
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ status })]);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  });
});

describe('A-WA-8: a part of a file', () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  let id: string;
  beforeAll(async () => {
    id = (await send({ type: 'audio', mime: 'audio/mpeg' }, whole(bytes))).id;
  });

  it.each([
    ['bytes=0-', 0, 99_999],
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=99999-', 99_999, 99_999],
    ['bytes=50000-999999999', 50_000, 99_999],
    ['bytes=-500', 99_500, 99_999],
    ['bytes=-999999999', 0, 99_999],
    ['BYTES=5-6', 5, 6],
  ])('%s is answered with just that', async (range, start, end) => {
    const answer = await get(id, { range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/100000`);
    expect(answer.headers.get('content-length')).toBe(String(end - start + 1));
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=100000-', 'bytes=999999-1000000', 'bytes=-0'])('%s is not in it', async range => {
    const answer = await get(id, { range });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */100000');
    expect(await answer.json()).toMatchObject({ code: 'range_not_satisfiable' });
  });

  it.each(['bytes=5-1', 'bytes=0-1,5-6', 'items=0-1', 'bytes=a-b', 'bytes=-', 'bytes', 'bytes=1e3-', 'bytes=0--1'])(
    '%s is passed over: the whole file comes',
    async range => {
      const answer = await get(id, { range });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('accept-ranges')).toBe('bytes');
      expect((await answer.arrayBuffer()).byteLength).toBe(100_000);
    },
  );

  it('is meant of one file: another one comes whole', async () => {
    const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    expect((await get(id, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await get(id, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    const head = await get(id, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([200, '100000', etag]);
    const part = await get(id, { range: 'bytes=1-2' }, 'HEAD');
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '2']);
  });
});
