/** Links, e-mail addresses and phone numbers that a text gives and no source does (A-GUARD-3: forbidden claims). */

import { plainText } from './claims-human.ts';
import { asciiDigits, withoutPrices } from './prices.ts';

const LABEL = String.raw`[\p{L}\p{M}\p{N}-]+`;
const HOST = String.raw`(?:${LABEL}\.)+\p{L}[\p{L}\p{M}]+(?![\p{L}\p{M}\p{N}])`;
const REST = String.raw`[^\s"'<>\\^\x60{|}]*`;
/** With a scheme or `www.`, or a bare domain with or without a path. Bounded: a long run of letters is not read from each of them. */
const LINK = new RegExp(
  String.raw`(?:[a-z][a-z0-9+.-]{0,30}://|(?<![\p{L}\p{N}])www\.)${REST}|(?<![\p{L}\p{M}\p{N}@.-])${HOST}(?!@)(?::\d+)?(?:[/?#]${REST})?`,
  'giu',
);
const EMAIL = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}._%+-])[\p{L}\p{M}\p{N}._%+-]+@(?:${LABEL}\.)*${LABEL}`, 'giu');
const PHONE = /\+?\(?\d(?:[ \t()./\-–]{0,3}\d){6,}/gu;
/** Dates and spans of years are long rows of digits too. */
const DATES =
  /(?<!\d)(?:(?:19|20)\d\d([-/.])[01]?\d\1[0-3]?\d|[0-3]?\d([-/.])[0-3]?\d\2(?:19|20)\d\d|(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d)(?!\d)/gu;
const END = /[.,;:!?)\]*_~…»”’।]+$/u;

/** Host and what follows it as they are compared: no scheme of the web, no `www.`, no slash at the end. */
function linkKey(link: string): string {
  const bare = link.replace(END, '');
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(bare) ? bare : `https://${bare}`);
  if (!url) return bare.toLowerCase();
  const scheme = /^https?:$/.test(url.protocol) ? '' : `${url.protocol}//`;
  const user = url.username || url.password ? `${url.username}:${url.password}@` : '';
  return `${scheme}${user}${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/$/, '')}${url.search}${url.hash}`;
}

const linkKeys = (text: string): Set<string> => new Set((plainText(text).match(LINK) ?? []).map(linkKey));

/** Whether a text holds a link or a bare domain. */
export const holdsLink = (text: string): boolean => linkKeys(text).size > 0;

/** The text without the links that a source gives in exactly these words; others stay, whatever they say. */
export function withoutKnownLinks(text: string, sources: string): string {
  const known = linkKeys(sources);
  return text.replace(LINK, link => (known.has(linkKey(plainText(link))) ? ` ${END.exec(link)?.[0] ?? ''}` : link));
}

const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^0+/, '');

function contactsIn(text: string): { links: string[]; emails: string[]; phones: string[] } {
  const plain = plainText(text);
  const links = plain.match(LINK) ?? [];
  const unlinked = plain.replace(LINK, ' ');
  const emails = unlinked.match(EMAIL) ?? [];
  const numbers = withoutPrices(asciiDigits(unlinked.replace(EMAIL, ' '))).replace(DATES, ' ');
  return { links, emails, phones: numbers.match(PHONE) ?? [] };
}

const emailKey = (email: string): string => email.replace(/\.+$/, '').toLowerCase();

/**
 * Links (host, path and query), e-mail addresses and phone numbers (7 digits and more, by their digits) that stand in
 * none of the sources. A known number may be given without its country or area code.
 */
export function unsourcedContacts(text: string, sources: string): string[] {
  const found = contactsIn(text);
  const known = contactsIn(sources);
  const links = new Set(known.links.map(linkKey));
  const emails = new Set(known.emails.map(emailKey));
  const phones = known.phones.map(digits);
  return [
    ...found.links.filter(link => !links.has(linkKey(link))),
    ...found.emails.filter(email => !emails.has(emailKey(email))),
    ...found.phones.filter(phone => !phones.some(one => digits(phone).length >= 7 && one.includes(digits(phone)))),
  ].map(contact => contact.replace(END, '').trim());
}
