/** Input is parsed before any handler sees it; what is wrong is said by path. */
import type { z } from 'zod';
import { ApiError } from './endpoint.ts';
import { tooDeep, unstorable } from './middleware/body.ts';

export type InputPart = 'params' | 'query' | 'body';

const refuse = (errors: { path: string; message: string }[]) =>
  new ApiError(400, 'invalid', 'The request is not as it must be.', {
    errors,
    hint: 'Each entry of errors says where, and what is expected.',
  });

/** What has the documented form and still cannot be: an end before its beginning, one key twice. */
const rule = (errors: { path: string; message: string }[]) =>
  new ApiError(422, 'rule', 'The request has the form it must have, and breaks a rule.', {
    errors,
    hint: 'Each entry of errors says where, and what is expected.',
  });

/** @throws ApiError with one entry for everything that is wrong: 400, or 422 when a JSON schema cannot say it. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, part: InputPart): T {
  if (tooDeep(value)) throw refuse([{ path: part, message: 'is nested too deep' }]);
  const bad = unstorable(value);
  if (bad !== null)
    throw refuse([
      {
        path: bad === '' ? part : `${part}.${bad}`,
        message: 'holds a character that cannot be stored (U+0000 or half of a surrogate pair)',
      },
    ]);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const errors = issues.map(issue => ({ path: [part, ...issue.path].join('.'), message: issue.message }));
  // A refinement is the one thing of a schema that its document does not show.
  throw issues.every(issue => issue.code === 'custom') ? rule(errors) : refuse(errors);
}
