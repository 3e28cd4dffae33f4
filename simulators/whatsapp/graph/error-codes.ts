/** HTTP status and title of every documented code; 400 where the documentation names none. */
const HTTP_500 = [3, 131000, 131016, 131045, 131057, 133000];
const HTTP_503 = [2, 133004];
const HTTP_403 = [10, 200, 368, 131005, 131031];
const HTTP_401 = [0, 190];
const HTTP_404 = [132001];

const TITLES: Record<number, string> = {
  0: 'AuthException',
  1: 'API Unknown',
  2: 'API Service',
  3: 'API Method',
  4: 'API Too Many Calls',
  10: 'Permission Denied',
  33: 'Parameter value is not valid',
  100: 'Invalid parameter',
  190: 'Access token has expired',
  200: 'API Permission',
  368: 'Temporarily blocked for policies violations',
  613: 'Call permission request limit hit',
  1026: 'Receiver is incapable of receiving this message',
  80007: 'Rate limit issues',
  130429: 'Rate limit hit',
  130472: "User's number is part of an experiment",
  130497: 'Business account is restricted from messaging users in this country',
  131000: 'Something went wrong',
  131005: 'Access denied',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131016: 'Service unavailable',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131030: 'Recipient phone number not in allowed list',
  131031: 'Account has been locked',
  131037: 'Display name approval is needed for this number',
  131042: 'Business eligibility payment issue',
  131044: 'Business eligibility payment issue for calling',
  131045: 'Incorrect certificate',
  131047: 'Re-engagement message',
  131048: 'Spam rate limit hit',
  131049: 'This message was not delivered to maintain healthy ecosystem engagement',
  131050: 'User has stopped marketing messages from your business',
  131051: 'Unsupported message type',
  131052: 'Media download error',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  131057: 'Account in maintenance mode',
  131062: 'Business-scoped user ID is not allowed for this message',
  131063: 'Marketing messages are disabled on Cloud API',
  131064: 'Limit reached after template classification violations',
  132000: 'Template param count mismatch',
  132001: 'Template does not exist',
  132005: 'Template hydrated text too long',
  132007: 'Template format character policy violated',
  132008: 'Template parameter value invalid',
  132012: 'Template parameter format mismatch',
  132015: 'Template is paused',
  132016: 'Template is disabled',
  132018: 'Template parameter text not allowed',
  132068: 'Flow is blocked',
  132069: 'Flow is throttled',
  133000: 'Incomplete deregistration',
  133004: 'Server temporarily unavailable',
  133005: 'Two step verification PIN mismatch',
  133006: 'Phone number re-verification needed',
  133008: 'Too many two step verification PIN guesses',
  133009: 'Two step verification PIN guessed too fast',
  133010: 'Phone number not registered',
  133015: 'Please wait a few minutes before attempting to register this phone number',
  133016: 'Account register/deregister limit exceeded',
  134011: 'WhatsApp Payments terms of service has not been accepted',
  135000: 'Generic user error',
  137000: 'Recipient identity key hash mismatch',
  139100: 'Failed to block or unblock some users',
  139101: 'Blocked users list limit reached',
  139102: 'Blocked users list was updated concurrently',
  139103: 'Internal error while blocking',
};

export interface ErrorFacts {
  httpStatus: number;
  title: string;
}

/** Facts of a code; undocumented codes answer 400 with a plain title, so that any code can be tried. */
export function errorFacts(code: number): ErrorFacts {
  const title = TITLES[code] ?? 'Unknown error';
  if (HTTP_401.includes(code)) return { httpStatus: 401, title };
  if (HTTP_403.includes(code) || (code > 200 && code < 300)) return { httpStatus: 403, title };
  if (HTTP_404.includes(code)) return { httpStatus: 404, title };
  if (HTTP_500.includes(code)) return { httpStatus: 500, title };
  if (HTTP_503.includes(code)) return { httpStatus: 503, title };
  return { httpStatus: 400, title };
}

/** An error object as webhooks carry it. */
export function webhookError(code: number, details?: string): Record<string, unknown> {
  const { title } = errorFacts(code);
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? title },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}
