/** The built admin UI: hashed assets are kept for ever, the page itself is asked for anew, unknown pages are the app's own. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Limiters } from './middleware/limits.ts';
import { named } from './middleware/observe.ts';

const HASHED = /[/\\]assets[/\\]/;
const MISSING = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley</title>
<h1>The admin UI is not built</h1><p>Build it with <code>npm run build:ui</code>, then load this page again. The api is at <a href="/api/docs">/api/docs</a>.</p></html>`;

/** @param uiDir the directory of index.html, or null when only the api is served. */
export function staticUi(uiDir: string | null, limiters: Limiters): Router {
  const router = Router();
  if (uiDir === null) return router;
  const files = express.static(uiDir, {
    index: false,
    redirect: false,
    setHeaders: (response, file) => {
      response.setHeader('Cache-Control', HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache');
      const packed = extname(file);
      const encoding = ENCODINGS[packed];
      if (encoding === undefined) return;
      response.setHeader('Content-Encoding', encoding);
      response.type(extname(file.slice(0, -packed.length)));
    },
  });
  router.use(named('ui'), limiters.pages, smallest(uiDir), files, page(uiDir));
  return router;
}

/** What the build left beside each text file, smallest first. */
const ENCODINGS: Record<string, string> = { '.br': 'br', '.gz': 'gzip' };

/** Asks for the compressed file where the browser takes it and the build made one. */
const smallest =
  (uiDir: string): RequestHandler =>
  (request, response, next) => {
    if (!/^\/[\w./-]+\.(?:js|css|svg)$/.test(request.path) || request.path.includes('..')) return next();
    response.vary('Accept-Encoding');
    const taken = Object.entries(ENCODINGS).find(
      ([packed, encoding]) =>
        request.acceptsEncodings(encoding) === encoding && existsSync(join(uiDir, `${request.path}${packed}`)),
    );
    if (taken) request.url = request.url.replace(request.path, `${request.path}${taken[0]}`);
    next();
  };

/** A path whose last part has a dot asks for a file: a missing one is 404, not the page. */
const isPage = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  !/\.[a-z0-9]+$/i.test(request.path) &&
  !/^\/(?:api|webhooks)(?:\/|$)/.test(request.path);

const page =
  (uiDir: string): RequestHandler =>
  (request, response, next) => {
    if (!isPage(request)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    const file = join(uiDir, 'index.html');
    if (existsSync(file)) response.sendFile(file, { cacheControl: false });
    else missing(response);
  };

function missing(response: Response): void {
  response.status(503).type('html').send(MISSING);
}
