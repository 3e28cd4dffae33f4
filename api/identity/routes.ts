/** Routes that need no session: whoever asks proves something by a token, or is new. */
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { fromOrigin } from '../../db/audit/origin.ts';
import { authHeaders } from '../auth/callers.ts';
import { acceptSchema, forgotSchema, registerSchema, resetSchema, tokenSchema } from '../contracts/identity.ts';
import type { ApiServices } from '../endpoint.ts';
import { jsonBody } from '../middleware/body.ts';
import type { Limiters } from '../middleware/limits.ts';
import { named } from '../middleware/observe.ts';
import { mustBeSameOrigin } from '../middleware/same-origin.ts';
import { parsed } from '../parse.ts';
import { acceptInvitation, lookAtInvitation } from './accept.ts';
import { forgotPassword, register, resetPassword, verifyEmail } from './registration.ts';

export const IDENTITY_PATHS = {
  register: '/api/v1/auth/register',
  verify: '/api/v1/auth/verify-email',
  forgot: '/api/v1/auth/forgot-password',
  reset: '/api/v1/auth/reset-password',
  invitation: '/api/v1/auth/invitations/look',
  accept: '/api/v1/auth/invitations/accept',
} as const;

type Handler = (input: { body: unknown; headers: Headers }) => Promise<{ cookies?: string[]; body: unknown }>;

export function identityRoutes(options: { services: ApiServices; limiters: Limiters; publicUrl: string }): Router {
  const { services, limiters, publicUrl } = options;
  const router = Router();
  const serve = (path: string, handle: Handler, limiter: RequestHandler = limiters.signIn) =>
    router.post(
      path,
      named(path),
      limiter,
      mustBeSameOrigin(publicUrl),
      jsonBody,
      (request: Request, response: Response) =>
        fromOrigin({ ipAddress: request.ip }, async () => {
          const { cookies = [], body } = await handle({ body: request.body, headers: authHeaders(request) });
          for (const cookie of cookies) response.append('Set-Cookie', cookie);
          response.setHeader('Cache-Control', 'no-store');
          response.json(body);
        }),
    );

  serve(IDENTITY_PATHS.register, async ({ body }) => {
    const { organizationName, name, ...rest } = parsed(registerSchema, body, 'body');
    return { body: await register(services, { ...rest, name: organizationName, personName: name }) };
  });
  serve(IDENTITY_PATHS.verify, async ({ body, headers }) => {
    const done = await verifyEmail(services, { ...parsed(tokenSchema, body, 'body'), headers });
    return { cookies: done?.cookies ?? [], body: { user: done?.user ?? null } };
  });
  serve(IDENTITY_PATHS.forgot, async ({ body }) => {
    await forgotPassword(services, parsed(forgotSchema, body, 'body'));
    return { body: { ok: true } };
  });
  serve(IDENTITY_PATHS.reset, async ({ body }) => {
    await resetPassword(services, parsed(resetSchema, body, 'body'));
    return { body: { ok: true } };
  });
  serve(
    IDENTITY_PATHS.invitation,
    async ({ body, headers }) => ({
      body: await lookAtInvitation(services, { ...parsed(tokenSchema, body, 'body'), headers }),
    }),
    limiters.open,
  );
  serve(IDENTITY_PATHS.accept, async ({ body, headers }) => {
    const { token, name, password } = parsed(acceptSchema, body, 'body');
    const done = await acceptInvitation(services, { token, name, password, headers });
    return { cookies: done?.cookies ?? [], body: { user: done?.user ?? null } };
  });
  return router;
}
