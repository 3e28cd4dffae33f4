/** What a notice says, made from ids when it is read or pushed: a name that was erased is gone from it. */
import { NOTICE_RULES, type NoticeKind } from './notice.ts';

/** @param by who did it; @param customer who it is about; @param how a lead came to be theirs. */
const TITLES: Partial<Record<NoticeKind, (by: string, customer: string, how: string | undefined) => string>> = {
  escalation_needed: (_by, customer) => `${customer} needs a person`,
  approval_needed: (_by, customer) => `A draft for ${customer} waits for approval`,
  human_reply_needed: (_by, customer) => `${customer} waits for an answer`,
  mention: (by, customer) => `${by} mentioned you in a note about ${customer}`,
  assigned: (by, customer) => `${by} gave you the conversation with ${customer}`,
  lead_assigned: (by, customer, how) =>
    how === 'handed_off'
      ? `${by} handed ${customer} off to you`
      : how === 'rule'
        ? `${customer} is a new lead of yours`
        : how === 'several'
          ? 'New leads are yours'
          : `${by} gave you the lead ${customer}`,
  snooze_over: (_by, customer) => `${customer}: back from snooze`,
  unconfirmed_send: (_by, customer) => `A message to ${customer} is not confirmed`,
  new_contact: (_by, customer) => `${customer} wrote for the first time`,
  ai_failure: (_by, customer) => `The agent could not answer ${customer}`,
  hot_lead: (_by, customer) => `${customer} is a hot lead`,
};

/**
 * @param notice.about ids and enums, and the brief's `action` where a person is called (A-ESC-4); `by` and `customer` are null
 *   where nobody is known.
 */
export function noticeWords(notice: {
  kind: NoticeKind;
  about: Record<string, string>;
  by: string | null;
  customer: string | null;
}): { title: string; text: string | null } {
  const { kind, about } = notice;
  const title =
    TITLES[kind]?.(notice.by ?? 'A colleague', notice.customer ?? 'a customer', about.how) ?? NOTICE_RULES[kind].label;
  const text = [about.priority?.toLowerCase(), about.reason?.replaceAll('_', ' '), about.action]
    .filter(Boolean)
    .join(' · ');
  return { title: title.replace(/^./u, letter => letter.toUpperCase()), text: text === '' ? null : text };
}
