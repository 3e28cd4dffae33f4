/** One's own second factor (C-AUTH-5). */
import { z } from 'zod';
import { findSecondFactor, recoveryCodesLeft } from '../../db/auth/second-factor.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { beginEnrolment, confirmEnrolment, proveSecondFactor, renewCodes, turnOff } from '../auth/second-factor.ts';
import {
  confirmSchema,
  enrolmentSchema,
  passwordSchema,
  proofSchema,
  recoveryCodesSchema,
  secondFactorSchema,
} from '../contracts/account.ts';
import { okSchema } from '../contracts/common.ts';
import { defineEndpoint } from '../endpoint.ts';
import { isoOrNull } from '../messages/view.ts';
import { LOCKED_ERROR, mustKnowPassword, WRONG_PASSWORD } from './endpoints.ts';

const tag = 'Account';
const none = z.strictObject({});
const WRONG_CODE = { status: 403, code: 'wrong_code', when: 'the code is not right, or was used already' };

export const secondFactorEndpoint = defineEndpoint({
  method: 'get',
  path: '/me/second-factor',
  summary: 'Whether two-factor sign-in is on',
  tag,
  needs: read('self'),
  params: none,
  query: none,
  body: z.undefined(),
  response: secondFactorSchema,
  errors: [],
  handle: ({ caller: { userId }, services: { db } }) =>
    db.withSystem(async tx => {
      const factor = await findSecondFactor(tx, { userId });
      const on = factor?.confirmedAt != null;
      return {
        on,
        since: isoOrNull(factor?.confirmedAt ?? null),
        recoveryCodesLeft: on ? await recoveryCodesLeft(tx, { userId }) : 0,
      };
    }),
});

export const beginSecondFactorEndpoint = defineEndpoint({
  method: 'post',
  path: '/me/second-factor',
  summary: 'Begin to turn two-factor sign-in on: a new secret, which counts once it is confirmed',
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: passwordSchema,
  response: enrolmentSchema,
  errors: [WRONG_PASSWORD, LOCKED_ERROR, { status: 409, code: 'second_factor_on', when: 'it is on already' }],
  handle: async ({ body: { password }, caller, services }) => {
    const { email } = await mustKnowPassword(services, caller, { field: 'password', password });
    return beginEnrolment(services, { userId: caller.userId, email });
  },
});

export const confirmSecondFactorEndpoint = defineEndpoint({
  method: 'post',
  path: '/me/second-factor/confirm',
  summary: 'Turn two-factor sign-in on, by a code of the app; answers with the recovery codes',
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: confirmSchema,
  response: recoveryCodesSchema,
  errors: [WRONG_CODE, LOCKED_ERROR, { status: 409, code: 'not_begun', when: 'there is nothing to confirm' }],
  handle: async ({ body: { code }, caller: { userId }, services }) => ({
    recoveryCodes: await confirmEnrolment(services, { userId, code }),
  }),
});

export const endSecondFactorEndpoint = defineEndpoint({
  method: 'post',
  path: '/me/second-factor/off',
  summary: 'Turn two-factor sign-in off: needs the password and a code',
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: proofSchema,
  response: okSchema,
  errors: [WRONG_PASSWORD, WRONG_CODE, LOCKED_ERROR],
  handle: async ({ body: { password, code }, caller, services }) => {
    await mustKnowPassword(services, caller, { field: 'password', password });
    await proveSecondFactor(services, { userId: caller.userId, code });
    await turnOff(services, caller.userId);
    return { ok: true as const };
  },
});

export const renewRecoveryCodesEndpoint = defineEndpoint({
  method: 'post',
  path: '/me/second-factor/recovery-codes',
  summary: 'New recovery codes; those before end',
  tag,
  needs: write('self'),
  params: none,
  query: none,
  body: proofSchema,
  response: recoveryCodesSchema,
  errors: [WRONG_PASSWORD, WRONG_CODE, LOCKED_ERROR],
  handle: async ({ body: { password, code }, caller, services }) => {
    await mustKnowPassword(services, caller, { field: 'password', password });
    await proveSecondFactor(services, { userId: caller.userId, code });
    return { recoveryCodes: await renewCodes(services, caller.userId) };
  },
});
