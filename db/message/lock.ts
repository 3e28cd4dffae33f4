import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { preparedOn } from '../prepared.ts';
import { messages } from './table.ts';

/** The ledger row of a message, locked; empty when there is none. */
export const lockMessage = (tx: Tx, orgId: string, messageId: string): Promise<(typeof messages.$inferSelect)[]> =>
  preparedOn(tx, 'message, locked', on =>
    on
      .select()
      .from(messages)
      .where(and(eq(messages.orgId, sql.placeholder('orgId')), eq(messages.id, sql.placeholder('messageId'))))
      .for('update'),
  ).execute({ orgId, messageId });
