/** The knowledge page in a real browser, on the real product: upload, website, review, try it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axe } from '../support/axe.ts';
import { htmlPage, startSite, type TestSite } from '../support/website.ts';
import type { Product } from './product.ts';
import { Phone, Room } from './room.ts';
import { useProduct } from './use-product.ts';

const LONG = 'Sunset Dental has looked after families in Brooklyn for twenty years, six days a week.';

let site: TestSite;
/** A second one, for the scan in which the worker dies. */
let large: TestSite;
let product: Product;
let context: BrowserContext;
let page: Page;
let room: Room;
let folder: string;

const opened = useProduct(async place => {
  site = await startSite();
  large = await startSite();
  // What only an operator may: a website on loopback.
  Object.assign(place.settings, {
    PARLEY_WEBSITES_ALLOWED: `${site.url},${large.url}`,
    PARLEY_WEBSITE_DELAY_MS: '200',
  });
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-faq-'));
  ({ product, context } = opened);
  page = await context.newPage();
  room = new Room(page, product);
  await room.signIn();
});
afterAll(async () => {
  await site?.stop();
  await large?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tab = (name: string) => page.getByRole('navigation', { name: 'Parts of knowledge' }).getByRole('link', { name });

function websites(): void {
  const links = ['/pricing', '/faq', '/contact', '/private', '/brochure.pdf'];
  site.set('/robots.txt', (_request, response) => response.end('User-agent: *\nDisallow: /private'));
  site.set('/', htmlPage('Sunset Dental', `<p>${LONG}</p>`, links));
  site.set('/pricing', htmlPage('Prices', `<p>A night guard made to measure costs $415.</p><p>${LONG}</p>`));
  site.set('/faq', htmlPage('Questions', `<p>Do you take walk-ins? Yes, before noon. ${LONG}</p>`));
  site.set('/contact', htmlPage('Contact', `<p>210 Court Street, Brooklyn. ${LONG}</p>`));
}

describe('knowledge', () => {
  it('A-ONB-6: a faq.txt is uploaded; what is wrong is said by its line', async () => {
    const file = join(folder, 'faq.txt');
    writeFileSync(
      file,
      'A: An answer without a question.\nQ: Do you validate parking?\nA: Yes, for two hours.\n\nQ: Is there wifi?\n',
    );
    await page.getByRole('navigation', { name: 'Rooms' }).first().getByRole('link', { name: 'Knowledge' }).click();
    await page.getByText('The agent knows only its playbook').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByTestId('faq-file').setInputFiles(file);
    const errors = page.getByTestId('faq-errors').getByRole('listitem');
    await errors.first().waitFor();
    expect(await errors.allInnerTexts()).toEqual([
      expect.stringMatching(/Line 1[\s\S]*no question above it/),
      expect.stringMatching(/Line 5[\s\S]*has no answer/),
    ]);
    await page.getByTestId('source').getByText('1 document').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('A-ONB-9, A-KNOW-1: a website is read while one watches; each page says what was taken, or why nothing was', async () => {
    websites();
    await page.getByTestId('website-url').fill('http://127.0.0.1:1/');
    await page.getByTestId('website-start').click();
    await page.getByText('This address may not be reached').waitFor();
    await page.getByTestId('website-url').fill(`${site.url}/`);
    await page.getByTestId('website-start').click();
    // Live, by itself: the address changed to the scan's own, and its pages appear.
    await page.waitForURL(/\/knowledge\/[\da-f-]{36}$/);
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    const rows = page.getByTestId('scan-pages').getByRole('listitem');
    await rows.filter({ hasText: '/pricing' }).filter({ hasText: 'taken' }).waitFor();
    await page.getByTestId('scan-counts').waitFor();
    expect(await page.getByTestId('scan-counts').textContent()).toBe('4 taken · 2 left out');
    await rows.filter({ hasText: '/private' }).getByText('robots.txt forbids it').waitFor();
    await rows.filter({ hasText: '/brochure.pdf' }).getByText('Not a page of words').waitFor();
    await rows.filter({ hasText: '/pricing' }).locator('summary').click();
    await page.getByText('A night guard made to measure costs $415.').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('A-RETR-3: one asks as a customer would, and sees what would be found, with scores and sources', async () => {
    await page.getByRole('button', { name: 'All sources' }).click();
    await tab('Try it').click();
    await page.getByTestId('ask-question').fill('How much is a night guard made to measure?');
    await page.keyboard.press('Enter');
    const hit = page.getByTestId('ask-hits').getByRole('listitem').filter({ hasText: '$415' });
    await hit.getByText('The agent gets it').waitFor();
    await hit.getByText(/meaning \d+%/).waitFor();
    await hit.getByRole('link').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('A-KNOW-2, A-KNOW-3: a page that has changed waits for a person, who sees what changed and decides', async () => {
    site.set('/pricing', htmlPage('Prices', `<p>A night guard made to measure costs $460.</p><p>${LONG}</p>`));
    site.set('/faq', null);
    await tab('Sources').click();
    await page.getByTestId('website-url').fill(site.url);
    await page.getByTestId('website-start').click();
    await page.getByTestId('scan-counts').filter({ hasText: '2 changed' }).waitFor();
    await page.getByRole('button', { name: 'All sources' }).click();
    await page.getByText('2 pages have changed').waitFor();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    const cards = page.getByTestId('review');
    const prices = cards.filter({ hasText: 'Prices' });
    await prices.locator('del', { hasText: '$415' }).waitFor();
    await prices.locator('ins', { hasText: '$460' }).waitFor();
    expect(await axe(page)).toEqual([]);

    const phone = new Phone(await context.newPage(), product);
    await phone.be('Nora Blake', '+1 555 010 0301');
    await phone.write('How much is a night guard made to measure?');
    const [said] = await phone.hears(1);
    expect(said).not.toMatch(/\$4(15|60)/);
    await phone.page.close();

    await prices.getByRole('button', { name: 'Take the new words' }).click();
    await prices.waitFor({ state: 'detached' });
    await cards.filter({ hasText: 'Questions' }).getByText('not there any more').waitFor();
    await cards.filter({ hasText: 'Questions' }).getByRole('button', { name: 'Forget it' }).click();
    await page.getByText('Nothing has changed').waitFor();
    await tab('Try it').click();
    await page.getByTestId('ask-question').fill('How much is a night guard made to measure?');
    // The new words are found once they are indexed, a moment later.
    const found = page.getByTestId('ask-hits').getByRole('listitem').filter({ hasText: '$460' }).first();
    await vi.waitFor(
      async () => {
        await page.keyboard.press('Enter');
        await found.waitFor({ timeout: 2_000 });
      },
      { timeout: 60_000 },
    );
  });
});

describe('a worker that is killed in the middle of a website', () => {
  interface Scan {
    id: string;
    sourceId: string;
    state: string;
    taken: number;
    pages: { url: string; state: string; documentId: string | null }[];
  }
  const api = async <T>(method: 'get' | 'post', path: string, data?: unknown): Promise<T> => {
    const answer = await page.request[method](`${product.url}/api/v1${path}`, {
      headers: { 'x-parley-csrf': '1', origin: product.url },
      ...(data === undefined ? {} : { data }),
    });
    if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
    return answer.json() as Promise<T>;
  };

  it('A-KNOW-1, A-ONB-9: kill -9: the scan goes on by itself, no page is lost and none is taken twice', async () => {
    const paths = Array.from({ length: 12 }, (_, index) => `/page-${index}`);
    large.set('/', htmlPage('Home', `<p>${LONG}</p>`, paths));
    for (const path of paths) large.set(path, htmlPage(`Title of ${path}`, `<p>What stands on ${path}. ${LONG}</p>`));
    const { id } = await api<Scan>('post', '/knowledge/scans', { url: large.url });
    const scan = () => api<Scan>('get', `/knowledge/scans/${id}`);
    await expect.poll(async () => (await scan()).taken, { timeout: 60_000, interval: 100 }).toBeGreaterThanOrEqual(3);
    const before = product.processes().filter(({ command }) => command.includes('processes/worker.ts'));
    expect(before).toHaveLength(1);
    for (const { pid } of before) process.kill(pid, 'SIGKILL');
    expect((await scan()).state).toBe('RUNNING');

    await expect.poll(async () => (await scan()).state, { timeout: 150_000, interval: 500 }).toBe('DONE');
    const after = product.processes().filter(({ command }) => command.includes('processes/worker.ts'));
    expect(after.map(({ pid }) => pid)).not.toContain(before[0]?.pid);
    const { pages, sourceId } = await scan();
    const wanted = ['/', ...paths].map(path => new URL(path, large.url).href).sort();
    const taken = pages.filter(({ state }) => state === 'TAKEN');
    expect(taken.map(({ url }) => url).sort()).toEqual(wanted);
    expect(new Set(taken.map(({ documentId }) => documentId)).size).toBe(wanted.length);
    const { documents } = await api<{ documents: { title: string }[] }>(
      'get',
      `/knowledge/sources/${sourceId}/documents`,
    );
    expect(documents.map(({ title }) => title).sort()).toEqual(
      ['Home', ...paths.map(path => `Title of ${path}`)].sort(),
    );
    // What was under way when it died is asked for again; nothing else is.
    expect(large.pages().length).toBeLessThanOrEqual(wanted.length + 2);
  }, 240_000);
});
