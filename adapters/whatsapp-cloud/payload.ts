/** An OutboundMessage as the wire wants it. Limits are checked here, before any HTTP (reference, section 3). */
import { ValidationError } from '../../domain/message/errors.ts';
import type { OutboundContent, OutboundMessage } from '../../domain/message/outbound.ts';
import type { JsonObject } from './wire.ts';

type ContentOf<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>;

/**
 * The body of `POST /{phone number id}/messages`.
 * @throws ValidationError with a sentence that says what to change.
 */
export function toWire(message: OutboundMessage): JsonObject {
  limit('id', 'The message id', message.id, 1, 512);
  const { content } = message;
  const mayQuote = content.kind !== 'reaction';
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipient(message.to),
    ...(mayQuote && message.replyToProviderId ? { context: { message_id: message.replyToProviderId } } : {}),
    biz_opaque_callback_data: message.id,
    ...wireContent(content),
  };
}

/** Numbers always go with a plus: without it the provider puts the business's own country code in front. */
function recipient(to: OutboundMessage['to']): JsonObject {
  if (to.kind === 'wa_user_id') {
    if (!/^[A-Z]{2}\.[A-Za-z0-9.]{1,140}$/.test(to.value))
      throw new ValidationError(
        'to',
        'The business-scoped user id must look like US.1349…: country code, a dot, and the id.',
      );
    return { recipient: to.value };
  }
  const digits = to.value.replace(/^\+/, '');
  if (!/^[1-9]\d{4,19}$/.test(digits))
    throw new ValidationError('to', 'The recipient must be a phone number in international form, e.g. +15550001111.');
  return { to: `+${digits}` };
}

function wireContent(content: OutboundContent): JsonObject {
  switch (content.kind) {
    case 'text':
      limit('text', 'A text', content.text, 1, 4096);
      return { type: 'text', text: { body: content.text, preview_url: content.previewUrl } };
    case 'buttons':
      return { type: 'interactive', interactive: buttons(content) };
    case 'list':
      return { type: 'interactive', interactive: list(content) };
    case 'media':
      return media(content);
    case 'template':
      return { type: 'template', template: template(content) };
    case 'reaction':
      if (!content.targetProviderId)
        throw new ValidationError('targetProviderId', 'A reaction needs the message it reacts to.');
      return { type: 'reaction', reaction: { message_id: content.targetProviderId, emoji: content.emoji } };
    case 'location':
      return location(content);
  }
}

function buttons(content: ContentOf<'buttons'>): JsonObject {
  limit('text', 'The text above buttons', content.text, 1, 1024);
  count('buttons', 'A message has', content.buttons.length, 1, 3, 'reply buttons');
  for (const [index, button] of content.buttons.entries()) {
    limit(`buttons[${index}].title`, 'A button title', button.title, 1, 20);
    identifier(`buttons[${index}].id`, 'A button id', button.id, 256);
  }
  unique(
    'buttons',
    'Button titles',
    content.buttons.map(button => button.title),
  );
  unique(
    'buttons',
    'Button ids',
    content.buttons.map(button => button.id),
  );
  return {
    type: 'button',
    body: { text: content.text },
    action: { buttons: content.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) },
  };
}

function list(content: ContentOf<'list'>): JsonObject {
  limit('text', 'The text above a list', content.text, 1, 4096);
  limit('button', 'The button that opens a list', content.button, 1, 20);
  count('sections', 'A list has', content.sections.length, 1, 10, 'sections');
  const rows = content.sections.flatMap(section => section.rows);
  count('sections', 'A list has', rows.length, 1, 10, 'rows over all sections');
  for (const [s, section] of content.sections.entries()) {
    limit(`sections[${s}].title`, 'A section title', section.title, content.sections.length > 1 ? 1 : 0, 24);
    count(`sections[${s}].rows`, 'A section has', section.rows.length, 1, 10, 'rows');
    for (const [r, row] of section.rows.entries()) {
      const at = `sections[${s}].rows[${r}]`;
      limit(`${at}.title`, 'A row title', row.title, 1, 24);
      limit(`${at}.description`, 'A row description', row.description ?? '', 0, 72);
      identifier(`${at}.id`, 'A row id', row.id, 200);
    }
  }
  unique(
    'sections',
    'Row ids',
    rows.map(row => row.id),
  );
  return {
    type: 'list',
    body: { text: content.text },
    action: {
      button: content.button,
      sections: content.sections.map(section => ({
        ...(section.title ? { title: section.title } : {}),
        rows: section.rows.map(({ id, title, description }) => ({
          id,
          title,
          ...(description ? { description } : {}),
        })),
      })),
    },
  };
}

const CAPTIONED: readonly string[] = ['image', 'video', 'document'];

function media(content: ContentOf<'media'>): JsonObject {
  if (content.link !== undefined && !/^https:\/\/\S+$/.test(content.link))
    throw new ValidationError('link', 'WhatsApp takes a file only from an address that begins with https://.');
  if (!content.providerMediaId && content.link === undefined)
    throw new ValidationError('providerMediaId', 'The file must be uploaded before it is sent.');
  if (content.caption && !CAPTIONED.includes(content.media))
    throw new ValidationError(
      'caption',
      `A ${content.media} message takes no caption: send the words as a text of their own.`,
    );
  limit('caption', 'A caption', content.caption ?? '', 0, 1024);
  const type = content.media === 'voice' ? 'audio' : content.media;
  return {
    type,
    [type]: {
      ...(content.providerMediaId ? { id: content.providerMediaId } : { link: content.link }),
      ...(content.media === 'voice' ? { voice: true } : {}),
      ...(content.caption ? { caption: content.caption } : {}),
      ...(content.media === 'document' && content.fileName ? { filename: content.fileName } : {}),
    },
  };
}

function template(content: ContentOf<'template'>): JsonObject {
  if (!/^[a-z0-9_]{1,512}$/.test(content.name))
    throw new ValidationError('name', 'A template name has only lower-case letters, digits and underscores.');
  if (!/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/.test(content.language))
    throw new ValidationError('language', 'A template language looks like en or en_US.');
  const parameters = (part: 'header' | 'body', max: number) =>
    content[part].map(({ name, text }, index) => {
      const field = `${part}[${index}]`;
      limit(field, `A value in the template's ${part}`, text, 1, max);
      if (/[\n\r\t]| {5,}/.test(text))
        throw new ValidationError(
          field,
          `A value in the template's ${part} may hold no line breaks, tabs or more than four spaces in a row.`,
        );
      return { type: 'text', ...(name ? { parameter_name: name } : {}), text };
    });
  const header = parameters('header', 60);
  const body = parameters('body', 32_768);
  const components = [
    ...(header.length > 0 ? [{ type: 'header', parameters: header }] : []),
    ...(body.length > 0 ? [{ type: 'body', parameters: body }] : []),
    ...content.buttons.map(templateButton),
  ];
  return {
    name: content.name,
    language: { code: content.language.replace('-', '_') },
    ...(components.length > 0 ? { components } : {}),
  };
}

function templateButton(button: ContentOf<'template'>['buttons'][number], position: number): JsonObject {
  const field = `buttons[${position}]`;
  if (!Number.isInteger(button.index) || button.index < 0 || button.index > 9)
    throw new ValidationError(field, 'The place of a template button is a number from 0 to 9.');
  if (button.type === 'quick_reply') limit(field, 'The payload of a quick reply', button.value, 1, 256);
  else limit(field, 'The end of a button address', button.value, 1, 2000);
  const parameter =
    button.type === 'url'
      ? { type: 'text', text: urlSuffix(button.value) }
      : { type: 'payload', payload: button.value };
  return { type: 'button', sub_type: button.type, index: String(button.index), parameters: [parameter] };
}

/** Percent-encodes what is not safe in the end of an address; what is encoded already stays. */
function urlSuffix(value: string): string {
  return value
    .replace(/%(?![0-9a-fA-F]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~/?&=#%+]/gu, character => encodeURIComponent(character.toWellFormed()));
}

function location(content: ContentOf<'location'>): JsonObject {
  const { latitude, longitude, name, address } = content;
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180))
    throw new ValidationError('latitude', 'A latitude lies between -90 and 90, a longitude between -180 and 180.');
  return {
    type: 'location',
    location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) },
  };
}

function limit(field: string, what: string, text: string, min: number, max: number): void {
  if (text.trim().length < min) throw new ValidationError(field, `${what} may not be empty.`);
  if (text.length > max)
    throw new ValidationError(field, `${what} may have at most ${max} characters; this one has ${text.length}.`);
}

function identifier(field: string, what: string, id: string, max: number): void {
  limit(field, what, id, 1, max);
  if (id !== id.trim()) throw new ValidationError(field, `${what} may not begin or end with a space.`);
}

function count(field: string, what: string, given: number, min: number, max: number, of: string): void {
  if (given < min || given > max)
    throw new ValidationError(field, `${what} ${min} to ${max} ${of}; ${given} were given.`);
}

function unique(field: string, what: string, values: string[]): void {
  if (new Set(values).size !== values.length) throw new ValidationError(field, `${what} must differ from each other.`);
}
