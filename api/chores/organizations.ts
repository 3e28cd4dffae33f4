import { sql } from 'drizzle-orm';
import type { ChoreServices } from './chore.ts';

/** Every organization, by its id. */
export async function organizationIds({ db }: Pick<ChoreServices, 'db'>): Promise<string[]> {
  const { rows } = await db.withSystem(tx => tx.execute<{ id: string }>(sql`select id from organizations`));
  return rows.map(row => row.id);
}
