/** Shared pieces of the REST contracts. Times travel as ISO 8601 in UTC, money as integer micros of a currency unit. */
import { z } from 'zod';
import { DUE_KINDS, OWNERS, ROLES } from '../../domain/words.ts';

/** The last one that is written with four digits for the year. */
export const LAST_INSTANT_MS = Date.parse('9999-12-31T23:59:59.999Z');

export const id = z.uuid();
export const time = z.iso.datetime({ offset: true });
/** An instant that a client names. Years of fewer or more than four digits are written in other forms by everybody. */
export const instant = time.refine(
  text => Date.parse(text) >= 0 && Date.parse(text) <= LAST_INSTANT_MS,
  'Give a time between the years 1970 and 9999.',
);
export const cursor = z.string().min(1).max(200);
/** A version, counted from 1 in a column of 32 bits. */
export const versionNumber = z.int().min(1).max(2_147_483_647);

/** RFC 9457 problem document; `code` is stable, `hint` says how to mend it. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** `urn:uuid:` and the request id. */
  instance: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const ownerSchema = z.enum(OWNERS);
export const roleSchema = z.enum(ROLES);

/** What happens next in a conversation, and when. */
export const nextDueSchema = z
  .object({
    kind: z.enum(DUE_KINDS),
    at: time,
    step: z.int().nullable().describe('of a follow-up: which one it is, from 1'),
    steps: z.int().nullable().describe('how many follow-ups there are; in the detail only'),
    label: z.string(),
    runnable: z.boolean().describe('whether a person may skip it or have it done now'),
  })
  .nullable();
export type NextDueView = z.infer<typeof nextDueSchema>;

export const okSchema = z.object({ ok: z.literal(true) });
