/** One sentence for everything that can happen to a contact. */
import type { ActorType } from '../../db/audit/table.ts';
import type { Happening } from '../../db/crm/timeline.ts';
import type { HappeningView } from '../contracts/contacts.ts';
import { HISTORY_LABELS, ownerSentence } from '../conversations/history.ts';
import { dueLabel } from '../conversations/view.ts';
import { iso } from '../messages/view.ts';

const plain = (value: unknown): string =>
  String(value ?? '')
    .toLowerCase()
    .replaceAll('_', ' ');

const STATUS_WORDS: Record<string, string> = { NEEDS_HUMAN: 'needs a person', APPOINTMENT_BOOKED: 'appointment' };
const statusWord = (status: unknown): string => STATUS_WORDS[String(status)] ?? plain(status);

const CHANGES: Record<string, (data: Record<string, unknown>) => string> = {
  autoreply: data => (data.on === true ? 'let the agent answer' : 'switched the agent off'),
  contact_created: () => 'added this contact',
  contact_changed: data =>
    `changed ${Array.isArray(data.changed) ? data.changed.map(plain).join(', ') : 'this contact'}`,
  contact_blocked: () => 'blocked this contact',
  contact_unblocked: () => 'unblocked this contact',
  contact_merged: () => 'merged another contact into this one',
  contact_unmerged: () => 'undid a merge',
  contact_imported: () => 'imported this contact',
  field_value: data => `${data.filled === true ? 'filled' : 'emptied'} ${plain(data.field)}`,
  fact_set: data => `${data.filled === true ? 'set' : 'took away'} ${plain(data.fact)}`,
  label_added: data => `added the label ${String(data.name)}`,
  label_removed: data => `took off the label ${String(data.name)}`,
  lead_status: data => `moved the lead from ${statusWord(data.from)} to ${statusWord(data.to)}`,
  lead_value_set: () => 'changed the value',
  lead_owner: data => (data.ownerMemberId ? 'changed the owner' : 'took the owner off'),
  lead_assigned: () => 'assigned the lead',
  lead_high_value: data => (data.highValue === true ? 'marked it as high value' : 'took the high value mark off'),
  marketing_consent: data =>
    data.given === true ? 'recorded consent to marketing' : 'took back the consent to marketing',
  opt_in_by_person: data => `lifted the opt-out: ${String(data.reason)}`,
};

const APPOINTMENT_ACTS: Record<string, string> = {
  appointment_booked: 'booked an appointment',
  appointment_moved: 'moved an appointment',
  appointment_changed: 'changed an appointment',
  appointment_cancelled: 'cancelled an appointment',
  appointment_held: 'noted that an appointment was held',
  appointment_no_show: 'noted that nobody came to an appointment',
};

const ACTORS: Record<string, string> = {
  agent: 'The agent',
  system: 'Parley',
  customer: 'The customer',
  key: 'A program',
  operator: 'The operator',
  member: 'A member',
};

const nameOf = ({ actorName, actorType }: Happening): string => actorName ?? ACTORS[actorType ?? ''] ?? 'Somebody';

function labelOf(happening: Happening): string {
  const { kind, data } = happening;
  switch (kind) {
    case 'message':
      if (data.direction === 'in') return 'The customer wrote';
      return happening.actorType === 'human' ? `${happening.actorName ?? 'A member'} wrote` : 'The agent wrote';
    case 'note':
      return `${happening.actorName ?? 'A member'} noted`;
    case 'decision':
      return `The agent decided: ${plain(data.reasonCode ?? data.outcome)}`;
    case 'conversation':
      if (data.what === 'OWNER')
        return ownerSentence(
          { outcome: data.outcome as string | null, data: { action: data.action as string | null } },
          happening.actorType ? { type: happening.actorType as ActorType, name: happening.actorName } : null,
        );
      return HISTORY_LABELS[String(data.what)] ?? dueLabel(String(data.what));
    case 'escalation':
      return `A person was called: ${Array.isArray(data.reasons) ? data.reasons.map(plain).join(', ') : ''}`;
    case 'appointment':
      return `${nameOf(happening)} ${APPOINTMENT_ACTS[String(data.action)] ?? plain(data.action)}`;
    case 'status':
      return data.from ? `${statusWord(data.from)} → ${statusWord(data.to)}` : `Began as ${statusWord(data.to)}`;
    case 'change': {
      const sentence = CHANGES[String(data.action)];
      return `${nameOf(happening)} ${sentence ? sentence(data) : plain(data.action)}`;
    }
  }
}

export const happeningView = (happening: Happening): HappeningView => ({
  kind: happening.kind,
  id: happening.id,
  at: iso(happening.at),
  conversationId: happening.conversationId,
  actor: happening.actorType ? { type: happening.actorType, name: happening.actorName } : null,
  label: labelOf(happening),
  text: happening.text,
  data: happening.data,
});
