/** What a sitemap names: pages, or other sitemaps. */
import { Parser } from 'htmlparser2';
import { MAX_FOUND } from '../../domain/website/words.ts';

export function readSitemap(xml: string): { pages: string[]; sitemaps: string[] } {
  const found = { pages: [] as string[], sitemaps: [] as string[] };
  let within: 'pages' | 'sitemaps' | null = null;
  let text: string | null = null;
  const parser = new Parser(
    {
      onopentag(name) {
        if (name === 'url') within = 'pages';
        else if (name === 'sitemap') within = 'sitemaps';
        else if (name === 'loc' && within) text = '';
      },
      ontext(part) {
        if (text !== null && text.length < 4_000) text += part;
      },
      onclosetag(name) {
        if (name === 'loc' && within && text !== null) {
          if (text.trim() !== '' && found[within].length < MAX_FOUND) found[within].push(text.trim());
          text = null;
        } else if (name === 'url' || name === 'sitemap') within = null;
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return found;
}
