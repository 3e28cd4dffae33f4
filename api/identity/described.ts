/** The open routes of this folder, for the OpenAPI document. */
import { z } from 'zod';
import { signedInSchema } from '../contracts/auth.ts';
import { okSchema } from '../contracts/common.ts';
import {
  acceptSchema,
  forgotSchema,
  invitationFoundSchema,
  registeredSchema,
  registerSchema,
  resetSchema,
  tokenSchema,
} from '../contracts/identity.ts';
import type { DescribedRoute } from '../openapi-routes.ts';
import { IDENTITY_PATHS } from './routes.ts';

const tag = 'Session';
const json = (schema: z.ZodType, description: string) => ({
  status: 200,
  type: 'application/json',
  schema,
  description,
});
const maybeSignedIn = z.object({ user: signedInSchema.shape.user.nullable() });
const OVER = { status: 422, code: 'token_over', when: 'the link was used, is over, or never was' };
const WEAK = { status: 422, code: 'weak_password', when: 'the password is guessed too easily' };
const FOREIGN = { status: 403, code: 'csrf', when: 'the request comes from a foreign page' };

export const IDENTITY_ROUTES: DescribedRoute[] = [
  {
    method: 'post',
    path: IDENTITY_PATHS.register,
    tag,
    summary: 'Sign up: a person and their organization',
    description: 'The answer is the same for an address that has an account: its owner gets a mail that says so.',
    access: 'open',
    body: registerSchema,
    answer: json(registeredSchema, 'Taken.'),
    errors: [
      WEAK,
      FOREIGN,
      { status: 409, code: 'email_taken', when: 'the address is known, and no mail server is set' },
    ],
  },
  {
    method: 'post',
    path: IDENTITY_PATHS.verify,
    tag,
    summary: 'Prove an address by the token of the mail; signs in',
    access: 'open',
    body: tokenSchema,
    answer: json(maybeSignedIn, 'Proven; `user` is null when a second factor is asked for first.'),
    errors: [OVER, FOREIGN],
  },
  {
    method: 'post',
    path: IDENTITY_PATHS.forgot,
    tag,
    summary: 'Ask for a mail with a link to a new password',
    access: 'open',
    body: forgotSchema,
    answer: json(okSchema, 'The same for an address nobody has.'),
    errors: [FOREIGN],
  },
  {
    method: 'post',
    path: IDENTITY_PATHS.reset,
    tag,
    summary: 'Set a new password by the token of the mail; all sessions end',
    access: 'open',
    body: resetSchema,
    answer: json(okSchema, 'Set.'),
    errors: [OVER, WEAK, FOREIGN],
  },
  {
    method: 'post',
    path: IDENTITY_PATHS.invitation,
    tag,
    summary: 'What an invitation is for',
    access: 'open',
    body: tokenSchema,
    answer: json(invitationFoundSchema, 'It is good.'),
    errors: [OVER, FOREIGN],
  },
  {
    method: 'post',
    path: IDENTITY_PATHS.accept,
    tag,
    summary: 'Accept an invitation; makes an account for somebody new',
    access: 'open',
    body: acceptSchema,
    answer: json(maybeSignedIn, 'Joined; `user` is null for somebody who was signed in.'),
    errors: [
      OVER,
      WEAK,
      FOREIGN,
      { status: 401, code: 'sign_in_first', when: 'the address has an account' },
      { status: 409, code: 'other_account', when: 'another person is signed in' },
    ],
  },
];
