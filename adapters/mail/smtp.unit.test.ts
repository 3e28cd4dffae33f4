import { expect, it } from 'vitest';
import { outcomeOf } from './smtp.ts';

const failure = (message: string, fields: Record<string, unknown>) => Object.assign(new Error(message), fields);

it.each([
  [
    'a server that is not there',
    failure('connect ECONNREFUSED 127.0.0.1:25', { code: 'ESOCKET', command: 'CONN' }),
    true,
  ],
  ['a name nobody has', failure('getaddrinfo ENOTFOUND x', { code: 'EDNS', command: 'CONN' }), true],
  ['a server that never spoke', failure('Greeting never received', { code: 'ETIMEDOUT', command: 'CONN' }), true],
  ['"not now"', failure('Message failed', { code: 'EMESSAGE', command: 'DATA', responseCode: 451 }), true],
  ['a wrong password', failure('Invalid login', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }), true],
  ['"never"', failure('Message failed', { code: 'EMESSAGE', command: 'DATA', responseCode: 550 }), false],
])('X-SEND: %s is a definite refusal', (_what, error, again) =>
  expect(outcomeOf(error)).toMatchObject({ kind: 'refused', again }),
);

it.each([
  ['a line that broke', failure('Connection closed unexpectedly', { code: 'ECONNECTION', command: 'CONN' })],
  ['a reset', failure('read ECONNRESET', { code: 'ESOCKET', command: 'CONN' })],
  ['a silence', failure('Timeout', { code: 'ETIMEDOUT', command: 'CONN' })],
  ['what nobody knows', new Error('?')],
])('X-SEND: after %s nobody knows: it is not sent again', (_what, error) =>
  expect(outcomeOf(error)).toMatchObject({ kind: 'unknown' }),
);
