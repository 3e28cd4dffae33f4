import type { Json } from '../records.ts';
import { GraphError } from './errors.ts';

/** A page of a list with cursors; `limit`, `after` and `before` as the Graph API takes them. */
export function paged(items: Json[], query: Record<string, unknown>, baseUrl: string): Json {
  const limit = query.limit === undefined ? 25 : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new GraphError(100, 'Param limit must be a number from 1 to 1000.');
  const after = query.after === undefined ? 0 : positionOf(String(query.after)) + 1;
  const start = query.before === undefined ? after : Math.max(0, positionOf(String(query.before)) - limit);
  const end = query.before === undefined ? start + limit : positionOf(String(query.before));
  const page = items.slice(start, end);
  if (page.length === 0) return { data: [] };
  const cursors = { before: cursorOf(start), after: cursorOf(start + page.length - 1) };
  const more = start + page.length < items.length;
  return { data: page, paging: { cursors, ...(more ? { next: `${baseUrl}&after=${cursors.after}` } : {}) } };
}

function cursorOf(position: number): string {
  return Buffer.from(`at:${position}`).toString('base64url');
}

function positionOf(cursor: string): number {
  const position = /^at:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (position === undefined) throw new GraphError(100, 'Invalid cursors values: take them from a former answer.');
  return Number(position);
}

/** Only the properties asked for with `fields=`; `id` is always there. */
export function pick(item: Json, fields: unknown, defaults?: string[]): Json {
  const wanted = typeof fields === 'string' && fields !== '' ? fields.split(',').map(field => field.trim()) : defaults;
  if (wanted === undefined) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => name === 'id' || wanted.includes(name)));
}
