/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What shows in a page that something a customer wrote was taken for more than text. */
import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    __xss(number: number): void;
    __ran: number[];
    __violations: string[];
  }
}

export interface Detectors {
  /** Dialogs, and requests to anywhere but our own server. */
  outside: string[];
  /** Everything found in the page as it stands; empty when all is well. */
  inside(page: Page): Promise<string[]>;
}

/** Before the first page opens. @param origins servers that pages may ask. */
export async function detect(context: BrowserContext, origins: string[]): Promise<Detectors> {
  const outside: string[] = [];
  await context.addInitScript(() => {
    window.__ran = [];
    window.__violations = [];
    window.__xss = number => void window.__ran.push(number);
    document.addEventListener('securitypolicyviolation', event =>
      window.__violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  context.on('dialog', dialog => {
    outside.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', request => {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !origins.includes(origin)) outside.push(`asked ${request.url()}`);
  });
  return { outside, inside: page => page.evaluate(lookAround) };
}

/** Runs in the page. */
function lookAround(): string[] {
  const found = [
    ...window.__ran.map(number => `ran: ${number}`),
    ...window.__violations.map(text => `violation: ${text}`),
  ];
  const strange =
    'xss, [data-xss], marquee, object, embed, iframe, frame, base, template, math, dialog:not([aria-label])';
  for (const element of document.body.querySelectorAll(strange))
    found.push(`element: ${element.outerHTML.slice(0, 120)}`);
  for (const script of document.scripts)
    if (!script.src.startsWith(location.origin)) found.push(`script: ${script.outerHTML.slice(0, 120)}`);
  const addresses = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'srcdoc']);
  for (const element of document.querySelectorAll('*'))
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`handler: ${name}=${value.slice(0, 80)}`);
      if (addresses.has(name.toLowerCase()) && /^[\s\p{Cc}]*(?:javascript|vbscript|data:text)/iu.test(value))
        found.push(`address: ${name}=${value.slice(0, 80)}`);
    }
  return found;
}

/** What is out of its place in the open conversation; empty when nothing is. */
export const misplaced = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) found.push(`the page is ${wide}px too wide`);
    // A scroller of its own is where long things go; the page itself stays.
    window.scrollTo(0, 10_000);
    if (window.scrollY > 0) found.push(`the page scrolls by ${window.scrollY}px`);
    const inView = (selector: string, maxHeight: number): void => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      if (!box || box.width === 0) found.push(`${selector} is not there`);
      else if (
        box.left < -1 ||
        box.right > window.innerWidth + 1 ||
        box.top < -1 ||
        box.bottom > window.innerHeight + 1
      )
        found.push(`${selector} is out of view`);
      else if (box.height > maxHeight) found.push(`${selector} is ${box.height}px tall`);
    };
    inView('[data-testid=owner-strip]', 120);
    inView('[data-testid=composer-input]', 300);
    for (const article of document.querySelectorAll('[data-testid=message]')) {
      const outer = article.getBoundingClientRect();
      for (const bubble of article.querySelectorAll('[data-bubble], [data-bubble] *')) {
        const box = bubble.getBoundingClientRect();
        if (box.right > outer.right + 2 || box.left < outer.left - 12) {
          found.push(
            `in a message: <${bubble.tagName.toLowerCase()}> ends ${Math.round(box.right - outer.right)}px beside it`,
          );
          break;
        }
      }
    }
    for (const row of document.querySelectorAll('[data-testid=conversation-row]'))
      if (row.scrollHeight > row.clientHeight + 2) found.push(`a row of the list is ${row.scrollHeight}px tall`);
    return found;
  });
