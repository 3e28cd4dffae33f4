import express, { type Express } from 'express';
import type { World } from '../world.ts';
import { accountRoutes } from './account.ts';
import { requireToken } from './auth.ts';
import { blockRoutes } from './block-users.ts';
import { graphErrorHandler, unknownObject } from './errors.ts';
import { downloadRoutes, mediaRoutes } from './media.ts';
import { messagesRoute } from './messages.ts';
import { templateRoutes } from './templates.ts';

/** The Graph side, with and without a version prefix. */
export function graphApp(world: World): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((request, response, next) => {
    const version = /^\/(v\d+\.\d+)(?=\/|$)/.exec(request.url)?.[1];
    if (version !== undefined) request.url = request.url.slice(version.length + 1) || '/';
    response.set('facebook-api-version', version ?? world.options.apiVersion);
    response.set('x-fb-trace-id', world.random.hex(11));
    response.set('x-app-usage', '{"call_count":1,"total_cputime":1,"total_time":1}');
    next();
  });
  app.use(downloadRoutes(world));
  app.use(requireToken(world));
  app.use(express.json({ limit: '3mb', type: ['application/json', 'text/plain'] }));
  app.use(express.urlencoded({ extended: false }));
  app.post('/:id/messages', messagesRoute(world));
  app.post('/:id/marketing_messages', messagesRoute(world));
  app.use(mediaRoutes(world), templateRoutes(world), blockRoutes(world), accountRoutes(world));
  app.use((request, _response, next) => next(unknownObject(request.path.split('/')[1] ?? '', request.method)));
  app.use(graphErrorHandler(() => world.random.hex(22)));
  return app;
}
