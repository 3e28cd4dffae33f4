/** Rows of contacts and leads in the words of their contract. */
import { z } from 'zod';
import type { LeadPosition, LeadRow } from '../../db/crm/list.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import { type LeadFilter, leadFilterSchema } from '../../domain/crm/filter.ts';
import { temperatureOf } from '../../domain/lead/score.ts';
import type { LeadRowView } from '../contracts/contacts.ts';
import { ApiError } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';
import { parsed } from '../parse.ts';

export const leadView = (row: LeadRow): LeadRowView => ({
  contactId: row.contactId,
  name: row.name,
  address: row.address === '' ? '' : addressForPeople(row.address),
  status: row.status,
  shown: row.shown,
  score: row.score,
  temperature: temperatureOf(row.score),
  source: row.source,
  owner: row.ownerMemberId ? { id: row.ownerMemberId, name: row.ownerName } : null,
  valueMicros: row.valueMicros,
  vip: row.vip,
  blocked: row.blocked,
  autoreply: row.autoreply,
  highValue: row.highValue,
  labels: row.labels,
  fields: row.fields,
  conversationId: row.conversationId,
  email: row.email,
  business: row.business,
  website: row.website,
  summary: row.summary,
  lastActivityAt: isoOrNull(row.lastActivityAt),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

/** @throws ApiError 400 with the place of what is wrong. */
export function filterOf(text: string | undefined): LeadFilter {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, 'invalid', 'The filter is not JSON.', {
      errors: [{ path: 'query.filter', message: 'is not JSON' }],
      hint: 'Send the filter in the form that saved views have.',
    });
  }
  return parsed(leadFilterSchema, value, 'query');
}

const positionSchema = z.tuple([z.string(), z.uuid()]);

export const cursorOf = ({ key, id }: LeadPosition): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url');

/** @throws ApiError 400 for what this list never gave. */
export function positionOf(cursor: string | undefined, sort: string): LeadPosition | null {
  if (cursor === undefined) return null;
  try {
    const [key, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    const fits = {
      changed: Number.isFinite(Date.parse(key)),
      created: Number.isFinite(Date.parse(key)),
      name: !key.includes('\u0000'),
      score: /^-?\d{1,9}$/.test(key),
      value: /^-?\d{1,18}$/.test(key),
    }[sort];
    if (fits) return { key, id };
  } catch {
    // Told below.
  }
  throw new ApiError(400, 'invalid_cursor', 'This is no cursor of this list.', {
    errors: [{ path: 'query.cursor', message: 'is not one that this list gave' }],
  });
}
