/** How much of the caps on money is spent, before any model is asked (X-BUDGET). Costs nothing where no cap is set. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { conversationCost, spendingOf } from '../../db/cost/queries.ts';
import { budgetSettings } from '../../db/organization/settings.ts';
import { budgetState, type CapState } from '../../domain/cost/caps.ts';
import { monthOf } from '../../domain/cost/month.ts';
import type { Ports } from '../ports.ts';
import { knownFor } from './known.ts';

const settingsOf = knownFor(5_000, budgetSettings);

export async function budgetOf(ports: Ports, { row, playbook }: LoadedConversation): Promise<CapState> {
  const { orgId, id: conversationId } = row;
  const settings = await settingsOf(ports, orgId);
  const own = playbook.budget.conversationMicros;
  const perConversation = settings.conversationMicros !== null || own !== null;
  if (settings.monthMicros === null && !perConversation) return 'free';
  return ports.db.withOrg(orgId, async tx => {
    const month =
      settings.monthMicros === null ? [] : await spendingOf(tx, { orgId, month: monthOf(ports.clock.now()) });
    const spent = perConversation ? await conversationCost(tx, { orgId, conversationId }) : null;
    return budgetState(
      {
        monthMicros: month.reduce((sum, part) => sum + part.costMicros, 0),
        conversationMicros: (spent?.modelMicros ?? 0) + (spent?.messageMicros ?? 0),
      },
      settings,
      own,
    );
  });
}
