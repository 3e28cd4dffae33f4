import { eq, sql } from 'drizzle-orm';
import type { ModelSettings } from '../../domain/model/settings.ts';
import type { Tx } from '../database.ts';
import { modelSettings } from './table.ts';

export type ModelSettingsRow = typeof modelSettings.$inferSelect;

/** What the key is sealed for. */
export const MODEL_KEY_FIELD = 'model.api_key';

export async function findModelSettings(tx: Tx, { orgId }: { orgId: string }): Promise<ModelSettingsRow | null> {
  const [row] = await tx.select().from(modelSettings).where(eq(modelSettings.orgId, orgId));
  return row ?? null;
}

/** @param key null removes the stored one. */
export async function saveModelSettings(
  tx: Tx,
  input: { orgId: string; settings: ModelSettings; key: { sealed: Buffer; end: string } | null; now: number },
): Promise<void> {
  const { orgId, settings, key, now } = input;
  const columns = {
    ...settings,
    // Postgres keeps four bytes of it: what was typed is what is shown.
    temperature: settings.temperature === null ? null : Math.round(settings.temperature * 100) / 100,
    apiKeySealed: key?.sealed ?? null,
    keyEnd: key?.end ?? null,
    updatedAt: now,
  };
  await tx
    .insert(modelSettings)
    .values({ orgId, version: 1, ...columns })
    .onConflictDoUpdate({
      target: modelSettings.orgId,
      set: { ...columns, version: sql`${modelSettings.version} + 1` },
    });
}
