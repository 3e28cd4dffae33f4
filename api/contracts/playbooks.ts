/** Playbooks, their versions, canaries and experiments (A-VER, A-AB). Money in micros of a US dollar. */
import { z } from 'zod';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { TONE_PRESET_NAMES } from '../../domain/playbook/tones.ts';
import { id, instant, time, versionNumber as version } from './common.ts';

export const playbookRowSchema = z.object({
  id,
  name: z.string(),
  currentVersion: version.describe('the version that new conversations are pinned to'),
  canary: z.object({ version, percent: z.int() }).nullable().describe('a version that some new conversations get'),
  createdAt: time,
});

export const versionRowSchema = z.object({
  version,
  createdAt: time,
  createdBy: z.string(),
  createdByName: z.string().nullable().describe('null when no member saved it, or one who has left'),
  note: z.string(),
  current: z.boolean(),
  canary: z.boolean(),
});

/** Open on purpose: an older release may have stored settings that this one no longer has. */
export const versionSchema = versionRowSchema.extend({ config: z.record(z.string(), z.unknown()) });

export const saveVersionSchema = z.strictObject({
  config: playbookSchema,
  basedOn: version.nullable().default(null).describe('the newest version you saw; a newer one refuses the save'),
  note: z.string().max(300).default(''),
  canaryPercent: z.int().min(0).max(100).nullable().default(null).describe('try it on so many percent; null = on all'),
});

/** POST /playbooks/preview */
export const tonePreviewSchema = z.strictObject({
  config: playbookSchema.describe('as it is being edited; it need not be saved'),
  question: z.string().trim().min(1, 'Write what a customer would ask.').max(500),
  presets: z
    .array(z.enum(TONE_PRESET_NAMES))
    .min(1)
    .max(TONE_PRESET_NAMES.length)
    .refine(names => new Set(names).size === names.length, 'Name each tone once.'),
});
export const tonePreviewsSchema = z.object({
  answers: z.array(
    z.object({
      preset: z.enum(TONE_PRESET_NAMES),
      text: z.string().nullable(),
      why: z.string().nullable().describe('why there is no text'),
    }),
  ),
});

export const diffSchema = z.object({
  from: version,
  to: version,
  changes: z.array(z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
});

export const resultsSchema = z.object({
  results: z.array(
    z.object({
      key: z.string().describe('version or variant'),
      conversations: z.int(),
      replied: z.int(),
      qualified: z.int(),
      won: z.int(),
      optedOut: z.int(),
      escalated: z.int(),
      costMicros: z.int(),
    }),
  ),
});

export const rollbackSchema = z.strictObject({ version });
export const canarySchema = z.strictObject({
  version: version.nullable().describe('null ends the trial'),
  percent: z.int().min(0).max(100).default(10),
});

const patchSchema = z.strictObject({
  maxWords: z.int().min(5).max(25).optional(),
  formality: z.enum(['formal', 'professional', 'casual']).optional(),
  persuasion: z.enum(['soft', 'moderate', 'firm']).optional(),
  ctaTiming: z.enum(['early', 'late']).optional(),
  followUpFactor: z.number().min(0.25).max(4).optional(),
});
const variantSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'Use lower-case letters, digits and underscores.'),
  weight: z.number().positive().max(1000).default(1),
  patch: patchSchema.default({}),
});
export const experimentSchema = z.object({
  id,
  playbookId: id,
  name: z.string(),
  variants: z.array(z.object({ key: z.string(), weight: z.number(), patch: z.record(z.string(), z.unknown()) })),
  active: z.boolean(),
  startsAt: time.nullable(),
  endsAt: time.nullable(),
  createdAt: time,
});
export const newExperimentSchema = z
  .strictObject({
    name: z.string().min(1).max(120),
    variants: z
      .array(variantSchema)
      .min(2)
      .max(6)
      .refine(list => new Set(list.map(variant => variant.key)).size === list.length, 'Two variants have one key.')
      .prefault([{ key: 'control' }, { key: 'variant_a' }]),
    startsAt: instant.nullable().default(null),
    endsAt: instant.nullable().default(null),
  })
  .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || Date.parse(startsAt) < Date.parse(endsAt), {
    message: 'An experiment must end after it begins.',
    path: ['endsAt'],
  });
