import type { Json, Media } from '../../records.ts';
import { GraphError } from '../errors.ts';
import { invalid, missing, optionalText } from './checks.ts';
import { bareMimeType, MEDIA_RULES, type MediaKind } from './media-rules.ts';

export interface MediaFinder {
  find(id: string): Media | undefined;
}

/** A media object: an uploaded id or an https link, never both. */
export function checkMedia(kind: MediaKind, content: Json, media: MediaFinder, path: string = kind): string {
  const { id, link } = content;
  if (id !== undefined && link !== undefined) throw new GraphError(100, `Param ${path}: give id or link, not both.`);
  if (id === undefined && link === undefined) throw missing(`${path}['id'] or ${path}['link']`);
  if (link !== undefined) {
    if (typeof link !== 'string' || !/^https?:\/\/\S+$/.test(link))
      throw invalid(`${path}['link'] is not a valid URL.`);
  } else checkUploaded(kind, String(id), media, path);
  const caption = optionalText(content, 'caption', `${path}['caption']`, 1_024);
  if (caption !== undefined && (kind === 'audio' || kind === 'sticker')) {
    throw new GraphError(100, `Unexpected key "caption" on param "${path}".`);
  }
  const filename = optionalText(content, 'filename', `${path}['filename']`, 240);
  return caption ?? filename ?? `[${kind}]`;
}

function checkUploaded(kind: MediaKind, id: string, media: MediaFinder, path: string): void {
  const found = media.find(id);
  if (found === undefined) throw new GraphError(131009, `${path}['id']: media ${id} was not found or has expired.`);
  const rule = MEDIA_RULES[kind];
  if (!rule.types.includes(bareMimeType(found.mimeType))) {
    throw new GraphError(131053, `Media ${id} is ${found.mimeType}; ${kind} takes ${rule.types.join(', ')}.`);
  }
  if (found.sizeBytes > rule.maxBytes) {
    throw new GraphError(131053, `Media ${id} has ${found.sizeBytes} bytes; ${kind} takes at most ${rule.maxBytes}.`);
  }
}
