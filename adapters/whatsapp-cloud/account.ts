/** Webhooks about the account rather than a customer: templates, quality, alerts, restrictions (reference, section 8). */
import type { InboundUpdate } from '../../domain/message/inbound.ts';
import { webhookError } from './errors.ts';
import { senderOf } from './identity.ts';
import { asNumber, asObject, asString, clip, objectsOf } from './json.ts';
import { timeOf } from './time.ts';
import type { JsonObject } from './wire.ts';

/** One item of `user_preferences[]`: consent to marketing. */
export function preference(item: unknown, contact: JsonObject | null, receivedAt: number): InboundUpdate {
  const choice = asObject(item);
  const sender = senderOf(
    { userId: choice?.user_id, parentUserId: choice?.parent_user_id, waId: choice?.wa_id },
    contact,
  );
  if (!choice || !sender) return { type: 'ignored', reason: 'preference_without_sender' };
  if (asString(choice.category) !== 'marketing_messages')
    return { type: 'ignored', reason: 'preference_other_category' };
  const value = asString(choice.value)?.toLowerCase();
  if (value !== 'stop' && value !== 'resume' && value !== 'signup')
    return { type: 'ignored', reason: `preference:${clip(value ?? 'missing', 40)}` };
  return { type: 'marketing_preference', sender, allowed: value !== 'stop', at: timeOf(choice.timestamp, receivedAt) };
}

/** An error with no message: a problem of the app, the number or the account. */
export function errorNotice(item: unknown): InboundUpdate {
  const error = webhookError(asObject(item));
  return {
    type: 'account_notice',
    field: 'messages',
    summary: error.message,
    critical: error.verdict === 'ask_person',
    error,
  };
}

const template = (value: JsonObject) => ({
  name: asString(value.message_template_name) ?? '',
  // Meta's samples write en-US here, while sends and lists write en_US.
  language: (asString(value.message_template_language) ?? '').replaceAll('-', '_'),
  providerTemplateId: asString(value.message_template_id) ?? '',
});

/** A change that is no list of messages, statuses and the like. Unknown fields are ignored by name. */
export function accountUpdate(field: string, value: JsonObject): InboundUpdate {
  if (field === 'message_template_status_update') return templateStatus(value);
  if (field === 'message_template_quality_update')
    return { type: 'template_quality', ...template(value), quality: asString(value.new_quality_score) ?? 'UNKNOWN' };
  const notice = Object.hasOwn(NOTICES, field) ? NOTICES[field] : undefined;
  if (!notice) return { type: 'ignored', reason: `field:${clip(field, 60)}` };
  const { summary, critical } = notice(value);
  return { type: 'account_notice', field, summary: clip(summary, 500), critical, error: null };
}

function templateStatus(value: JsonObject): InboundUpdate {
  const status = asString(value.event)?.toUpperCase();
  if (!status) return { type: 'ignored', reason: 'template_status_without_event' };
  const rejection = asObject(value.rejection_info);
  const other = asObject(value.other_info);
  const code = asString(value.reason);
  const reasons = [
    code === 'NONE' ? null : code,
    asString(rejection?.reason),
    asString(rejection?.recommendation),
    asString(other?.title),
    asString(other?.description),
  ];
  const reason = [...new Set(reasons.filter(part => part !== null))].join(': ');
  return { type: 'template_status', ...template(value), status, reason: reason === '' ? null : clip(reason, 500) };
}

const words = (value: unknown): string => (asString(value) ?? 'unknown').replaceAll('_', ' ').toLowerCase();
const number = (value: JsonObject): string => asString(value.display_phone_number) ?? 'the number';

/** Events of account_update after which messages may no longer go out. */
const CRITICAL_EVENTS = new Set([
  'ACCOUNT_DELETED',
  'ACCOUNT_RESTRICTION',
  'ACCOUNT_VIOLATION',
  'DISABLED_UPDATE',
  'ACCOUNT_OFFBOARDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_UNINSTALLED',
]);

const NOTICES: Record<string, (value: JsonObject) => { summary: string; critical: boolean }> = {
  account_alerts: value => {
    const info = asObject(value.alert_info) ?? value;
    const critical = asString(info.alert_severity) === 'CRITICAL' && asString(info.alert_status) !== 'NONE';
    return { summary: `WhatsApp alert: ${asString(info.alert_description) ?? words(info.alert_type)}`, critical };
  },
  account_review_update: value => ({
    summary: `The review of the WhatsApp account ended: ${words(value.decision)}`,
    critical: asString(value.decision) === 'REJECTED',
  }),
  account_update: accountEvent,
  business_capability_update: value => {
    const limit = value.max_daily_conversations_per_business ?? value.max_daily_conversation_per_phone;
    const said = asNumber(limit) === -1 ? 'unlimited' : words(limit);
    return { summary: `Messaging limit of the business: ${said} customers a day`, critical: false };
  },
  phone_number_quality_update: value => {
    const event = asString(value.event) ?? '';
    const limit = asString(value.max_daily_conversations_per_business) ?? asString(value.current_limit);
    return {
      summary: `Limits of ${number(value)} changed: ${words(event)}${limit ? `, ${words(limit)}` : ''}`,
      critical: event === 'FLAGGED' || event === 'DOWNGRADE',
    };
  },
  phone_number_name_update: value => {
    const reason = asString(value.rejection_reason);
    return {
      summary: `Display name "${asString(value.requested_verified_name) ?? ''}": ${words(value.decision)}${reason && reason !== 'NONE' ? ` (${words(reason)})` : ''}`,
      critical: asString(value.decision) === 'REJECTED',
    };
  },
  security: value => ({ summary: `Security of ${number(value)}: ${words(value.event)}`, critical: true }),
  template_category_update: value => {
    const was = asString(value.previous_category);
    return {
      summary: `Template "${template(value).name}" is now in category ${words(value.new_category ?? value.correct_category)}${was ? ` (was ${words(was)})` : ''}`,
      critical: false,
    };
  },
  message_template_components_update: value => ({
    summary: `The content of template "${template(value).name}" was changed`,
    critical: false,
  }),
  business_username_update: value => ({
    summary: `Business username ${asString(value.username) ?? ''}: ${words(value.status)}`,
    critical: false,
  }),
  flows: value => ({
    summary: `WhatsApp flow ${asString(value.flow_id) ?? ''}: ${asString(value.message) ?? words(value.event)}`,
    critical: false,
  }),
};

function accountEvent(value: JsonObject): { summary: string; critical: boolean } {
  const event = asString(value.event) ?? 'UNKNOWN';
  const details = [
    ...objectsOf(value.restriction_info).map(
      info => `${words(info.restriction_type)}${restrictedUntil(info.expiration)}`,
    ),
    asString(asObject(value.violation_info)?.violation_type),
    asString(asObject(value.ban_info)?.waba_ban_state),
    asString(asObject(value.disconnection_info)?.reason),
    asString(value.country),
  ].filter(part => part !== null);
  const reinstated = asString(asObject(value.ban_info)?.waba_ban_state) === 'REINSTATE';
  return {
    summary: `WhatsApp account: ${words(event)}${details.length > 0 ? ` (${details.map(words).join(', ')})` : ''}`,
    critical: CRITICAL_EVENTS.has(event) && !reinstated,
  };
}

function restrictedUntil(expiration: unknown): string {
  const seconds = asNumber(expiration);
  if (seconds === null || seconds <= 0 || seconds > 8e9) return '';
  return ` until ${new Date(seconds * 1000).toISOString().slice(0, 10)}`;
}
