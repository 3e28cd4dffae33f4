/** What a message says: every inbound type of the wire in Parley's words. Open: an unknown type is shown, not lost. */
import type { InboundContent } from '../../domain/message/inbound.ts';
import { explain } from './errors.ts';
import { buttonContent, interactiveContent, orderContent } from './interactive.ts';
import { asNumber, asObject, asString, cleanJson, clip, objectsOf } from './json.ts';
import { mediaContent } from './media-content.ts';
import type { JsonObject } from './wire.ts';

export interface ReadContent {
  content: InboundContent;
  /** False for what opens no turn. */
  answerable: boolean;
}

export const EMPTY: Omit<InboundContent, 'kind'> = {
  text: null,
  media: null,
  location: null,
  replyId: null,
  extra: null,
};

/** A line for people about something the customer did that has no words. */
export function notice(text: string, extra: Record<string, unknown> | null = null): ReadContent {
  return { content: { ...EMPTY, kind: 'SYSTEM', text, extra }, answerable: false };
}

const READERS: Record<string, (message: JsonObject) => ReadContent | null> = {
  text: message => {
    const text = asString(asObject(message.text)?.body);
    return text === null ? null : { content: { ...EMPTY, kind: 'TEXT', text }, answerable: true };
  },
  image: message => mediaContent(message, 'image'),
  video: message => mediaContent(message, 'video'),
  audio: message => mediaContent(message, 'audio'),
  document: message => mediaContent(message, 'document'),
  sticker: message => mediaContent(message, 'sticker'),
  location: locationContent,
  contacts: contactsContent,
  interactive: interactiveContent,
  button: buttonContent,
  order: orderContent,
  request_welcome: () => notice('The customer opened the chat for the first time.'),
};

/** The content of a message (or of the inner message of an edit). */
export function readContent(message: JsonObject): ReadContent {
  const type =
    asString(message.type) ??
    Object.keys(READERS).find(key => asObject(message[key]) ?? Array.isArray(message[key])) ??
    'unknown';
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  return reader?.(message) ?? unreadable(message, type);
}

/** The customer sent something WhatsApp does not pass on, or that this version does not know. */
function unreadable(message: JsonObject, type: string): ReadContent {
  const kind = asString(asObject(message.unsupported)?.type);
  const error = objectsOf(message.errors)[0];
  const code = asNumber(error?.code);
  const what = type === 'unsupported' || type === 'unknown' ? kind : type;
  const named = what && what !== 'errors' ? ` (${clip(what.replaceAll('_', ' '), 40)})` : '';
  const because = code !== null && code !== 131051 ? ` ${explain(code).explanation}` : '';
  return notice(`The customer sent something that WhatsApp does not pass on to businesses${named}.${because}`, {
    type,
    ...(kind ? { unsupportedType: kind } : {}),
    ...(code !== null ? { errorCode: String(code) } : {}),
  });
}

function locationContent(message: JsonObject): ReadContent | null {
  const location = asObject(message.location);
  const latitude = asNumber(location?.latitude);
  const longitude = asNumber(location?.longitude);
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  const url = asString(location?.url);
  return {
    content: {
      ...EMPTY,
      kind: 'LOCATION',
      location: { latitude, longitude, name: asString(location?.name), address: asString(location?.address) },
      extra: url ? { url } : null,
    },
    answerable: true,
  };
}

/** Contact cards; a shared own number (contact request) is one too. `origin` sits in the entry or beside the list. */
function contactsContent(message: JsonObject): ReadContent | null {
  const cards = objectsOf(message.contacts);
  if (cards.length === 0) return null;
  const lines = cards.map(card => {
    const name = asString(asObject(card.name)?.formatted_name);
    const phones = objectsOf(card.phones).flatMap(phone => asString(phone.phone) ?? asString(phone.wa_id) ?? []);
    const emails = objectsOf(card.emails).flatMap(email => asString(email.email) ?? []);
    return [name, ...phones, ...emails].filter(part => part !== null).join(', ') || 'a contact without details';
  });
  const origin = asString(message.origin) ?? asString(cards[0]?.origin);
  return {
    content: {
      ...EMPTY,
      kind: 'CONTACT_CARD',
      text: lines.join('\n'),
      extra: { contacts: cleanJson(cards), ...(origin ? { origin } : {}) },
    },
    answerable: true,
  };
}
