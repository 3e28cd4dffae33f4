import { describe, expect, it } from 'vitest';
import { pageKind, pagePriority } from './page-kind.ts';
import { namesFile, pageAddress, sameSite, typedAddress } from './site.ts';

describe('addresses of pages', () => {
  it.each([
    ['/prices#top', 'https://a.example/prices'],
    ['?utm_source=x&gclid=1', 'https://a.example/about'],
    ['?page=2&utm_medium=y', 'https://a.example/about?page=2'],
    ['HTTPS://A.Example:443/x', 'https://a.example/x'],
    ['https://a.example./x', 'https://a.example/x'],
    ['mailto:a@b.example', null],
    ['javascript:alert(1)', null],
    ['https://user:secret@a.example/', null],
    ['', null],
    [`/${'x'.repeat(3_000)}`, null],
  ])('%s', (href, expected) => expect(pageAddress(href, 'https://a.example/about')).toBe(expected));

  it.each([
    ['a.example', 'https://a.example/'],
    [' www.a.example/home ', 'https://www.a.example/home'],
    ['http://a.example', 'http://a.example/'],
    ['localhost:3000/x', 'https://localhost:3000/x'],
    ['ftp://a.example', null],
    ['not a site', null],
  ])('%s as a person types it', (typed, expected) => expect(typedAddress(typed)).toBe(expected));

  it('http and https, with and without www, are one site; other hosts and ports are not', () => {
    expect(sameSite('http://www.a.example/', 'https://a.example/x')).toBe(true);
    expect(sameSite('https://a.example/', 'https://shop.a.example/')).toBe(false);
    expect(sameSite('https://a.example/', 'https://a.example:8443/')).toBe(false);
    expect(sameSite('https://a.example/', 'https://a.example.evil.com/')).toBe(false);
  });

  it('files are no pages', () => {
    expect(namesFile('https://a.example/menu.PDF?x=1')).toBe(true);
    expect(namesFile('https://a.example/menu.php')).toBe(false);
    expect(namesFile('https://a.example/pdf')).toBe(false);
  });
});

describe('what a page is about (A-ONB-9)', () => {
  it.each([
    ['/', 'home'],
    ['/index.html', 'home'],
    ['/de', 'home'],
    ['/our-prices', 'pricing'],
    ['/about/pricing.html', 'pricing'],
    ['/faq', 'faq'],
    ['/about-us/', 'about'],
    ['/contact.php', 'contact'],
    ['/terms-and-conditions', 'terms'],
    ['/legal/refund-policy', 'refund'],
    ['/blog/2026/teeth', 'other'],
    ['/blog/what-nobody-tells-you-about-teeth', 'other'],
    ['/frequently-asked-questions', 'faq'],
  ])('%s is %s', (path, kind) => expect(pageKind(`https://a.example${path}`)).toBe(kind));

  it('the start goes first, then prices; a nearer page before a farther one', () => {
    expect(pagePriority('home', 0)).toBeLessThan(pagePriority('pricing', 3));
    expect(pagePriority('pricing', 3)).toBeLessThan(pagePriority('other', 1));
    expect(pagePriority('other', 1)).toBeLessThan(pagePriority('other', 2));
  });
});
