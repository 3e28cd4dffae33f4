import { describe, expect, it } from 'vitest';
import { readProblem } from './http.ts';

describe('what the server refused', () => {
  it('is told in the words of the problem document', () => {
    const error = readProblem(409, {
      type: 'urn:parley:stale_draft',
      title: 'Conflict',
      status: 409,
      code: 'stale_draft',
      detail: 'The draft has changed.',
      hint: 'Read the new one.',
    });
    expect(error).toMatchObject({
      status: 409,
      code: 'stale_draft',
      message: 'The draft has changed.',
      hint: 'Read the new one.',
    });
  });

  it('names the fields when there is no detail', () => {
    const problem = {
      type: 'x',
      title: 'Bad request',
      status: 400,
      code: 'invalid',
      errors: [{ path: 'text', message: 'Write something first.' }],
    };
    expect(readProblem(400, problem).message).toBe('Write something first.');
  });

  it('is understood from a library that answers in its own way, and from a page of HTML', () => {
    expect(readProblem(401, { code: 'INVALID', message: 'Invalid password' })).toMatchObject({
      code: 'INVALID',
      message: 'Invalid password',
    });
    expect(readProblem(502, '<html>bad gateway</html>').message).toContain('Nothing was changed');
    expect(readProblem(404, null).message).toContain('no longer exists');
  });
});
