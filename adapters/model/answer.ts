/** Model output is data of which nothing is promised: read, measured and parsed here, or refused with a reason. */
import type { z } from 'zod';
import { AttemptFailure } from './model-error.ts';

export const MAX_ANSWER_CHARS = 256 * 1024;
const MAX_ISSUES = 6;

const bad = (message: string): AttemptFailure => new AttemptFailure('bad_answer', 'answer', message);

/** The text of a chat completion. @throws AttemptFailure when it was refused, cut off, empty, too long or is no completion. */
export function textOf(completion: unknown): string {
  const choices = (completion as { choices?: unknown } | null)?.choices;
  const choice = Array.isArray(choices)
    ? (choices[0] as { finish_reason?: unknown; message?: { content?: unknown; refusal?: unknown } | null } | undefined)
    : undefined;
  if (!choice?.message) throw bad('The answer was not a chat completion.');
  if (choice.finish_reason === 'content_filter')
    throw new AttemptFailure('refused', 'answer', 'The answer was withheld by a content filter.');
  if (choice.message.refusal) throw new AttemptFailure('refused', 'answer', 'The model refused to answer.');
  if (choice.finish_reason === 'length') throw bad('The answer was cut off before its end: answer more briefly.');
  const { content } = choice.message;
  if (typeof content !== 'string' || content.trim() === '') throw bad('The answer was empty.');
  if (content.length > MAX_ANSWER_CHARS)
    throw new AttemptFailure(
      'too_large',
      'answer',
      `The answer had more than ${MAX_ANSWER_CHARS} characters: answer briefly.`,
    );
  return content;
}

/** The value of an answer. @throws AttemptFailure that says what is wrong without quoting the answer. */
export function parseAnswer<T>(text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, MAX_ISSUES)
    .map(issue => `${issue.path.map(String).join('.') || 'answer'}: ${issue.message.slice(0, 200)}`);
  throw bad(`The answer does not fit the schema: ${issues.join('; ')}`);
}

/** Some providers put a code fence around JSON. */
function jsonOf(text: string): unknown {
  const trimmed = text.trim();
  const fenced = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/i.exec(trimmed);
  try {
    return cleaned(JSON.parse(fenced?.[1] ?? trimmed));
  } catch {
    throw bad('The answer was not JSON: answer with one JSON object and nothing else.');
  }
}

/** U+0000 and lone surrogates are what jsonb refuses: a model may write them, the record may not stumble over them. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed();
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cleaned(entry)]));
}
