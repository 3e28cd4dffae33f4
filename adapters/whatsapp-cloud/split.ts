/**
 * Splits one webhook delivery into its updates. Each is a delivery of its own again (the same envelope around one
 * item), so that it can be stored, retried and parked alone. Nothing throws: what cannot be split stays one update.
 */
import { createHash } from 'node:crypto';
import { asArray, asObject, asString, cleanJson, objectsOf, stableStringify } from './json.ts';
import { type JsonObject, UPDATE_LISTS, type UpdateList } from './wire.ts';

export interface WebhookUpdate {
  /** The business number it concerns; null on account-level fields. */
  phoneNumberId: string | null;
  /** The WhatsApp Business Account; "0" from the dashboard's test button. */
  wabaId: string | null;
  /** Unique per channel account: the same update delivered again has the same key. Holds personal data (wamids). */
  updateKey: string;
  body: object;
}

export interface SplitDelivery {
  updates: WebhookUpdate[];
  /** What was left out or could not be split, counted by reason. */
  ignored: { reason: string; count: number }[];
}

/** Ten times the documented batch: a delivery of millions of empty items must not become millions of rows. */
const MAX_UPDATES = 10_000;

/** @param parsed the parsed JSON of a verified delivery, whatever it is. */
export function splitDelivery(parsed: unknown): SplitDelivery {
  const collector = new Collector();
  const delivery = asObject(cleanJson(parsed));
  if (!delivery || !Array.isArray(delivery.entry)) {
    collector.count('not_a_delivery');
    collector.add({
      phoneNumberId: null,
      wabaId: null,
      updateKey: hashKey('delivery', cleanJson(parsed)),
      body: delivery ?? { unreadable: cleanJson(parsed) },
    });
    return collector.result();
  }
  if (delivery.entry.length === 0) collector.count('no_entries');
  for (const item of delivery.entry) {
    const entry = asObject(item);
    if (entry) splitEntry(delivery, entry, collector);
    else collector.odd(delivery, { entry: [item] }, null, 'entry_not_an_object');
  }
  return collector.result();
}

function splitEntry(delivery: JsonObject, entry: JsonObject, collector: Collector): void {
  const wabaId = asString(entry.id);
  if (!Array.isArray(entry.changes)) {
    collector.odd(delivery, { entry: [entry] }, wabaId, 'entry_without_changes');
    return;
  }
  const entryRest = pick(entry, ['id', 'time']);
  for (const item of entry.changes) {
    const change = asObject(item);
    const value = asObject(change?.value);
    if (change && value) splitChange({ delivery, entry: entryRest, change, value, wabaId }, collector);
    else collector.odd(delivery, { entry: [{ ...entryRest, changes: [item] }] }, wabaId, 'change_without_value');
  }
}

interface ChangeContext {
  delivery: JsonObject;
  entry: JsonObject;
  change: JsonObject;
  value: JsonObject;
  wabaId: string | null;
}

function splitChange(context: ChangeContext, collector: Collector): void {
  const { value, wabaId } = context;
  const phoneNumberId = asString(asObject(value.metadata)?.phone_number_id);
  const present = UPDATE_LISTS.filter(name => Array.isArray(value[name]) && asArray(value[name]).length > 0);
  const messages = asArray(value.messages);
  // Errors beside one message explain that message (an interactive answer without content); otherwise they stand alone.
  const errorsOfMessage = messages.length === 1 && present.includes('errors') ? { errors: value.errors } : {};
  const lists = messages.length === 1 ? present.filter(name => name !== 'errors') : present;
  const field = asString(context.change.field) ?? 'messages';
  if (lists.length === 0) {
    const nothing = Object.keys(value).every(
      key => key === 'messaging_product' || key === 'metadata' || key === 'contacts',
    );
    if (nothing) collector.count('empty_change');
    collector.add({
      phoneNumberId,
      wabaId,
      updateKey: hashKey(field, [context.entry, context.change]),
      body: wrap(context, value),
    });
    return;
  }
  const metadata = asObject(value.metadata);
  const common = {
    ...pick(value, ['messaging_product']),
    ...(metadata ? { metadata: pick(metadata, ['display_phone_number', 'phone_number_id']) } : {}),
  };
  const contacts = new ContactIndex(value.contacts);
  for (const list of lists) {
    const items = asArray(value[list]);
    for (const item of items) {
      if (!asObject(item)) collector.count(`${list}_item_not_an_object`);
      const theirs = contacts.of(asObject(item), items.length === 1);
      const single = {
        ...common,
        ...(theirs.length > 0 ? { contacts: theirs } : {}),
        [list]: [item],
        ...(list === 'messages' ? errorsOfMessage : {}),
      };
      collector.add({
        phoneNumberId,
        wabaId,
        updateKey: itemKey(list, field, item, context, phoneNumberId),
        body: wrap(context, single),
      });
    }
  }
}

/** What makes an update the same when it is delivered again (reference, section 5). */
function itemKey(
  list: UpdateList,
  field: string,
  item: unknown,
  context: ChangeContext,
  phoneNumberId: string | null,
): string {
  const object = asObject(item);
  const id = asString(object?.id);
  if (object && id) {
    if (list === 'messages') return `message:${id}`;
    if (list === 'message_echoes') return `echo:${id}`;
    if (list === 'statuses') {
      const participant = asString(object.recipient_participant_user_id) ?? asString(object.recipient_participant_id);
      return ['status', id, asString(object.status) ?? '', ...(participant ? [participant] : [])].join(':');
    }
    if (list === 'calls') return `call:${id}:${asString(object.event) ?? ''}`;
  }
  return hashKey(`${field}.${list}`, [context.entry, phoneNumberId, item]);
}

function wrap(context: ChangeContext, value: JsonObject): JsonObject {
  return {
    ...pick(context.delivery, ['object']),
    entry: [{ ...context.entry, changes: [{ ...pick(context.change, ['field']), value }] }],
  };
}

function hashKey(kind: string, content: unknown): string {
  return `${kind}#${createHash('sha256')
    .update(stableStringify(content) ?? 'undefined')
    .digest('hex')}`;
}

/** Of the envelope only what is documented is repeated: a thousand updates must not carry a thousand copies of the rest. */
function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.filter(key => from[key] !== undefined).map(key => [key, from[key]]));
}

const CONTACT_KEYS = ['profile', 'wa_id', 'user_id', 'parent_user_id', 'identity_key_hash'];
const MAX_CONTACT_CHARS = 4096;

function slim(contact: JsonObject): JsonObject {
  const known = pick(contact, CONTACT_KEYS);
  return JSON.stringify(known).length <= MAX_CONTACT_CHARS
    ? known
    : pick(contact, ['wa_id', 'user_id', 'parent_user_id']);
}

/** Contacts of a change by every id an item may name them with; positions say nothing. */
class ContactIndex {
  readonly #byId = new Map<string, JsonObject>();
  readonly #all: JsonObject[];

  constructor(contacts: unknown) {
    this.#all = objectsOf(contacts).map(slim);
    for (const contact of this.#all) {
      for (const id of [contact.user_id, contact.wa_id, contact.parent_user_id]) {
        const key = asString(id);
        if (key && !this.#byId.has(key)) this.#byId.set(key, contact);
      }
    }
  }

  of(item: JsonObject | null, alone: boolean): JsonObject[] {
    if (!item) return [];
    const ids = [
      item.from_user_id,
      item.from,
      item.from_parent_user_id,
      item.recipient_user_id,
      item.recipient_id,
      item.user_id,
      item.wa_id,
      item.to_user_id,
      item.to,
    ];
    for (const id of ids) {
      const contact = this.#byId.get(asString(id) ?? '');
      if (contact) return [contact];
    }
    return alone && this.#all.length === 1 ? this.#all : [];
  }
}

class Collector {
  readonly #updates: WebhookUpdate[] = [];
  readonly #reasons = new Map<string, number>();

  add(update: WebhookUpdate): void {
    if (this.#updates.length < MAX_UPDATES) this.#updates.push(update);
    else this.count('too_many_updates');
  }

  /** A shape nobody documented: kept whole, so that it can be looked at, and counted. */
  odd(delivery: JsonObject, parts: JsonObject, wabaId: string | null, reason: string): void {
    this.count(reason);
    this.add({
      phoneNumberId: null,
      wabaId,
      updateKey: hashKey(reason, parts),
      body: { ...pick(delivery, ['object']), ...parts },
    });
  }

  count(reason: string): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  result(): SplitDelivery {
    return { updates: this.#updates, ignored: [...this.#reasons].map(([reason, count]) => ({ reason, count })) };
  }
}
