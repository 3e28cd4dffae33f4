import { describe, expect, it } from 'vitest';
import { mayFetch, parseRobots } from './robots.ts';

const may = (robots: string, path: string, agent = 'ParleyBot'): boolean =>
  mayFetch(parseRobots(robots, agent), `https://shop.example${path}`);

describe('robots.txt (A-ONB-9)', () => {
  it('everything is allowed where nothing is said', () => {
    expect(may('', '/a')).toBe(true);
    expect(may('User-agent: *\nDisallow:', '/a')).toBe(true);
    expect(may('Disallow: /', '/a')).toBe(true);
  });

  it.each([
    ['the longest rule wins', 'Disallow: /shop\nAllow: /shop/prices', '/shop/prices/today', true],
    ['the order of lines does not matter', 'Allow: /shop/prices\nDisallow: /shop', '/shop/prices/x', true],
    ['Allow wins a tie', 'Disallow: /page\nAllow: /page', '/page', true],
    ['Allow wins a tie in the other order', 'Allow: /page\nDisallow: /page', '/page', true],
    ['a star is anything', 'Disallow: /*/private', '/a/b/private/c', false],
    ['a dollar is the end', 'Disallow: /*.php$', '/a.php', false],
    ['and only the end', 'Disallow: /*.php$', '/a.php?x=1', true],
    ['parameters count', 'Disallow: /*?sort=', '/list?sort=up', false],
    ['capital letters in paths count', 'Disallow: /Private', '/private', true],
    ['percent-encoding is one spelling', 'Disallow: /%7Ejoe', '/~joe', false],
    ['letters of other scripts', 'Disallow: /preço', '/pre%C3%A7o', false],
    ['comments are none', 'Disallow: /a # because', '/a', false],
    ['a rule for all', 'Disallow: /', '/', false],
    ['the file itself is always readable', 'Disallow: /', '/robots.txt', true],
  ])('%s', (_what, rules, path, allowed) => expect(may(`User-agent: *\n${rules}`, path)).toBe(allowed));

  it('our own group is taken instead of that for all, whatever its case; groups of one name are one', () => {
    const robots = `User-agent: *
Disallow: /
User-agent: other
User-agent: PARLEYBOT
Disallow: /a
Crawl-delay: 3

User-agent: parleybot
Disallow: /b`;
    expect(may(robots, '/a')).toBe(false);
    expect(may(robots, '/b')).toBe(false);
    expect(may(robots, '/c')).toBe(true);
    expect(may(robots, '/c', 'SomeoneElse')).toBe(false);
    expect(parseRobots(robots, 'ParleyBot').crawlDelayMs).toBe(3_000);
  });

  it('sitemaps belong to all; a delay that is no number is none', () => {
    const robots = parseRobots(
      '\uFEFFSitemap: https://x.example/a.xml\nUser-agent: *\nCrawl-delay: soon\nSITEMAP: /b.xml',
      'x',
    );
    expect(robots).toEqual({ rules: [], crawlDelayMs: null, sitemaps: ['https://x.example/a.xml', '/b.xml'] });
  });

  it('a rule full of stars takes no time', () => {
    const before = performance.now();
    expect(may(`User-agent: *\nDisallow: /${'*a'.repeat(5_000)}b`, `/${'a'.repeat(1_900)}`)).toBe(true);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
