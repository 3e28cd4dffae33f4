/** Temporal behind TLS, as a cluster with mutual TLS and as Temporal Cloud with an API key, for both of the SDK's clients. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer, connect as http2Connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, loadConfig } from '../config/index.ts';
import { temporalOptions } from '../processes/temporal-options.ts';
import { ensureSearchAttributes } from '../runtime/embedded/temporal-dev.ts';
import { useTemporal } from '../test/support/temporal.ts';
import { connectClient, connectOptions, connectWorker, type TemporalOptions } from './connection.ts';

const temporal = useTemporal();
const NAME = 'temporal.parley.test';
let folder: string;
const file = (name: string) => join(folder, name);
const pem = (name: string) => readFileSync(file(name));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority');
  for (const [who, name] of [
    ['server', NAME],
    ['client', 'parley'],
  ] as const)
    openssl(
      ...['req', '-x509', '-CA', 'ca.pem', '-CAkey', 'ca.key', ...key, '-subj', `/CN=${name}`],
      ...['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-keyout', `${who}.key`, '-out', `${who}.pem`],
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Front {
  port: number;
  /** Subjects of the certificates that clients showed, and the keys they sent. */
  subjects: Set<string>;
  keys: Set<string>;
}

/** Terminates TLS and passes gRPC on, as a cloud's front does. With `key`, who does not bring it is turned away. */
async function front(options: { mutual?: boolean; key?: string; operator?: boolean }): Promise<Front> {
  const seen: Front = { port: 0, subjects: new Set(), keys: new Set() };
  const behind = http2Connect(`http://${temporal.address}`);
  const server: Http2SecureServer = createSecureServer({
    cert: pem('server.pem'),
    key: pem('server.key'),
    ca: pem('ca.pem'),
    requestCert: options.mutual === true,
    rejectUnauthorized: options.mutual === true,
  });
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', socket => {
    sockets.add(socket);
    const subject = socket.getPeerCertificate().subject?.CN;
    if (typeof subject === 'string') seen.subjects.add(subject);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const key = headers.authorization;
    if (key) seen.keys.add(key);
    const refuse = (status: string, message: string) => {
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': message },
        { endStream: true },
      );
    };
    if (options.key && key !== `Bearer ${options.key}`) return refuse('16', 'no key');
    if (options.operator === false && String(headers[':path']).includes('OperatorService'))
      return refuse('7', 'not here');
    const request = behind.request({ ...headers, ':authority': temporal.address });
    request.on('error', () => stream.close());
    let trailers = {};
    request.on('response', answer => {
      stream.respond(answer, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
    request.on('trailers', given => {
      trailers = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith(':')));
    });
    stream.pipe(request);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  seen.port = (server.address() as AddressInfo).port;
  onTestFinished(async () => {
    behind.destroy();
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  });
  return seen;
}

const optionsOf = (port: number, settings: Record<string, string>): TemporalOptions =>
  temporalOptions(loadConfig({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, ...settings }, file('none')));

async function bothReach(options: TemporalOptions): Promise<void> {
  const client = await connectClient(options, null);
  await client.workflowService.describeNamespace({ namespace: 'default' });
  await client.connection.close();
  const worker = await connectWorker(options);
  await worker.workflowService.describeNamespace({ namespace: 'default' });
  await worker.close();
}

const reaches = (options: TemporalOptions): Promise<boolean> =>
  bothReach(options).then(
    () => true,
    () => false,
  );

describe('Temporal with TLS', () => {
  it('is reached with its authority and name, and not without', async () => {
    const { port } = await front({});
    const settings = { TEMPORAL_TLS_CA_FILE: file('ca.pem'), TEMPORAL_TLS_SERVER_NAME: NAME };
    await bothReach(optionsOf(port, settings));
    expect(await reaches(optionsOf(port, { TEMPORAL_TLS_CA_FILE: file('ca.pem') }))).toBe(false);
    expect(await reaches(optionsOf(port, { TEMPORAL_TLS: 'true', TEMPORAL_TLS_SERVER_NAME: NAME }))).toBe(false);
  }, 60_000);

  it('is shown our certificate when it asks for one (mutual TLS)', async () => {
    const seen = await front({ mutual: true });
    const settings = { TEMPORAL_TLS_CA_FILE: file('ca.pem'), TEMPORAL_TLS_SERVER_NAME: NAME };
    const pair = { TEMPORAL_TLS_CERT_FILE: file('client.pem'), TEMPORAL_TLS_KEY_FILE: file('client.key') };
    await bothReach(optionsOf(seen.port, { ...settings, ...pair }));
    expect([...seen.subjects]).toEqual(['parley']);
    expect(await reaches(optionsOf(seen.port, settings))).toBe(false);
  }, 60_000);

  it('is given our API key, and always over TLS', async () => {
    const key = randomBytes(12).toString('hex');
    const seen = await front({ key, operator: false });
    const settings = {
      TEMPORAL_TLS_CA_FILE: file('ca.pem'),
      TEMPORAL_TLS_SERVER_NAME: NAME,
      TEMPORAL_API_KEY: key,
    };
    await bothReach(optionsOf(seen.port, settings));
    expect([...seen.keys]).toEqual([`Bearer ${key}`]);
    expect(connectOptions(optionsOf(1, { TEMPORAL_API_KEY: key })).tls).toBe(true);
    // A server whose search attributes are made elsewhere is asked whether it has them.
    await ensureSearchAttributes(connectOptions(optionsOf(seen.port, settings)), 'default');
    await expect(
      ensureSearchAttributes(connectOptions(optionsOf(seen.port, { ...settings, TEMPORAL_API_KEY: 'other' }))),
    ).rejects.toThrow();
  }, 60_000);

  it('says which file cannot be read, and which half of a pair is missing', () => {
    expect(() => optionsOf(1, { TEMPORAL_TLS_CA_FILE: file('absent.pem') })).toThrow(/TEMPORAL_TLS_CA_FILE/);
    expect(() => optionsOf(1, { TEMPORAL_TLS_CERT_FILE: file('client.pem') })).toThrow(ConfigError);
    expect(() => optionsOf(1, { TEMPORAL_TLS_CERT_FILE: file('client.pem') })).toThrow(/TEMPORAL_TLS_KEY_FILE/);
  });
});
