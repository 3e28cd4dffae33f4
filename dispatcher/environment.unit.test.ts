import { expect, it } from 'vitest';
import { isEnvironment } from './environment.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const query = (cause: Error) =>
  new Error('Failed query: insert into messages … params: a timeout of the connection', { cause });

it.each([
  coded('53100'),
  coded('57P01'),
  coded('08006'),
  coded('25P03'),
  coded('ECONNRESET'),
  coded('EHOSTUNREACH'),
  query(coded('53300')),
  query(new Error('Query read timeout')),
  query(new Error('Connection terminated unexpectedly')),
  new Error('timeout exceeded when trying to connect'),
  query(new Error('Client has encountered a connection error and is not queryable')),
])('%o is the world', error => expect(isEnvironment(error)).toBe(true));

it.each([
  coded('22P02'),
  coded('23505', 'duplicate key of a connection'),
  query(coded('22021', 'invalid byte sequence')),
  query(new Error('column does not exist')),
  new TypeError('x is undefined'),
  'timeout',
  null,
])('%o is the update', error => expect(isEnvironment(error)).toBe(false));
