import type { ShownStatus } from '../../../../../domain/lead/moves.ts';
import { sentence } from '../../../lib/format.ts';

const STATUS_WORDS: Partial<Record<ShownStatus, string>> = {
  HOT: 'Hot',
  NEEDS_HUMAN: 'Needs a person',
  APPOINTMENT_BOOKED: 'Appointment',
  OPTED_OUT: 'Opted out',
};
export const statusWord = (status: ShownStatus): string => STATUS_WORDS[status] ?? sentence(status);

export const PART_WORDS = {
  qualification: { label: 'Qualification', of: 50 },
  budgetFit: { label: 'Budget fits', of: 15 },
  engagement: { label: 'Engagement', of: 15 },
  cta: { label: 'Next step taken', of: 10 },
  sentiment: { label: 'Mood', of: 10 },
} as const;

export const REASON_WORDS = {
  same_identity: 'Same address',
  same_email: 'Same e-mail address',
  same_name_and_fact: 'Same name, and another fact matches',
  near_name_and_fact: 'Nearly the same name, and another fact matches',
} as const;
