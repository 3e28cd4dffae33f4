/** Who wrote: identities strongest first, for matching (canonical phone) and for replying (the exact wa_id). */
import type { ChannelIdentity, InboundSender } from '../../domain/message/inbound.ts';
import { canonicalPhone } from '../../domain/message/phone.ts';
import { asObject, asString, clip } from './json.ts';
import type { JsonObject } from './wire.ts';

/** A business-scoped user id: ISO country, then the id; parent ids carry one segment more. */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9.]{1,140}$/;

export interface IdentityParts {
  userId?: unknown;
  parentUserId?: unknown;
  /** wa_id or `from`: digits, sometimes with a plus; sometimes a user id. */
  waId?: unknown;
}

/** Identities of one person, strongest first, without doubles. Empty when nothing usable was given. */
export function identitiesOf({ userId, parentUserId, waId }: IdentityParts): ChannelIdentity[] {
  const identities: ChannelIdentity[] = [];
  const add = (kind: ChannelIdentity['kind'], value: string | null) => {
    if (value && !identities.some(known => known.kind === kind && known.value === value))
      identities.push({ kind, value });
  };
  for (const id of [userId, parentUserId, waId]) {
    const text = asString(id);
    if (text && USER_ID.test(text)) add('wa_user_id', text);
  }
  const digits = asString(waId)?.replace(/^\+/, '') ?? '';
  if (/^\d{5,20}$/.test(digits)) {
    add('wa_id', digits);
    add('phone', canonicalPhone(digits));
  }
  return identities;
}

/** The sender of a message with the contact entry that came beside it; null when nobody can be told. */
export function senderOf(parts: IdentityParts, contact: JsonObject | null): InboundSender | null {
  const identities = identitiesOf({
    userId: parts.userId ?? contact?.user_id,
    parentUserId: parts.parentUserId ?? contact?.parent_user_id,
    waId: asString(parts.waId) ?? contact?.wa_id,
  });
  if (identities.length === 0) return null;
  const profile = asObject(contact?.profile);
  const name = clip(asString(profile?.name)?.trim() ?? '', 200);
  const username = clip(asString(profile?.username)?.replace(/^@/, '') ?? '', 64);
  return { identities, name: name || null, username: username || null };
}
