import type { z } from 'zod';
import { type Problem, problemSchema } from '../../../api/contracts/common.ts';
import { t } from './language.ts';

/** A refused or failed request. `code` is the api's stable code, or `network` / `bad_answer` / `http_<status>` of our own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  /** What is wrong with what was sent, by its place (`body.config.tone.maxWords`). */
  readonly errors: readonly { path: string; message: string }[];

  constructor(problem: {
    status: number;
    code: string;
    message: string;
    hint: string | null;
    errors?: readonly { path: string; message: string }[];
  }) {
    super(problem.message);
    this.status = problem.status;
    this.code = problem.code;
    this.hint = problem.hint;
    this.errors = problem.errors ?? [];
  }
}

/** Makes the one sentence and the hint a person sees out of whatever the server answered. Exported for its test. */
export const readProblem = (status: number, body: unknown): ApiError => {
  const parsed = problemSchema.safeParse(body);
  if (parsed.success) {
    const problem: Problem = parsed.data;
    const fields = problem.errors?.map(error => error.message).join(' ');
    return new ApiError({
      status,
      code: problem.code,
      message: problem.detail ?? fields ?? problem.title,
      hint: problem.hint ?? null,
      errors: problem.errors ?? [],
    });
  }
  const loose = typeof body === 'object' && body !== null ? (body as { message?: unknown; code?: unknown }) : {};
  return new ApiError({
    status,
    code: typeof loose.code === 'string' ? loose.code : `http_${status}`,
    message: typeof loose.message === 'string' && loose.message !== '' ? loose.message : sentenceFor(status),
    hint: null,
  });
};

const sentenceFor = (status: number): string => {
  if (status === 401) return t('You are signed out.');
  if (status === 403) return t('Your role does not allow this.');
  if (status === 404) return t('This no longer exists, or it belongs to another organization.');
  if (status === 429) return t('Too many requests at once. Wait a moment and try again.');
  if (status >= 500) return t('The server could not do this just now. Nothing was changed.');
  return t('The server refused this ({status}).', { status });
};

export type RequestOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
};

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Calls the api below `/api/v1` and answers the parsed JSON body (unchecked). Throws `ApiError`. */
export const call = async (path: string, options: RequestOptions = {}): Promise<unknown> => {
  const method = options.method ?? 'GET';
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      signal: options.signal ?? null,
      headers: method === 'GET' ? {} : { 'content-type': 'application/json', 'x-parley-csrf': '1' },
      body: method === 'GET' ? null : JSON.stringify(options.body ?? {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({
      status: 0,
      code: 'network',
      message: t('No connection to the server.'),
      hint: t('Check the network; nothing you wrote is lost.'),
    });
  }
  const body = await readBody(response);
  if (!response.ok) throw readProblem(response.status, body);
  return body;
};

/** GET with the answer checked against the shared contract. */
export const get = async <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.output<Schema>> => {
  const body = await call(path, signal ? { signal } : {});
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  console.error(`answer of ${path} does not match its contract`, parsed.error.issues);
  throw new ApiError({
    status: 200,
    code: 'bad_answer',
    message: t('The server answered in a form this page does not understand.'),
    hint: t('Load the page again; it may have been updated meanwhile.'),
  });
};

/** The sentence to show for anything that was thrown. */
export const explain = (error: unknown): { message: string; hint: string | null } =>
  error instanceof ApiError
    ? { message: error.message, hint: error.hint }
    : { message: error instanceof Error ? error.message : t('Something went wrong.'), hint: null };
