import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { downloadFromTemporal } from './temporal-download.ts';

let directory: string;
let server: Server;
let service: string;
let archive: Buffer;
let cutShort = false;
const asked: string[] = [];

beforeEach(async () => {
  cutShort = false;
  asked.length = 0;
  directory = await mkdtemp(join(tmpdir(), 'parley-download-'));
  const source = await mkdtemp(join(tmpdir(), 'parley-archive-'));
  await writeFile(join(source, 'temporal'), '#!/bin/sh\necho yes\n');
  execFileSync('tar', ['-czf', join(source, 'a.tar.gz'), '-C', source, 'temporal']);
  archive = await readFile(join(source, 'a.tar.gz'));
  await rm(source, { recursive: true });
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/cli/v1.5.1'))
      return response.end(JSON.stringify({ archiveUrl: `${service}/a.tar.gz`, fileToExtract: 'temporal' }));
    if (request.url === '/a.tar.gz') {
      response.writeHead(200, { 'content-length': archive.length });
      if (!cutShort) return response.end(archive);
      response.write(archive.subarray(0, 20));
      return setTimeout(() => response.destroy(), 50);
    }
    response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  service = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const get = (version: string) =>
  downloadFromTemporal('cli', version, 'temporal', directory, {
    env: { PATH: process.env.PATH },
    say: () => {},
    service,
  });

it('asks for this machine, unpacks, and leaves a program', async () => {
  await get('v1.5.1');
  expect(asked[0]).toMatch(/^\/cli\/v1\.5\.1\?platform=(linux|darwin)&arch=(amd64|arm64)&/);
  expect(execFileSync(join(directory, 'temporal')).toString()).toBe('yes\n');
  expect(await readdir(directory)).toEqual(['temporal']);
});

it('says when the service has no such thing', async () => {
  await expect(get('v9.9.9')).rejects.toThrow(/answered 404/);
});

it('does not take half a download for a whole one', async () => {
  cutShort = true;
  await expect(get('v1.5.1')).rejects.toThrow();
  expect(await readdir(directory)).not.toContain('temporal');
});
