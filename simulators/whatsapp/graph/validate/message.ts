import type { Json } from '../../records.ts';
import { GraphError } from '../errors.ts';
import { invalid, isObject, missing, optionalText, requiredArray, requiredObject, requiredText } from './checks.ts';
import { checkInteractive } from './interactive.ts';
import { checkMedia, type MediaFinder } from './media.ts';
import type { MediaKind } from './media-rules.ts';

const MEDIA_TYPES: readonly string[] = ['audio', 'document', 'image', 'sticker', 'video'];

/** Checks the content of a free-form or interactive message; answers one line of text for people. */
export function checkContent(type: string, body: Json, media: MediaFinder): string {
  if (MEDIA_TYPES.includes(type)) return checkMedia(type as MediaKind, requiredObject(body, type, type), media);
  switch (type) {
    case 'text':
      return checkText(requiredObject(body, 'text', 'text'));
    case 'location':
      return checkLocation(requiredObject(body, 'location', 'location'));
    case 'contacts':
      return checkContacts(requiredArray(body, 'contacts', 'contacts', 1, 257));
    case 'reaction':
      return checkReaction(requiredObject(body, 'reaction', 'reaction'));
    case 'interactive':
      return checkInteractive(requiredObject(body, 'interactive', 'interactive'), media);
    default:
      throw new GraphError(
        100,
        `Param type must be one of {audio, contacts, document, image, interactive, location, reaction, sticker, template, text, video} - got "${type}".`,
      );
  }
}

function checkText(text: Json): string {
  const preview = text.preview_url;
  if (preview !== undefined && typeof preview !== 'boolean' && preview !== 'true' && preview !== 'false') {
    throw new GraphError(100, `Param text['preview_url'] must be a boolean.`);
  }
  return requiredText(text, 'body', "text['body']", 4_096);
}

function checkLocation(location: Json): string {
  for (const [name, limit] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const) {
    const value = location[name];
    if (value === undefined) throw missing(`location['${name}']`);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !(Math.abs(number) <= limit)) {
      throw invalid(`location['${name}'] must be a number between -${limit} and ${limit}.`);
    }
  }
  const name = optionalText(location, 'name', "location['name']", 1_000);
  const address = optionalText(location, 'address', "location['address']", 1_000);
  return [name, address].filter(Boolean).join(', ') || `${location.latitude}, ${location.longitude}`;
}

function checkContacts(contacts: Json[]): string {
  const names = contacts.map((contact, index) => {
    const name = requiredObject(contact, 'name', `contacts[${index}]['name']`);
    if (contact.birthday !== undefined && !/^\d{4}-\d\d-\d\d$/.test(String(contact.birthday))) {
      throw invalid(`contacts[${index}]['birthday'] must be YYYY-MM-DD.`);
    }
    return requiredText(name, 'formatted_name', `contacts[${index}]['name']['formatted_name']`, 1_000);
  });
  return names.join(', ');
}

function checkReaction(reaction: Json): string {
  requiredText(reaction, 'message_id', "reaction['message_id']", 512);
  const { emoji } = reaction;
  if (emoji === undefined) throw missing("reaction['emoji']");
  if (typeof emoji !== 'string') throw new GraphError(100, `Param reaction['emoji'] must be a string.`);
  if (emoji !== '' && !/^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\u200d|\ufe0f)+$/u.test(emoji)) {
    throw invalid(`reaction['emoji'] must be one emoji, or empty to remove.`);
  }
  return emoji;
}

/** The quoted message, when there is one. */
export function contextIdOf(body: Json, type: string): string | undefined {
  if (body.context === undefined) return undefined;
  if (!isObject(body.context)) throw new GraphError(100, 'Param context must be a JSON object.');
  const id = requiredText(body.context, 'message_id', "context['message_id']", 512);
  if (type === 'reaction') throw new GraphError(131009, 'A reaction cannot be a contextual reply.');
  return id;
}
