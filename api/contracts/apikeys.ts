/** API keys (B-KEY-1). */
import { z } from 'zod';
import { SCOPES, type Scope } from '../../domain/permission/scopes.ts';
import { id, instant, roleSchema, time } from './common.ts';

export const scopeSchema = z.enum(SCOPES as [Scope, ...Scope[]]);

export const newKeySchema = z.strictObject({
  name: z.string().trim().min(1, 'Write what it is for.').max(80, 'has at most 80 characters'),
  role: roleSchema.default('AGENT').describe("no higher than one's own"),
  scopes: z.array(scopeSchema).min(1, 'Choose what it may do.').max(SCOPES.length),
  expiresAt: instant.nullable().default(null).describe('null: it does not end by itself'),
});
export const madeKeySchema = z.object({ id, key: z.string().describe('shown this once') });
export const keySchema = z.object({
  id,
  name: z.string(),
  prefix: z.string().describe('its first 8 characters'),
  role: roleSchema,
  scopes: z.array(scopeSchema),
  madeBy: z.string().nullable().describe('null when they have left: the key is over'),
  createdAt: time,
  lastUsedAt: time.nullable().describe('moved at most once a minute'),
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
});
export type KeyView = z.infer<typeof keySchema>;
export const keysSchema = z.object({ keys: z.array(keySchema) });
