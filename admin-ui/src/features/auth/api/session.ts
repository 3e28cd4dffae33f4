import { queryOptions, useQuery } from '@tanstack/react-query';
import { signInAnswerSchema } from '../../../../../api/contracts/auth.ts';
import { type Me, meSchema } from '../../../../../api/contracts/session.ts';
import { may, type Permission } from '../../../../../domain/permission/permission.ts';
import { ApiError, call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** Who is signed in, or null. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await get('/me', meSchema, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The member at the desk; only for components below the shell, which shows them to nobody else. */
export const useMe = (): Me => {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error('useMe needs a signed-in member');
  return data;
};

/** Whether their role may do it; the api asks the same table. */
export const useMay = (needs: Permission): boolean => may(useMe().role, needs);

/** Signed in, or the challenge of the second step. */
export const signIn = async (input: { email: string; password: string }) =>
  signInAnswerSchema.parse(await call('/auth/sign-in/email', { method: 'POST', body: input }));

export const finishSignIn = (input: { challenge: string; code: string }) =>
  call('/auth/sign-in/second-factor', { method: 'POST', body: input });

export const signOut = () => call('/auth/sign-out', { method: 'POST', body: {} });
