/** One raw update of the wire → what it means in Parley's words. Never throws; what is left alone says why. */
import { createHash } from 'node:crypto';
import type { InboundUpdate } from '../../domain/message/inbound.ts';
import { accountUpdate, errorNotice, preference } from './account.ts';
import { asArray, asObject, asString, cleanJson, objectsOf, stableStringify } from './json.ts';
import { normalizeEcho, normalizeMessage } from './messages.ts';
import { normalizeStatus } from './statuses.ts';
import { userIdUpdate } from './system.ts';
import type { JsonObject } from './wire.ts';

/** Fields whose lists are not for us: counted by name. */
const LEFT_ALONE: Record<string, string> = {
  calls: 'call',
  history: 'history',
  smb_app_state_sync: 'contact_sync',
  group_lifecycle_update: 'group_update',
  group_settings_update: 'group_update',
  group_participants_update: 'group_update',
  group_participant_update: 'group_update',
  group_status_update: 'group_update',
  messaging_handovers: 'handover',
};

/**
 * The updates of one body from `splitDelivery` (usually one; a whole delivery works too).
 * @param receivedAt epoch ms when the webhook came: used where the wire has no usable time.
 */
export function normalizeUpdate(body: unknown, receivedAt: number = Date.now()): InboundUpdate[] {
  const delivery = asObject(cleanJson(body));
  const updates = objectsOf(delivery?.entry).flatMap(entry =>
    objectsOf(entry.changes).flatMap(change => normalizeChange(change, receivedAt)),
  );
  return updates.length > 0 ? updates : [{ type: 'ignored', reason: 'unreadable' }];
}

function normalizeChange(change: JsonObject, receivedAt: number): InboundUpdate[] {
  const value = asObject(change.value);
  if (!value) return [{ type: 'ignored', reason: 'change_without_value' }];
  const field = asString(change.field) ?? 'messages';
  const leftAlone = Object.hasOwn(LEFT_ALONE, field) ? LEFT_ALONE[field] : undefined;
  if (leftAlone) return [{ type: 'ignored', reason: leftAlone }];
  const contacts = objectsOf(value.contacts);
  const messages = asArray(value.messages);
  const items = [messages, value.message_echoes, value.statuses, value.user_preferences].flatMap(asArray).length;
  const contactOf = contactFinder(contacts, items === 1);
  const standby = field === 'standby';
  const updates: InboundUpdate[] = [
    ...messages.map(item =>
      normalizeMessage(item, {
        contact: contactOf(item, ['from_user_id', 'from']),
        errors: messages.length === 1 ? value.errors : undefined,
        standby,
        receivedAt,
      }),
    ),
    ...asArray(value.message_echoes).map(item =>
      normalizeEcho(item, { contact: contactOf(item, ['to_user_id', 'to']), receivedAt }),
    ),
    ...asArray(value.statuses).map(item =>
      normalizeStatus(item, contactOf(item, ['recipient_user_id', 'recipient_id']), receivedAt),
    ),
    ...asArray(value.user_preferences).map(item => preference(item, contactOf(item, ['user_id', 'wa_id']), receivedAt)),
    ...asArray(value.user_id_update).map(item =>
      userIdUpdate(item, contacts[0] ?? null, hashId(field, item), receivedAt),
    ),
    ...(messages.length === 1 ? [] : asArray(value.errors).map(errorNotice)),
  ];
  if (updates.length > 0) return updates;
  if (field === 'messages' || standby) return [{ type: 'ignored', reason: 'empty_change' }];
  return [accountUpdate(field, value)];
}

/** Finds the contact entry of an item by id; the only entry of an update stands for its only item. */
function contactFinder(contacts: JsonObject[], alone: boolean) {
  const byId = new Map<string, JsonObject>();
  for (const contact of contacts) {
    for (const id of [contact.user_id, contact.wa_id]) {
      const key = asString(id);
      if (key && !byId.has(key)) byId.set(key, contact);
    }
  }
  return (item: unknown, keys: readonly string[]): JsonObject | null => {
    const object = asObject(item);
    const found = keys.map(key => byId.get(asString(object?.[key]) ?? '')).find(contact => contact !== undefined);
    return found ?? (alone && contacts.length === 1 ? (contacts[0] ?? null) : null);
  };
}

const hashId = (kind: string, item: unknown): string =>
  `${kind}#${createHash('sha256').update(stableStringify(item)).digest('hex')}`;
