/** Reads everything there is in a history, a memo or a list. */
import type { Payload } from '@temporalio/common';

/** Every payload below a value, with the path to it. */
export function payloadsOf(value: unknown, path = ''): { path: string; payload: Payload }[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const object = value as Record<string, unknown>;
  if (object.data instanceof Uint8Array && typeof object.metadata === 'object')
    return [{ path, payload: object as Payload }];
  return Object.entries(object).flatMap(([key, child]) => payloadsOf(child, `${path}.${key}`));
}

/** All there is to read: strings of the value itself, and bytes as text. */
export const readable = (value: unknown): string =>
  JSON.stringify(value, (_key, child: unknown) =>
    child instanceof Uint8Array
      ? Buffer.from(child).toString('utf8')
      : typeof child === 'object' && child !== null && 'type' in child && child.type === 'Buffer' && 'data' in child
        ? Buffer.from(child.data as number[]).toString('utf8')
        : child,
  );
