/** Sign-in and sign-out. No other route of the authentication library is reachable. */
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { signInSchema } from '../contracts/auth.ts';
import { ApiError } from '../endpoint.ts';
import { jsonBody } from '../middleware/body.ts';
import type { Limiters } from '../middleware/limits.ts';
import { named } from '../middleware/observe.ts';
import { mustBeOurs, mustBeSameOrigin } from '../middleware/same-origin.ts';
import { parsed } from '../parse.ts';
import type { Auth } from './auth.ts';
import { authHeaders } from './callers.ts';

export const SIGN_IN_PATH = '/api/v1/auth/sign-in/email';
export const SIGN_OUT_PATH = '/api/v1/auth/sign-out';

export function authRoutes(options: { auth: Auth; limiters: Limiters; publicUrl: string }): Router {
  const { auth, limiters, publicUrl } = options;
  const router = Router();

  router.post(
    SIGN_IN_PATH,
    named(SIGN_IN_PATH),
    limiters.signIn,
    mustBeSameOrigin(publicUrl),
    jsonBody,
    async (request, response) => {
      const { email, password, rememberMe } = parsed(signInSchema, request.body, 'body');
      const found = z.email().safeParse(email).success
        ? await auth.signIn({ email, password, remember: rememberMe, headers: authHeaders(request) })
        : null;
      if (!found)
        throw new ApiError(401, 'wrong_credentials', 'E-mail and password do not belong together.', {
          hint: 'Check both and try again.',
        });
      answer(response, found.cookies, { user: found.user });
    },
  );

  router.post(
    SIGN_OUT_PATH,
    named(SIGN_OUT_PATH),
    limiters.open,
    ourCookieOrNone(auth, publicUrl),
    async (request, response) => {
      const { cookies } = await auth.signOut(authHeaders(request));
      answer(response, cookies, { ok: true });
    },
  );

  return router;
}

/** Without our cookie there is nothing a foreign page could end. */
function ourCookieOrNone(auth: Auth, publicUrl: string) {
  const strict = mustBeOurs(publicUrl);
  return (request: Request, response: Response, next: (error?: unknown) => void) =>
    request.headers.cookie?.includes(`${auth.cookieName}=`) ? strict(request, response, next) : next();
}

function answer(response: Response, cookies: string[], body: unknown): void {
  for (const cookie of cookies) response.append('Set-Cookie', cookie);
  response.setHeader('Cache-Control', 'no-store');
  response.json(body);
}
