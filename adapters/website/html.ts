/** The readable words of a page: what a visitor reads, without menus, scripts and what is hidden; its headings, and its links. */
import { Parser } from 'htmlparser2';
import type { ReadPage } from '../../activities/ports.ts';
import { MAX_LINKS_OF_PAGE, MAX_TEXT } from '../../domain/website/words.ts';

/** Begin and end a line of their own. */
const BLOCKS = new Set(
  'address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const CELLS = new Set(['td', 'th']);
/** Never words of the page. */
const NO_WORDS = new Set(
  'audio canvas datalist embed head iframe input map math menu meter nav noscript object progress script select style svg template textarea video'.split(
    ' ',
  ),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const MAIN = new Set(['main', 'article']);
/** What is hidden until somebody opens it is meant to be read. */
const OPENED_ROLES = new Set(['region', 'tabpanel']);
/** No page is nested so deeply; the parser's time grows with the square of it. What comes after is not read. */
const MAX_DEPTH = 1_000;
const PIECE = 16_384;
/** With so much in it, the main part is the page. */
const MAIN_CHARACTERS = 200;

interface Element {
  name: string;
  skip: boolean;
  main: boolean;
  heading: boolean;
  first: boolean;
  /** A link that says an address nobody may read in its words: a phone number, a mail address. */
  says: string | null;
  wordsBefore: number;
}

interface Line {
  text: string;
  heading: boolean;
  main: boolean;
}

export interface ReadOptions {
  /** Phone, address and opening hours often stand at the foot of the page. */
  keepFooter: boolean;
}

export function readHtml(html: string, url: string, { keepFooter }: ReadOptions): ReadPage {
  const stack: Element[] = [];
  const lines: Line[] = [];
  const links = new Set<string>();
  const opened = new Set<string>();
  let base = url;
  let titleText = '';
  let ogTitle = '';
  let heading1 = '';
  let inTitle = false;
  let line = '';
  let room = 3 * MAX_TEXT;

  const top = (): Element | undefined => stack.at(-1);
  const endLine = (): void => {
    const text = line
      .replace(/\s+/g, ' ')
      .replace(/^(\s*\|)+|(\|\s*)+$/g, '')
      .trim();
    line = '';
    if (text === '' || text === '-') return;
    const at = top();
    if (at?.first && heading1 === '') heading1 = text;
    lines.push({ text, heading: at?.heading ?? false, main: at?.main ?? false });
  };

  function hidden(name: string, attributes: Record<string, string>): boolean {
    const style = (attributes.style ?? '').toLowerCase().replaceAll(' ', '');
    const closed =
      'hidden' in attributes ||
      attributes['aria-hidden'] === 'true' ||
      style.includes('display:none') ||
      style.includes('visibility:hidden');
    if (name === 'dialog' || attributes.role === 'dialog' || 'aria-modal' in attributes) return !('open' in attributes);
    if (!closed) return false;
    // The answer of a question that opens on a click, a tab that is not in front.
    return !(
      OPENED_ROLES.has(attributes.role ?? '') ||
      opened.has(attributes.id ?? '') ||
      'aria-labelledby' in attributes
    );
  }

  function skipped(name: string, attributes: Record<string, string>, parent: Element | undefined): boolean {
    if (parent?.skip) return true;
    if (NO_WORDS.has(name) || hidden(name, attributes)) return true;
    if (attributes.role === 'navigation' || attributes.role === 'search') return true;
    if (name === 'button') return !('aria-expanded' in attributes || 'aria-controls' in attributes || parent?.heading);
    if (parent?.main) return false;
    if (name === 'header' || name === 'aside') return !keepFooter;
    if (name === 'footer') return !keepFooter;
    return false;
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      const parent = top();
      if (name === 'base' && attributes.href && URL.canParse(attributes.href, url))
        base = new URL(attributes.href, url).href;
      if (name === 'meta' && attributes.property === 'og:title') ogTitle = attributes.content ?? '';
      if (name === 'title' && parent?.name === 'head') inTitle = true;
      if (name === 'frame' && attributes.src) addLink(attributes.src);
      for (const controlled of (attributes['aria-controls'] ?? '').split(/\s+/)) if (controlled) opened.add(controlled);
      const href = name === 'a' || name === 'area' ? attributes.href : undefined;
      if (href !== undefined) addLink(href);
      const skip = skipped(name, attributes, parent);
      if (!skip) {
        if (BLOCKS.has(name)) endLine();
        if (name === 'li') line = '- ';
        if (CELLS.has(name) && line !== '') line += ' | ';
      }
      if (VOID.has(name)) return;
      stack.push({
        name,
        skip,
        main: MAIN.has(name) || attributes.role === 'main' || (parent?.main ?? false),
        heading: HEADINGS.has(name) || (parent?.heading ?? false),
        first: name === 'h1' || (parent?.first ?? false),
        says: skip || href === undefined ? null : saidBy(href),
        wordsBefore: line.length,
      });
    },
    ontext(text) {
      if (inTitle) titleText += text;
      else if (!top()?.skip && room > 0) {
        line += text.slice(0, room);
        room -= text.length;
      }
    },
    onclosetag(name) {
      if (name === 'title') inTitle = false;
      if (VOID.has(name)) return;
      // Unclosed elements inside end with it.
      const at = stack.findLastIndex(element => element.name === name);
      if (at < 0) return;
      const element = stack[at];
      if (element && !element.skip) {
        if (element.says && !/\d{3}|@/.test(line.slice(element.wordsBefore))) line += ` (${element.says})`;
        if (BLOCKS.has(name)) endLine();
      }
      stack.length = at;
    },
  });

  function addLink(href: string): void {
    if (links.size >= MAX_LINKS_OF_PAGE || !URL.canParse(href.trim(), base)) return;
    const link = new URL(href.trim(), base);
    if (link.protocol === 'http:' || link.protocol === 'https:') links.add(link.href);
  }

  for (let from = 0; from < html.length && stack.length < MAX_DEPTH; from += PIECE)
    parser.write(html.slice(from, from + PIECE));
  parser.end();
  endLine();
  const clean = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300);
  return {
    title: clean(titleText) || clean(heading1) || clean(ogTitle) || new URL(url).pathname,
    text: textOf(lines, keepFooter),
    links: [...links],
  };
}

/** `tel:` and `mailto:` addresses, which a link may show as a picture only. */
function saidBy(href: string): string | null {
  const [scheme = '', rest = ''] = href.trim().split(/:(.*)/s);
  if (scheme.toLowerCase() !== 'tel' && scheme.toLowerCase() !== 'mailto') return null;
  try {
    return decodeURIComponent(rest.split('?')[0] ?? '').slice(0, 100) || null;
  } catch {
    return null;
  }
}

function textOf(lines: Line[], whole: boolean): string {
  const main = lines.filter(line => line.main);
  const characters = main.reduce((sum, line) => sum + line.text.length, 0);
  const used = !whole && characters >= MAIN_CHARACTERS ? main : lines;
  let text = '';
  let before = '';
  for (const line of used) {
    // Menus and cards say the same twice in a row.
    if (line.text === before) continue;
    before = line.text;
    if (text.length + line.text.length > MAX_TEXT) break;
    text += text === '' ? line.text : `${line.heading ? '\n\n' : '\n'}${line.text}`;
  }
  return text;
}
