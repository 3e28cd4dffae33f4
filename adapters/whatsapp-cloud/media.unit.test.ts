import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createWhatsAppCloud } from './client.ts';
import { type Answer, type Asked, type GraphServer, graphServer, json, refuses } from './fixtures/server.ts';
import { sha256Hex } from './media-content.ts';

const credentials = { phoneNumberId: '106', businessAccountId: '102', accessToken: 'secret' };
const bytes = Buffer.alloc(300_000, 'abc');
const sha256 = createHash('sha256').update(bytes).digest('hex');

let server: GraphServer | undefined;
afterEach(() => server?.close());

/** Looks the file up as given, and serves it with `serve`. */
async function withFile(
  file: Record<string, unknown>,
  serve: Answer = response => void response.writeHead(200, { 'content-type': 'audio/ogg' }).end(bytes),
  timeoutMs = 2_000,
) {
  const started = await graphServer((response, asked: Asked) => {
    if (asked.url.startsWith('/v24.0/'))
      json(200, {
        messaging_product: 'whatsapp',
        id: 'M1',
        mime_type: 'audio/ogg; codecs=opus',
        sha256,
        file_size: '300000',
        url: `${started.url}/file`,
        ...file,
      })(response, asked);
    else serve(response, asked);
  });
  server = started;
  return createWhatsAppCloud({ graphUrl: started.url, apiVersion: 'v24.0', timeoutMs });
}

async function read(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('download', () => {
  it('looks the file up and streams it, with token and User-Agent', async () => {
    const cloud = await withFile({});
    const file = await cloud.download(credentials, 'M1');
    expect(file).toMatchObject({ mime: 'audio/ogg', sizeBytes: 300_000, sha256 });
    expect((await read(file.body)).equals(bytes)).toBe(true);
    expect(server?.asked.map(asked => asked.url)).toEqual(['/v24.0/M1?phone_number_id=106', '/file']);
    expect(server?.asked[1]?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'user-agent': expect.stringMatching(/^Parley/),
    });
  });

  it('takes the digest in both spellings, and notices another file', async () => {
    const cloud = await withFile({ sha256: Buffer.from(sha256, 'hex').toString('base64') });
    expect((await cloud.download(credentials, 'M1')).sha256).toBe(sha256);
    await server?.close();
    const other = await withFile({ sha256: 'a'.repeat(64) });
    await expect(other.download(credentials, 'M1').then(file => read(file.body))).rejects.toMatchObject({
      name: 'MediaError',
      code: 'corrupt',
      retryable: true,
    });
  });

  it.each([
    'https://evil.example/file',
    'http://lookaside.fbsbx.com/file',
    'https://notfbsbx.com/x',
    'https://fbsbx.com.evil.example/x',
    'file:///etc/passwd',
    'nonsense',
  ])('does not take the token to %s', async url => {
    const cloud = await withFile({ url });
    await expect(cloud.download(credentials, 'M1')).rejects.toMatchObject({ code: 'refused_host', retryable: false });
  });

  it('does not follow a redirect to a foreign host', async () => {
    const cloud = await withFile(
      {},
      response => void response.writeHead(302, { location: 'https://evil.example/' }).end(),
    );
    await expect(cloud.download(credentials, 'M1')).rejects.toMatchObject({ code: 'refused_host' });
  });

  it.each([
    [404, 'not_found', true],
    [401, 'unauthorized', false],
    [500, 'unavailable', true],
    [400, 'unavailable', false],
  ])('a file server that answers %i: %s', async (status, code, retryable) => {
    const cloud = await withFile({}, response => void response.writeHead(status).end());
    await expect(cloud.download(credentials, 'M1')).rejects.toMatchObject({ code, retryable });
  });

  it('fails, so that it can be tried again, when the file stalls or breaks off', async () => {
    const stalls = await withFile(
      {},
      response => void response.writeHead(200, { 'content-length': '300000' }).write(bytes.subarray(0, 1000)),
      200,
    );
    await expect(stalls.download(credentials, 'M1').then(file => read(file.body))).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    });
    await server?.close();
    const breaks = await withFile(
      {},
      response =>
        void response
          .writeHead(200, { 'content-length': '300000' })
          .write(bytes.subarray(0, 1000), () => response.destroy()),
    );
    await expect(breaks.download(credentials, 'M1').then(file => read(file.body))).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });

  it('says why a look-up failed', async () => {
    server = await graphServer(refuses(401, 190));
    const cloud = createWhatsAppCloud({ graphUrl: server.url, apiVersion: 'v24.0', timeoutMs: 2_000 });
    await expect(cloud.download(credentials, 'M1')).rejects.toMatchObject({
      code: 'unauthorized',
      retryable: false,
      message: expect.stringMatching(/token/),
    });
  });
});

describe('upload', () => {
  it('sends a multipart form', async () => {
    server = await graphServer(json(200, { id: '1037' }));
    const cloud = createWhatsAppCloud({ graphUrl: server.url, apiVersion: 'v24.0', timeoutMs: 2_000 });
    expect(
      await cloud.upload(credentials, { bytes: Buffer.from('PDF'), mime: 'application/pdf', fileName: 'offer.pdf' }),
    ).toBe('1037');
    const [asked] = server.asked;
    expect(asked?.url).toBe('/v24.0/106/media');
    for (const part of [
      'name="messaging_product"',
      'name="type"',
      'filename="offer.pdf"',
      'Content-Type: application/pdf',
      'PDF',
    ])
      expect(asked?.body).toContain(part);
  });

  it('says what was wrong with the file', async () => {
    server = await graphServer(refuses(400, 131053));
    const cloud = createWhatsAppCloud({ graphUrl: server.url, apiVersion: 'v24.0', timeoutMs: 2_000 });
    await expect(
      cloud.upload(credentials, { bytes: Buffer.from('x'), mime: 'x/y', fileName: 'x' }),
    ).rejects.toMatchObject({ name: 'MediaError', code: 'refused', retryable: false });
  });
});

describe('account', () => {
  it('lists templates over all pages', async () => {
    const template = (name: string) => ({
      id: name,
      name,
      language: 'en_US',
      status: 'APPROVED',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'x' }],
      quality_score: { score: 'GREEN' },
    });
    server = await graphServer((response, asked) => {
      const after = new URL(asked.url, 'http://x').searchParams.get('after');
      json(
        200,
        after
          ? { data: [template('b'), { name: 'without language' }, 'odd'], paging: { cursors: { after: 'c2' } } }
          : { data: [template('a')], paging: { cursors: { after: 'c1' }, next: 'https://next' } },
      )(response, asked);
    });
    const cloud = createWhatsAppCloud({ graphUrl: server.url, apiVersion: 'v24.0', timeoutMs: 2_000 });
    const templates = await cloud.listTemplates(credentials);
    expect(templates.map(item => item.name)).toEqual(['a', 'b']);
    expect(templates[0]).toEqual({
      providerTemplateId: 'a',
      name: 'a',
      language: 'en_US',
      category: 'UTILITY',
      status: 'APPROVED',
      quality: 'GREEN',
      components: [{ type: 'BODY', text: 'x' }],
    });
    expect(server.asked).toHaveLength(2);
  });

  it('reads the number, and says what to do when it may not', async () => {
    server = await graphServer(
      json(200, {
        id: '106',
        display_phone_number: '+1 555-000-2222',
        verified_name: 'Shop',
        quality_rating: 'GREEN',
        throughput: { level: 'STANDARD' },
        whatsapp_business_manager_messaging_limit: 'TIER_250',
      }),
    );
    const options = { graphUrl: server.url, apiVersion: 'v24.0', timeoutMs: 2_000 };
    expect(await createWhatsAppCloud(options).phoneNumberInfo(credentials)).toMatchObject({
      displayPhoneNumber: '+1 555-000-2222',
      verifiedName: 'Shop',
      quality: 'GREEN',
      messagingLimit: 'TIER_250',
      throughput: 'STANDARD',
      status: null,
    });
    await server.close();
    server = await graphServer(refuses(401, 190));
    await expect(
      createWhatsAppCloud({ ...options, graphUrl: server.url }).phoneNumberInfo(credentials),
    ).rejects.toMatchObject({
      name: 'ChannelCallError',
      code: '190',
      retryable: false,
      remedy: expect.stringMatching(/token/),
    });
  });

  it('names the apps that get webhooks', async () => {
    server = await graphServer(json(200, { data: [{ whatsapp_business_api_data: { id: '1', name: 'Parley' } }] }));
    expect(
      await createWhatsAppCloud({ graphUrl: server.url, apiVersion: 'v24.0', timeoutMs: 2_000 }).subscribedApps(
        credentials,
      ),
    ).toEqual(['Parley']);
  });
});

describe('sha256Hex', () => {
  it.each([
    ['', null],
    [null, null],
    ['zz', null],
    [sha256.toUpperCase(), sha256],
    [Buffer.from(sha256, 'hex').toString('base64url'), sha256],
  ])('reads %s', (given, expected) => {
    expect(sha256Hex(given)).toBe(expected);
  });
});
