/** /api/openapi.json, and /api/docs: the same, readable. */
import { readFileSync } from 'node:fs';
import { Router } from 'express';
import type { Limiters } from './middleware/limits.ts';
import { named } from './middleware/observe.ts';
import type { OpenApiDocument } from './openapi.ts';

const FILES = [
  { path: '/api/docs', file: 'page.html', type: 'text/html' },
  { path: '/api/docs/page.css', file: 'page.css', type: 'text/css' },
  { path: '/api/docs/page.js', file: 'page.js', type: 'text/javascript' },
] as const;

export function docsRoutes(document: OpenApiDocument, limiters: Limiters): Router {
  const router = Router();
  const text = JSON.stringify(document, null, 1);
  router.get('/api/openapi.json', named('/api/openapi.json'), limiters.open, (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.type('application/json').send(text);
  });
  for (const { path, file, type } of FILES) {
    const content = readFileSync(new URL(`./docs/${file}`, import.meta.url), 'utf8');
    router.get(path, named('/api/docs'), limiters.open, (_request, response) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.type(type).send(content);
    });
  }
  return router;
}
