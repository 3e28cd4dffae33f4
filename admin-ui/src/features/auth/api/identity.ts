import type { z } from 'zod';
import { invitationFoundSchema, registeredSchema, type registerSchema } from '../../../../../api/contracts/identity.ts';
import { call } from '../../../lib/http.ts';

const send = (path: string, body: unknown) => call(`/auth/${path}`, { method: 'POST', body });

export const register = async (body: z.input<typeof registerSchema>) =>
  registeredSchema.parse(await send('register', body));
export const verifyEmail = (token: string) => send('verify-email', { token });
export const forgotPassword = (email: string) => send('forgot-password', { email });
export const resetPassword = (token: string, password: string) => send('reset-password', { token, password });
export const lookAtInvitation = async (token: string) =>
  invitationFoundSchema.parse(await send('invitations/look', { token }));
export const acceptInvitation = (body: { token: string; name?: string; password?: string }) =>
  send('invitations/accept', body);
