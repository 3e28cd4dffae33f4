/** Everything below /me besides who one is. */
import type { AnyEndpoint } from '../endpoint.ts';
import {
  changeNameEndpoint,
  changePasswordEndpoint,
  endOtherSessionsEndpoint,
  endSessionEndpoint,
  sessionsEndpoint,
} from './endpoints.ts';
import {
  beginSecondFactorEndpoint,
  confirmSecondFactorEndpoint,
  endSecondFactorEndpoint,
  renewRecoveryCodesEndpoint,
  secondFactorEndpoint,
} from './second-factor.ts';

export const accountEndpoints: AnyEndpoint[] = [
  changeNameEndpoint,
  changePasswordEndpoint,
  sessionsEndpoint,
  endSessionEndpoint,
  endOtherSessionsEndpoint,
  secondFactorEndpoint,
  beginSecondFactorEndpoint,
  confirmSecondFactorEndpoint,
  endSecondFactorEndpoint,
  renewRecoveryCodesEndpoint,
];
