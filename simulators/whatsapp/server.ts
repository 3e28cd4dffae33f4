import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import type { Controls } from './control/controls.ts';
import { controlRouter } from './control/router.ts';
import { graphApp } from './graph/router.ts';
import type { Ledger } from './ledger.ts';
import type { World } from './world.ts';

const PHONE = fileURLToPath(new URL('./phone/', import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' http://localhost:* http://127.0.0.1:*";

/** One server: the handset at `/`, control under `/_sim/`, the Graph API everywhere else. */
export function simulatorApp(world: World, controls: Controls, ledger: Ledger): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    next();
  });
  app.use('/_sim', controlRouter(world, controls, ledger));
  app.get(['/', '/favicon.ico'], (request, response) => {
    if (request.path !== '/') response.status(204).end();
    else response.set('content-security-policy', POLICY).sendFile('index.html', { root: PHONE });
  });
  app.use('/phone', express.static(PHONE, { index: false, cacheControl: false }));
  app.use(graphApp(world));
  return app;
}
