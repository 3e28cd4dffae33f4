/** What stayed open since the customer's last message: it chooses the kind of a follow-up (A-FOLLOW-2). */
import { and, desc, eq } from 'drizzle-orm';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { messages } from '../../db/message/table.ts';
import type { OpenThings } from '../../domain/followup/kind.ts';
import { countQuestions } from '../../domain/guardrails/text-rules.ts';
import { nudgesLeft } from './refusal.ts';

export async function openThings(tx: Tx, loaded: LoadedConversation): Promise<OpenThings> {
  const { row } = loaded;
  const said = await tx
    .select({ text: messages.text })
    .from(messages)
    .where(and(eq(messages.orgId, row.orgId), eq(messages.conversationId, row.id), eq(messages.sender, 'BOT')))
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(4);
  const questions = said.map(({ text }) => questionOf(text ?? ''));
  const [last, ...before] = questions;
  return {
    question: last !== null && last !== undefined,
    unclear: row.memory.confusedInARow > 0 || (last !== null && before.includes(last ?? null)),
    offer: Object.values(row.ctas).some(cta => cta?.state === 'OFFERED_ONCE' || cta?.state === 'OFFERED_TWICE'),
    sent: Math.max(0, row.unanswered - 1),
    left: nudgesLeft(loaded),
  };
}

/** The words of the last question in a text; null when it asks nothing. */
function questionOf(text: string): string | null {
  if (countQuestions(text) === 0) return null;
  const found = text.match(/[^.!?。]*[?？]/gu) ?? [];
  return found.at(-1)?.trim().toLowerCase() ?? '';
}
