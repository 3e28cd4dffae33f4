import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../test/support/postgres.ts';
import { endpoints } from './endpoints.ts';
import type { OpenApiDocument } from './openapi.ts';
import { startApi, type TestApi } from './testing/server.ts';

const database = useDatabase();
const uiDir = mkdtempSync(join(tmpdir(), 'parley-ui-'));
let api: TestApi;
let document: OpenApiDocument;

beforeAll(async () => {
  mkdirSync(join(uiDir, 'assets'));
  writeFileSync(join(uiDir, 'index.html'), '<!doctype html><title>Parley</title>');
  writeFileSync(join(uiDir, 'theme.js'), '// theme');
  writeFileSync(join(uiDir, 'assets', 'index-abc123.js'), '// app');
  const webhooks = Router();
  webhooks.get('/webhooks/whatsapp', (_request, response) => void response.sendStatus(403));
  webhooks.post('/webhooks/whatsapp', (_request, response) => void response.sendStatus(401));
  webhooks.get('/l/:token', (_request, response) => void response.sendStatus(302));
  webhooks.post('/webhooks/cta/:orgId', (_request, response) => void response.sendStatus(401));
  api = await startApi(database.url, { endpoints, uiDir, webhooks });
  document = (await (await fetch(`${api.url}/api/openapi.json`)).json()) as OpenApiDocument;
});
afterAll(async () => {
  await api?.stop();
  rmSync(uiDir, { recursive: true, force: true });
});

type Operation = {
  operationId: string;
  responses: Record<string, unknown>;
  parameters?: { name: string; in: string; required: boolean }[];
  security: unknown[];
  requestBody?: unknown;
};
const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );

describe('the OpenAPI document', () => {
  it('describes every endpoint, each once, with its path parameters and problems', () => {
    const listed = operations().map(({ method, path }) => `${method} ${path}`);
    for (const endpoint of endpoints)
      expect(listed).toContain(`${endpoint.method} /api/v1${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]);
      expect(
        operation.parameters?.filter(parameter => parameter.in === 'path').map(parameter => parameter.name) ?? [],
        path,
      ).toEqual(inPath);
    }
    expect(JSON.stringify(document)).not.toContain('"$schema"');
  });

  it('describes nothing that is not there, and every session route refuses who is not signed in', async () => {
    for (const { path, method, operation } of operations()) {
      const answer = await fetch(api.url + path.replaceAll(/\{\w+\}/g, crypto.randomUUID()), {
        method: method.toUpperCase(),
        headers: { 'x-forwarded-for': '203.0.113.9', 'content-type': 'application/json' },
      });
      await answer.body?.cancel();
      if (operation.security.length > 0) expect(answer.status, `${method} ${path}`).toBe(401);
      else expect(answer.status, `${method} ${path}`).not.toBe(404);
      expect(Object.keys(operation.responses), `${method} ${path}`).toContain(String(answer.status));
    }
  });

  it('asks for the CSRF header wherever a session changes something', () => {
    for (const { path, method, operation } of operations()) {
      if (method === 'get' || operation.security.length === 0 || path.includes('/codec/')) continue;
      expect(operation.parameters, path).toContainEqual(
        expect.objectContaining({ name: 'x-parley-csrf', in: 'header', required: true }),
      );
    }
  });

  it('says 405 and what is allowed for other methods', async () => {
    const answer = await fetch(`${api.url}/api/v1/auth/sign-in/email`, { method: 'PUT' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });
});

describe('pages', () => {
  it('show the documentation without a word of inline script or style', async () => {
    for (const [path, type] of [
      ['/api/docs', 'text/html'],
      ['/api/docs/page.css', 'text/css'],
      ['/api/docs/page.js', 'text/javascript'],
    ] as const) {
      const answer = await fetch(api.url + path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain(type);
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe-inline');
      if (type === 'text/html') expect(await answer.text()).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/);
    }
  });

  it('are the admin UI everywhere else', async () => {
    for (const path of ['/', '/inbox', `/inbox/${crypto.randomUUID()}`, '/settings/team']) {
      const answer = await fetch(api.url + path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toContain('<title>Parley</title>');
    }
    const asset = await fetch(`${api.url}/assets/index-abc123.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await fetch(`${api.url}/theme.js`)).headers.get('cache-control')).toBe('no-cache');
    expect((await fetch(`${api.url}/assets/index-old.js`)).status).toBe(404);
    expect((await fetch(`${api.url}/..%2f..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(`${api.url}/inbox`, { method: 'POST' })).status).toBe(404);
  });
});
