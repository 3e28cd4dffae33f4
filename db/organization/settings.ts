/** What an organization has set for itself (`organizations.settings`), by area; what is not set has its default. */
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type BudgetSettings, budgetSettingsSchema } from '../../domain/cost/caps.ts';
import { DEFAULT_RATES, type Rate, rateSchema } from '../../domain/cost/rates.ts';
import type { Tx } from '../database.ts';
import { organizations } from './table.ts';

async function settingOf(tx: Tx, orgId: string, key: string): Promise<unknown> {
  const [row] = await tx
    .select({ value: sql<unknown>`${organizations.settings}->${key}` })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return row?.value ?? undefined;
}

/** Settings of an older release that do not fit any more count as not set. */
export async function budgetSettings(tx: Tx, { orgId }: { orgId: string }): Promise<BudgetSettings> {
  const stored = budgetSettingsSchema.safeParse(await settingOf(tx, orgId, 'budget'));
  return stored.success ? stored.data : budgetSettingsSchema.parse({});
}

const ctaWebhookSchema = z.strictObject({ generation: z.int().min(1) });
export type CtaWebhookSettings = z.infer<typeof ctaWebhookSchema>;

/** Which secret of completion webhooks counts: the first one until it is replaced. */
export async function ctaWebhookSettings(tx: Tx, { orgId }: { orgId: string }): Promise<CtaWebhookSettings> {
  const stored = ctaWebhookSchema.safeParse(await settingOf(tx, orgId, 'ctaWebhook'));
  return stored.success ? stored.data : { generation: 1 };
}

export async function rateTable(tx: Tx, { orgId }: { orgId: string }): Promise<Rate[]> {
  return (await ownRates(tx, { orgId })) ?? DEFAULT_RATES;
}

/** What the organization has written itself; null while the first estimates hold. */
export async function ownRates(tx: Tx, { orgId }: { orgId: string }): Promise<Rate[] | null> {
  const stored = z.array(rateSchema).safeParse(await settingOf(tx, orgId, 'rates'));
  return stored.success ? stored.data : null;
}

export async function saveSetting(
  tx: Tx,
  {
    orgId,
    key,
    value,
  }: {
    orgId: string;
    key: 'budget' | 'rates' | 'ctaWebhook';
    value: BudgetSettings | Rate[] | CtaWebhookSettings | null;
  },
): Promise<void> {
  await tx
    .update(organizations)
    .set({
      settings: sql`${organizations.settings} || jsonb_build_object(${key}::text, ${JSON.stringify(value)}::jsonb)`,
    })
    .where(eq(organizations.id, orgId));
}
