/** Where a lead came from (A-ATTR-1, A-ATTR-2): the ad behind a click-to-chat message, or a code in its first words. */
import type { Attribution } from '../../domain/message/inbound.ts';
import type { LeadSource } from '../../domain/words.ts';
import { asObject, asString, clip } from './json.ts';
import type { JsonObject } from './wire.ts';

const REFERRAL_KEYS = [
  'source_url',
  'source_type',
  'headline',
  'body',
  'media_type',
  'image_url',
  'video_url',
  'thumbnail_url',
  'ctwa_clid',
] as const;
const MAX_VALUE_CHARS = 1024;

/** Attribution of a message's `referral`; null when there is none. */
export function attributionFromReferral(value: unknown): Attribution | null {
  const referral = asObject(value);
  if (!referral) return null;
  const campaign: Record<string, string> = {};
  const put = (key: string, content: unknown) => {
    const text = asString(content);
    if (text) campaign[key] = clip(text, MAX_VALUE_CHARS);
  };
  for (const key of REFERRAL_KEYS) put(key, referral[key]);
  put(asString(referral.source_type) === 'post' ? 'post_id' : 'ad_id', referral.source_id);
  put('referrer_url', referral.source_url);
  put('welcome_message', asObject(referral.welcome_message)?.text);
  Object.assign(campaign, utmOf(asString(referral.source_url) ?? ''));
  return Object.keys(campaign).length > 0 ? { leadSource: 'click_to_chat_ad', campaign } : null;
}

const PRODUCT_KEYS = ['catalog_id', 'product_retailer_id'] as const;

/** The product a question is about, for the content's leftovers. */
export function referredProduct(context: JsonObject | null): Record<string, string> | null {
  const product = asObject(context?.referred_product);
  if (!product) return null;
  return Object.fromEntries(
    PRODUCT_KEYS.flatMap(key => (asString(product[key]) ? [[key, asString(product[key]) ?? '']] : [])),
  );
}

const UTM = /(?:^|[\s?&([])(utm_(?:source|medium|campaign|content|term|id)|gclid|fbclid)=([^\s&#)\]]{1,200})/gi;
/** A code that a link or a printed QR code wrote into the message for the customer, e.g. "Hi! (ref: SUMMER-24)". */
const CODE = /(?:^|[\s([#])(ref|referral|src|qr)\s*[:=]\s*([A-Za-z0-9][\w.-]{1,63})/i;

const SOURCE_OF_CODE: Record<string, LeadSource> = { qr: 'qr_code', ref: 'referral_link', referral: 'referral_link' };
const SOURCE_OF_UTM: Record<string, LeadSource> = {
  qr: 'qr_code',
  qr_code: 'qr_code',
  qrcode: 'qr_code',
  website: 'website_widget',
  widget: 'website_widget',
  form: 'form_to_whatsapp',
  referral: 'referral_link',
};

/**
 * Attribution from the words of a first message: UTM parameters, or a code ("ref: X", "qr=X") a link put there.
 * Null when there is nothing to see; the words themselves stay as they are.
 */
export function attributionFromText(text: string | null): Attribution | null {
  if (!text) return null;
  const head = clip(text, 2000);
  const campaign = utmOf(head);
  const code = CODE.exec(head);
  const word = code?.[1]?.toLowerCase() ?? '';
  if (code?.[2]) campaign.link_code = code[2];
  if (Object.keys(campaign).length === 0) return null;
  const named = [campaign.utm_medium, campaign.utm_source]
    .map(value => SOURCE_OF_UTM[value?.toLowerCase() ?? ''])
    .find(source => source !== undefined);
  const byCode = code
    ? (SOURCE_OF_CODE[word] ?? (/^qr[-_.]/i.test(code[2] ?? '') ? 'qr_code' : 'referral_link'))
    : undefined;
  return { leadSource: named ?? byCode ?? 'referral_link', campaign };
}

function utmOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, key, value] of text.matchAll(UTM)) {
    if (key && value) found[key.toLowerCase()] = decode(value);
  }
  if (found.utm_campaign) found.campaign_id ??= found.utm_id ?? found.utm_campaign;
  return found;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' ')).replace(/\p{Cc}/gu, '');
  } catch {
    return value;
  }
}
