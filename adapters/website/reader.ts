/** Reads websites through the guard: one request at a time, bounded in bytes and time. Results inside: it never throws for what a site does. */
import { gunzipSync } from 'node:zlib';
import type { PageAnswer, WebsitePort } from '../../activities/ports.ts';
import { USER_AGENT_TOKEN } from '../../domain/website/words.ts';
import { AnswerTooLarge, cappedFetch } from '../http-guard/capped-fetch.ts';
import { type HttpGuard, RefusedAddress } from '../http-guard/guard.ts';
import { decodePage } from './charset.ts';
import { readHtml } from './html.ts';
import { readSitemap } from './sitemap.ts';

export interface WebsiteReaderOptions {
  guard: HttpGuard;
  /** Between two requests to one site: 1 s when left out. */
  delayMs?: number;
  /** For one request with its body: 15 s when left out. */
  timeoutMs?: number;
  /** Told to sites, so that they know whom to ask: this installation's own address. */
  about?: string;
}

const MAX_ROBOTS_BYTES = 512_000;
const MAX_SITEMAP_BYTES = 10_000_000;
const HTML = new Set(['text/html', 'application/xhtml+xml']);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

interface Got {
  response: Response;
  bytes: Uint8Array;
}
type Failed = Extract<PageAnswer, { kind: 'refused' | 'too_large' | 'too_slow' | 'unreachable' }>;

export function createWebsiteReader(options: WebsiteReaderOptions): WebsitePort {
  const { guard, timeoutMs = 15_000 } = options;
  const agent = `Mozilla/5.0 (compatible; ${USER_AGENT_TOKEN}/1.0${options.about ? `; +${options.about}` : ''})`;

  async function get(
    url: string,
    ask: { accept: string; maxBytes: number; redirect: 'manual' | 'follow'; signal: AbortSignal },
  ): Promise<Got | Failed> {
    const late = AbortSignal.timeout(timeoutMs);
    const capped = cappedFetch(ask.maxBytes, AbortSignal.any([late, ask.signal]), guard.fetch);
    try {
      const response = await capped.fetch(url, {
        redirect: ask.redirect,
        headers: { 'user-agent': agent, accept: ask.accept, 'accept-language': 'en;q=0.8, *;q=0.5' },
      });
      return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
    } catch (error) {
      if (ask.signal.aborted) throw error;
      if (error instanceof RefusedAddress) return { kind: 'refused', detail: error.message };
      if (error instanceof AnswerTooLarge || capped.exceeded()) return { kind: 'too_large' };
      if (late.aborted) return { kind: 'too_slow' };
      return { kind: 'unreachable', code: codeIn(error) };
    }
  }

  return {
    delayMs: options.delayMs ?? 1_000,

    async page(url, { keepFooter, maxBytes, signal }) {
      const got = await get(url, {
        accept: 'text/html,text/plain;q=0.8,*/*;q=0.1',
        maxBytes,
        redirect: 'manual',
        signal,
      });
      if ('kind' in got) return got;
      const { response, bytes } = got;
      const { status, headers } = response;
      const location = headers.get('location');
      if (REDIRECTS.has(status) && location !== null)
        return URL.canParse(location, url)
          ? { kind: 'redirect', to: new URL(location, url).href }
          : { kind: 'status', status, retryAfterMs: null };
      if (status !== 200) return { kind: 'status', status, retryAfterMs: retryAfter(headers.get('retry-after')) };
      const contentType = headers.get('content-type');
      const type = (contentType ?? 'text/html').split(';')[0]?.trim().toLowerCase() ?? '';
      if (type === 'text/plain') {
        const text = decodePage(bytes, contentType).replaceAll('\u0000', '').trim();
        return { kind: 'page', bytes: bytes.length, page: { title: new URL(url).pathname, text, links: [] } };
      }
      if (!HTML.has(type)) return { kind: 'not_text', contentType: type.slice(0, 100) };
      const page = readHtml(decodePage(bytes, contentType).replaceAll('\u0000', ''), url, { keepFooter });
      return { kind: 'page', bytes: bytes.length, page };
    },

    async robots(origin, signal) {
      const got = await get(`${origin}/robots.txt`, {
        accept: 'text/plain,*/*;q=0.1',
        maxBytes: MAX_ROBOTS_BYTES,
        redirect: 'follow',
        signal,
      });
      if (!('kind' in got)) {
        const { status, headers } = got.response;
        const text = status === 200 ? decodePage(got.bytes, headers.get('content-type')) : '';
        return { status, text: text.replaceAll('\u0000', ''), refused: null, code: null };
      }
      // A file too large to be one holds no rules; an address that is refused is refused for the pages too.
      if (got.kind === 'too_large') return { status: 200, text: '', refused: null, code: null };
      return {
        status: 0,
        text: '',
        refused: got.kind === 'refused' ? got.detail : null,
        code: got.kind === 'unreachable' ? got.code : null,
      };
    },

    async sitemap(url, signal) {
      const got = await get(url, {
        accept: 'application/xml,text/xml,*/*;q=0.1',
        maxBytes: MAX_SITEMAP_BYTES,
        redirect: 'follow',
        signal,
      });
      if ('kind' in got || got.response.status !== 200) return null;
      try {
        const packed = got.bytes[0] === 0x1f && got.bytes[1] === 0x8b;
        const bytes = packed ? gunzipSync(got.bytes, { maxOutputLength: MAX_SITEMAP_BYTES }) : got.bytes;
        return readSitemap(decodePage(bytes, got.response.headers.get('content-type')));
      } catch {
        return null;
      }
    },
  };
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** The network's own word for it: ENOTFOUND, ECONNREFUSED … */
function codeIn(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') return code.slice(0, 60);
  }
  return 'failed';
}
