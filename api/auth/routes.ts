/** Sign-in and sign-out. No other route of the authentication library is reachable. */
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { fromOrigin } from '../../db/audit/origin.ts';
import { secondStepSchema, signInSchema } from '../contracts/auth.ts';
import { ApiError, type ApiServices } from '../endpoint.ts';
import { mailVerification } from '../identity/registration.ts';
import { jsonBody } from '../middleware/body.ts';
import type { Limiters } from '../middleware/limits.ts';
import { named } from '../middleware/observe.ts';
import { mustBeOurs, mustBeSameOrigin } from '../middleware/same-origin.ts';
import { parsed } from '../parse.ts';
import type { Auth, Person } from './auth.ts';
import { authHeaders } from './callers.ts';
import { finishSignIn, signIn } from './sign-in.ts';

export const SIGN_IN_PATH = '/api/v1/auth/sign-in/email';
export const SECOND_STEP_PATH = '/api/v1/auth/sign-in/second-factor';
export const SIGN_OUT_PATH = '/api/v1/auth/sign-out';

export interface AuthRouteOptions {
  services: ApiServices;
  limiters: Limiters;
  publicUrl: string;
}

export function authRoutes({ services, limiters, publicUrl }: AuthRouteOptions): Router {
  const { auth } = services;
  const router = Router();
  const open = (path: string, limiter: RequestHandler, handle: RequestHandler) =>
    router.post(path, named(path), limiter, mustBeSameOrigin(publicUrl), jsonBody, (request, response, next) =>
      fromOrigin({ ipAddress: request.ip }, () => handle(request, response, next)),
    );

  const unverified = async (person: Person): Promise<ApiError> => {
    await services.db.withSystem(tx => mailVerification(services, tx, person));
    return new ApiError(403, 'email_not_verified', 'Your address is not confirmed yet.', {
      hint: 'Follow the link in the mail that we just sent again.',
    });
  };

  open(SIGN_IN_PATH, limiters.signIn, async (request, response) => {
    const { email, password, rememberMe } = parsed(signInSchema, request.body, 'body');
    const given = { email, password, remember: rememberMe, headers: authHeaders(request) };
    const found = await signIn(services, given, unverified);
    if ('challenge' in found) answer(response, [], found);
    else answer(response, found.cookies, { user: found.user });
  });

  open(SECOND_STEP_PATH, limiters.signIn, async (request, response) => {
    const { challenge, code } = parsed(secondStepSchema, request.body, 'body');
    const { cookies, user } = await finishSignIn(services, { challenge, code, headers: authHeaders(request) });
    answer(response, cookies, { user });
  });

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
