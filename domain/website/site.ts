/** Addresses of pages: one spelling for each, and which belong to a site. Pure. */

/** Parameters that say where a visitor came from, not which page it is. */
const TRACKING = /^(utm_.+|gclid|gbraid|wbraid|fbclid|msclkid|mc_cid|mc_eid|igshid|ref|_hs.+|yclid|srsltid)$/i;
const MAX_LENGTH = 2_000;

/** What is no page, by its ending: nobody asks for it. */
const FILES =
  /\.(?:7z|aac|avi|avif|bmp|bz2|css|csv|dmg|docx?|eot|epub|exe|flac|gif|gz|heic|ico|ics|iso|jpe?g|js|json|m4a|m4v|mjs|mov|mp3|mp4|mpe?g|msi|odp|ods|odt|ogg|otf|pdf|png|pptx?|rar|rss|rtf|svg|tar|tgz|tiff?|ttf|vcf|wasm|wav|webm|webmanifest|webp|woff2?|xlsx?|xml|zip)$/i;

/** One spelling of a page's address; null when it is none. @param base the page it stands on. */
export function pageAddress(href: string, base?: string): string | null {
  const trimmed = href.trim();
  if (trimmed === '' || !URL.canParse(trimmed, base)) return null;
  const url = new URL(trimmed, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username !== '' || url.password !== '') return null;
  url.hash = '';
  url.hostname = url.hostname.replace(/\.+$/, '');
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  if (url.search === '?') url.search = '';
  return url.href.length > MAX_LENGTH ? null : url.href;
}

/** What a person typed as their website: a scheme is added where none is. */
export function typedAddress(typed: string): string | null {
  const trimmed = typed.trim();
  return pageAddress(
    /^[a-z][a-z\d+.-]*:/i.test(trimmed) && !/^[^/]+:\d/.test(trimmed) ? trimmed : `https://${trimmed}`,
  );
}

/** Host without "www." and port: http and https, with and without www, are one site. */
export function siteOf(address: string): string {
  const url = new URL(address);
  return `${url.hostname.replace(/^www\./, '')}${url.port === '' ? '' : `:${url.port}`}`;
}

export const sameSite = (a: string, b: string): boolean => siteOf(a) === siteOf(b);

/** Whether the address names a file that holds no words to read. */
export const namesFile = (address: string): boolean => FILES.test(new URL(address).pathname);
