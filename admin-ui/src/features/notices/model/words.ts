/** What one is told of, in the language of the interface; the server's own labels are English. */
import type { NoticeKind } from '../../../../../domain/notice/notice.ts';
import { t } from '../../../lib/language.ts';

export const KIND_WORDS: Record<NoticeKind, string> = {
  escalation_needed: t('A customer needs a person'),
  approval_needed: t('A draft waits for approval'),
  human_reply_needed: t('A customer waits for a person’s answer'),
  mention: t('Somebody mentions me in a note'),
  assigned: t('A conversation is given to me'),
  lead_assigned: t('A lead is given to me'),
  snooze_over: t('A conversation I snoozed comes back'),
  unconfirmed_send: t('A message is not confirmed'),
  new_contact: t('Somebody writes for the first time'),
  hot_lead: t('A lead is hot'),
  ai_failure: t('The agent could not answer'),
  wa_disconnected: t('WhatsApp is disconnected'),
  provider_blocked: t('WhatsApp restricts a number'),
  budget_warning: t('The month’s budget runs out'),
  kb_indexed: t('Knowledge has been read in'),
  knowledge_stale: t('Knowledge is out of date'),
  broadcast_complete: t('A campaign is done'),
  appointment_booked: t('An appointment is booked'),
  slow_p95: t('Answers are slow'),
};
