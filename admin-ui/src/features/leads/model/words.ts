import type { FieldView } from '../../../../../api/contracts/contacts.ts';
import type { ShownStatus } from '../../../../../domain/lead/moves.ts';
import { sentence, words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const STATUS_WORDS: Partial<Record<ShownStatus, string>> = {
  HOT: t('Hot'),
  NEEDS_HUMAN: t('Needs a person'),
  APPOINTMENT_BOOKED: t('Appointment'),
  OPTED_OUT: t('Opted out'),
};
export const statusWord = (status: ShownStatus): string => STATUS_WORDS[status] ?? sentence(status);

export const PART_WORDS = {
  qualification: { label: t('Qualification'), of: 50 },
  budgetFit: { label: t('Budget fits'), of: 15 },
  engagement: { label: t('Engagement'), of: 15 },
  cta: { label: t('Next step taken'), of: 10 },
  sentiment: { label: t('Mood'), of: 10 },
} as const;

export const REASON_WORDS = {
  same_identity: t('Same address'),
  same_email: t('Same e-mail address'),
  same_name_and_fact: t('Same name, and another fact matches'),
  near_name_and_fact: t('Nearly the same name, and another fact matches'),
} as const;

export const fieldTypeWord = (type: FieldView['type']): string => (type === 'yes_no' ? t('Yes or no') : sentence(type));

/** The key a field is known by to programs: small letters, digits and _. @param nowMs for names without any of these. */
export function fieldKey(name: string, nowMs: number = Date.now()): string {
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  return key === '' ? `field_${nowMs.toString(36)}` : key;
}

export const LABEL_COLORS = [
  { value: '#b42318', name: t('Red') },
  { value: '#b54708', name: t('Orange') },
  { value: '#4d7c0f', name: t('Green') },
  { value: '#0f766e', name: t('Teal') },
  { value: '#1d4ed8', name: t('Blue') },
  { value: '#7e22ce', name: t('Violet') },
  { value: '#be185d', name: t('Pink') },
  { value: '#5b6472', name: t('Grey') },
] as const;

export const upper = (text: string): string => text.replace(/^./u, letter => letter.toUpperCase());

const CAMPAIGN_WORDS: Record<string, string> = {
  campaign_id: t('Campaign'),
  ad_id: t('Ad'),
  utm_source: t('Came from'),
  utm_campaign: t('Campaign name'),
  referrer_url: t('Page before'),
};
const IDENTITY_WORDS: Record<string, string> = {
  wa_id: t('wa id'),
  wa_user_id: t('wa user id'),
  visitor: t('visitor'),
};
/** What kind of address it is. */
export const identityWord = (kind: string): string => IDENTITY_WORDS[kind] ?? words(kind);

/** What a lead came with, as far as its name is known (A-ATTR-2). */
export const campaignWord = (key: string): string => CAMPAIGN_WORDS[key] ?? sentence(key);
