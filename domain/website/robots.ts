/**
 * robots.txt (RFC 9309): groups of user agents, the longest rule wins and Allow wins a tie, `*` and `$` in paths; beside it
 * Crawl-delay and Sitemap, which sites use. Pure.
 */
export interface Robots {
  rules: { allow: boolean; path: string }[];
  crawlDelayMs: number | null;
  sitemaps: string[];
}

export const ALL_ALLOWED: Robots = { rules: [], crawlDelayMs: null, sitemaps: [] };

const MAX_CHARACTERS = 512_000;
const MAX_RULES = 2_000;

interface Group {
  agents: string[];
  rules: Robots['rules'];
  crawlDelayMs: number | null;
}

/** @param agent product token, e.g. `ParleyBot`. */
export function parseRobots(text: string, agent: string): Robots {
  const sitemaps: string[] = [];
  const groups: Group[] = [];
  let current: Group | null = null;
  let naming = false;
  for (const raw of text
    .slice(0, MAX_CHARACTERS)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)) {
    const line = (raw.split('#')[0] ?? '').trim();
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'sitemap') {
      if (value !== '' && sitemaps.length < 50) sitemaps.push(value);
    } else if (name === 'user-agent') {
      // Agents that follow each other share one group.
      if (!naming || !current) {
        current = { agents: [], rules: [], crawlDelayMs: null };
        groups.push(current);
      }
      current.agents.push(value.toLowerCase());
      naming = true;
    } else if (name === 'allow' || name === 'disallow') {
      naming = false;
      // An empty path says nothing.
      if (current && value !== '' && current.rules.length < MAX_RULES)
        current.rules.push({ allow: name === 'allow', path: spelled(value) });
    } else if (name === 'crawl-delay') {
      naming = false;
      const seconds = Number(value);
      if (current && value !== '' && Number.isFinite(seconds) && seconds >= 0) current.crawlDelayMs = seconds * 1000;
    }
  }
  const wanted = agent.toLowerCase();
  const ours = groups.filter(group => group.agents.includes(wanted));
  const chosen = ours.length > 0 ? ours : groups.filter(group => group.agents.includes('*'));
  const delays = chosen.map(group => group.crawlDelayMs).filter(delay => delay !== null);
  return {
    rules: chosen.flatMap(group => group.rules),
    crawlDelayMs: delays.length > 0 ? Math.max(...delays) : null,
    sitemaps,
  };
}

/** @param address of the page, absolute. */
export function mayFetch({ rules }: Pick<Robots, 'rules'>, address: string): boolean {
  const url = new URL(address);
  const path = spelled(`${url.pathname}${url.search}`);
  if (path === '/robots.txt') return true;
  let best: { allow: boolean; length: number } = { allow: true, length: -1 };
  for (const rule of rules) {
    const { length } = rule.path;
    if (length < best.length || (length === best.length && (best.allow || !rule.allow))) continue;
    if (matches(rule.path, path)) best = { allow: rule.allow, length };
  }
  return best.allow;
}

/** Percent-encoding in one spelling: what needs none has none, the rest in capitals. */
function spelled(path: string): string {
  const encoded = path.replace(/[^\u0021-\u007E]/gu, character => {
    try {
      return encodeURIComponent(character);
    } catch {
      return '%EF%BF%BD';
    }
  });
  return encoded.replace(/%([\da-f]{2})/gi, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : whole.toUpperCase();
  });
}

/** `*` is any characters, `$` at the end is the end. Each part is looked for once, from left to right: no rule is slow. */
function matches(pattern: string, path: string): boolean {
  const toEnd = pattern.endsWith('$');
  const parts = (toEnd ? pattern.slice(0, -1) : pattern).split('*');
  const first = parts[0] ?? '';
  if (!path.startsWith(first)) return false;
  if (parts.length === 1) return !toEnd || path.length === first.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts.at(-1) ?? '';
  if (toEnd) return path.length - last.length >= at && path.endsWith(last);
  return path.indexOf(last, at) >= 0;
}
