/** The script library and the fixed texts of a playbook, by language (A-ONB-14, A-LANG-2). */
import { z } from 'zod';
import { FIXED_TEXTS } from '../../domain/guardrails/fixed-text.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { SCRIPT_SITUATIONS, scriptSchema } from '../../domain/playbook/scripts.ts';
import { versionNumber } from './common.ts';

/** By language; the first language of the playbook is the one that stands in for the others. */
const fixedTextsSchema = z.record(z.string(), z.partialRecord(z.enum(FIXED_TEXTS), z.string().max(500)));

export const scriptLibrarySchema = z.object({
  playbook: z.string(),
  version: z.int().describe('the version in use, which these are'),
  newest: z.int().describe('what to save on top of'),
  languages: z.array(z.string()),
  scripts: z.array(scriptSchema),
  texts: fixedTextsSchema,
  about: z
    .record(z.enum(SCRIPT_SITUATIONS), z.array(z.string()))
    .describe('what scripts of a situation may be about: checklist keys, objections, calls to action'),
});
export type ScriptLibrary = z.infer<typeof scriptLibrarySchema>;

export const saveScriptsSchema = z.strictObject({
  basedOn: versionNumber.nullable().default(null).describe('the newest version you saw; a newer one refuses the save'),
  scripts: playbookSchema.shape.scripts.unwrap(),
  texts: fixedTextsSchema,
  note: z.string().max(300).default(''),
});
