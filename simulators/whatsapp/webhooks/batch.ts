import type { Json } from '../records.ts';

/** One change to report: what becomes an entry's change. */
export interface Update {
  wabaId: string;
  field: string;
  value: Json;
  /** Unix seconds on account-level fields; absent on message fields. */
  time?: number;
  phoneNumberId?: string;
}

/** How several updates share one POST: lists joined in one value, several changes in one entry, or several entries. */
export type BatchLayout = 'value' | 'changes' | 'entries';

const LISTS = ['contacts', 'messages', 'statuses', 'errors', 'message_echoes', 'user_preferences'];

function entryOf(update: Update, changes: { field: string; value: Json }[]): Json {
  return { id: update.wabaId, ...(update.time === undefined ? {} : { time: update.time }), changes };
}

function joinValues(updates: Update[]): Update[] {
  const joined = new Map<string, Update>();
  for (const update of updates) {
    const key = `${update.wabaId}|${update.phoneNumberId ?? ''}|${update.field}|${update.time ?? ''}`;
    const before = joined.get(key);
    if (before === undefined || update.time !== undefined) {
      joined.set(before === undefined ? key : `${key}|${joined.size}`, { ...update, value: { ...update.value } });
      continue;
    }
    for (const [name, content] of Object.entries(update.value)) {
      if (LISTS.includes(name) && Array.isArray(content)) {
        const soFar = Array.isArray(before.value[name]) ? (before.value[name] as unknown[]) : [];
        before.value[name] = [...soFar, ...content];
      }
    }
  }
  return [...joined.values()];
}

/** The JSON document of one POST. */
export function envelopeOf(updates: Update[], layout: BatchLayout): Json {
  const parts = layout === 'value' ? joinValues(updates) : updates;
  if (layout !== 'changes') {
    return {
      object: 'whatsapp_business_account',
      entry: parts.map(each => entryOf(each, [{ value: each.value, field: each.field }])),
    };
  }
  const byAccount = new Map<string, Update[]>();
  for (const update of parts) byAccount.set(update.wabaId, [...(byAccount.get(update.wabaId) ?? []), update]);
  const entry = [...byAccount.values()].flatMap(group => {
    const first = group[0];
    return first === undefined
      ? []
      : [
          entryOf(
            first,
            group.map(each => ({ value: each.value, field: each.field })),
          ),
        ];
  });
  return { object: 'whatsapp_business_account', entry };
}

/** A line for people, and the inbound message ids inside. */
export function describe(updates: Update[]): { summary: string; messageIds: string[] } {
  const words: string[] = [];
  const messageIds: string[] = [];
  for (const { field, value } of updates) {
    const messages = Array.isArray(value.messages) ? (value.messages as Json[]) : [];
    const statuses = Array.isArray(value.statuses) ? (value.statuses as Json[]) : [];
    for (const message of messages) {
      if (typeof message.id === 'string') messageIds.push(message.id);
      words.push(`message ${String(message.type)}`);
    }
    for (const status of statuses) words.push(`status ${String(status.status)}`);
    if (messages.length === 0 && statuses.length === 0) words.push(field);
  }
  const shown = words.slice(0, 4).join(', ');
  return { summary: words.length > 4 ? `${shown} and ${words.length - 4} more` : shown, messageIds };
}
