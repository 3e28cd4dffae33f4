import type { EscalationRow } from '../../db/action/queries.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import type { EscalationView } from '../contracts/escalations.ts';
import { iso, isoOrNull } from '../messages/view.ts';

/** An escalation in the words of its contract. */
export const escalationView = ({ escalation, ...row }: EscalationRow): EscalationView => ({
  id: escalation.id,
  conversationId: escalation.conversationId,
  contactName: row.contactName,
  address: addressForPeople(row.address),
  owner: row.owner,
  ownerId: row.owner === 'HUMAN' ? row.ownerId : null,
  ownerName: row.owner === 'HUMAN' ? row.ownerName : null,
  priority: escalation.priority,
  reasons: escalation.reasons,
  handsOver: escalation.handsOver === 'hand_over',
  brief: escalation.brief
    ? {
        summary: escalation.brief.summary,
        recommendedAction: escalation.brief.recommendedAction,
        sentimentTrend: escalation.brief.sentimentTrend,
        valueScore: escalation.brief.valueScore,
        scoreParts: escalation.brief.scoreParts ? { ...escalation.brief.scoreParts } : null,
        keySlots: escalation.brief.keySlots,
      }
    : null,
  customerSaid: row.customerSaid,
  customerSaidAt: isoOrNull(row.customerSaidAt),
  createdAt: iso(escalation.createdAt),
});
