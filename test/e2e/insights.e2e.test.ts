/** The dashboard in a real browser, over two months of an organization: figures, days, charts, and what is behind every number. */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { addDays, dayOf } from '../../domain/analytics/range.ts';
import { fillTwoMonths } from '../factories/two-months.ts';
import { startWorld, type World } from '../security/world.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
import { look } from './look.ts';
import { watch } from './room.ts';

const ZONE = 'America/New_York';
const database = useDatabase();
const uiDir = fileURLToPath(new URL('../../admin-ui/dist', import.meta.url));
let world: World;
let browser: Browser;
let context: BrowserContext;
let watched: ReturnType<typeof watch>;
let page: Page;

beforeAll(async () => {
  world = await startWorld(database.url, { uiDir });
  const now = Date.now();
  const to = dayOf(now, ZONE);
  await fillTwoMonths(world.api, { orgId: world.ours.orgId, slug: 'one', zone: ZONE, now, from: addDays(to, -12), to });
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const [name = '', value = ''] = world.ours.cookies.MANAGER.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: world.api.url }]);
  watched = watch(context);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => {
  expect(watched.problems.splice(0)).toEqual([]);
});

const shown = async (): Promise<void> => {
  await page.waitForFunction(
    () => document.querySelector('h1') !== null && document.querySelector('.animate-breathe') === null,
  );
};
const go = async (path: string): Promise<void> => {
  await page.goto(world.api.url + path);
  await shown();
};
/** The first number of a text: `1,234 · 5 before` is 1234. */
const numberIn = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
const figure = async (testId: string): Promise<number> =>
  numberIn((await page.getByTestId(testId).first().locator('.text-2xl').textContent()) ?? '');

describe('A-UI-3, C-DASH-1: the dashboard', () => {
  it('is reached by its other name and from the rail, and leads from every figure to the conversations behind it', async () => {
    await go('/dashboard');
    expect(new URL(page.url()).pathname).toBe('/insights');
    await page.getByRole('navigation', { name: 'Rooms' }).first().getByRole('link', { name: 'Insights' }).waitFor();
    for (const measure of ['chats', 'messages', 'won', 'appointments', 'leads']) {
      const value = await figure(`figure-${measure}`);
      expect(value, measure).toBeGreaterThan(0);
      await page.getByTestId(`figure-${measure}`).click();
      const total = page.getByTestId('behind-total');
      await total.waitFor();
      expect([measure, Number(await total.getAttribute('data-sum'))]).toEqual([measure, value]);
      const rows = Number(await total.getAttribute('data-count'));
      const more = page.getByRole('button', { name: 'Show more' });
      while (await more.isVisible()) {
        const before = await page.getByTestId('behind').locator('li').count();
        await more.click();
        await page.waitForFunction(
          count => document.querySelectorAll('[data-testid=behind] li').length > count,
          before,
        );
      }
      expect([measure, await page.getByTestId('behind').locator('li').count()]).toEqual([measure, rows]);
      await page.getByRole('link', { name: 'All figures' }).click();
      await shown();
    }
    await page.getByTestId('figure-chats').click();
    await page.getByTestId('behind').locator('a').first().click();
    await page.getByTestId('owner-strip').waitFor();
  });

  it('shows other days by name and one’s own, in the address', async () => {
    await go('/insights');
    const month = await figure('figure-chats');
    await page.getByTestId('days').selectOption('7d');
    await page.waitForURL(/days=7d/);
    await shown();
    await page.waitForFunction(
      count =>
        document.querySelector('[data-testid=figure-chats] .text-2xl')?.textContent?.replaceAll(',', '') !== count,
      String(month),
    );
    expect(await figure('figure-chats')).toBeLessThan(month);
    await page.getByTestId('days').selectOption('own');
    const day = addDays(dayOf(Date.now(), ZONE), -3);
    await page.getByLabel('Last day').fill(day);
    await page.getByLabel('First day').fill(addDays(day, 1));
    await page.getByText('The first day is after the last.').waitFor();
    await page.getByLabel('First day').fill(day);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(new RegExp(`from=${day}`));
    await shown();
  });

  it('charts have a table with every number, from which one gets on by keyboard', async () => {
    await go('/insights');
    const chart = page.getByRole('region', { name: 'New chats' });
    const whole = await figure('figure-chats');
    await chart.getByRole('img', { name: new RegExp(`New chats by day: ${whole} in all`) }).waitFor();
    await chart.getByRole('button', { name: /As a table/ }).press('Enter');
    const cells = await chart.getByRole('table').locator('td').allInnerTexts();
    expect(cells.reduce((sum, text) => sum + numberIn(text), 0)).toBe(whole);
    const filled = cells.findIndex(text => numberIn(text) > 0);
    await chart.getByRole('table').getByRole('button').nth(filled).press('Enter');
    await page.getByTestId('behind-total').waitFor();
    expect(Number(await page.getByTestId('behind-total').getAttribute('data-sum'))).toBe(numberIn(cells[filled] ?? ''));
  });

  it('says what is missing: empty days, a figure there is not, a failure', async () => {
    await go('/insights?from=2001-01-01&to=2001-01-02');
    await page.getByText('No chat began in these days.').first().waitFor();
    await look(page, 'insights-empty');
    await go('/insights/nothing');
    await page.getByText('There is no such figure').waitFor();
    await page.route('**/api/v1/analytics/funnel*', route =>
      route.fulfill({ status: 404, contentType: 'application/json', body: '{"message":"gone"}' }),
    );
    await go('/insights');
    await page.getByText('The funnel did not load').first().waitFor();
    await page.unroute('**/api/v1/analytics/funnel*');
  });

  it('is readable in both themes, wide and narrow, and axe finds nothing', async () => {
    await go('/insights');
    await page.getByTestId('response-times').waitFor();
    await look(page, 'insights');
    for (const [name, region] of [
      ['charts', 'New chats'],
      ['funnel', 'Conversion'],
      ['cost', 'Cost'],
    ]) {
      await page.getByRole('region', { name: region, exact: true }).scrollIntoViewIfNeeded();
      await look(page, `insights-${name}`);
    }
    await go('/insights/messages');
    await look(page, 'insights-behind');
  });

  it('its script is a chunk of its own, and small: pages that show no figures do not fetch it', async () => {
    const fresh = await browser.newContext();
    await fresh.addCookies(await context.cookies());
    const tab = await fresh.newPage();
    const loaded = new Set<string>();
    tab.on('response', response => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) loaded.add(pathname);
    });
    await tab.goto(`${world.api.url}/actions`);
    await tab.getByTestId('action-list').waitFor();
    const before = new Set(loaded);
    expect([...before].filter(path => path.includes('insights'))).toEqual([]);
    await tab.goto(`${world.api.url}/insights`);
    await tab.getByTestId('figure-chats').waitFor();
    await fresh.close();
    // As a browser gets it where TLS is: in the smallest form the server has.
    const own = [...loaded].filter(path => !before.has(path));
    const bytes = own.reduce((sum, path) => sum + statSync(`${uiDir}${path}.br`).size, 0);
    expect(bytes, own.join(' ')).toBeGreaterThan(2_000);
    expect(bytes, own.join(' ')).toBeLessThan(25_000);
  });
});

describe('A-MCP-1: the calendar', () => {
  const open = async (path: string) => {
    await go(path);
    await page.getByTestId('calendar-days').waitFor();
  };
  const tomorrow = addDays(dayOf(Date.now(), ZONE), 1);

  it('an appointment is booked, moved and cancelled by a person, at the hours of the organization’s clock', async () => {
    await open(`/calendar?span=day&day=${tomorrow}`);
    await page.getByRole('button', { name: /^Book .*, 10:00$/ }).click();
    await page.getByLabel('Title').fill('Walk through the offer');
    await page.getByLabel('Attendee').fill('Nora Quinn');
    await page.getByTestId('save-appointment').click();
    const card = page.getByTestId('appointment').filter({ hasText: 'Walk through the offer' });
    await card.waitFor();
    expect(await card.getAttribute('aria-label')).toBe('10:00–10:30, Walk through the offer, Nora Quinn');
    await card.click();
    await page.getByLabel('Time').fill('14:15');
    await page.getByLabel('How long').selectOption('60');
    await page.getByTestId('save-appointment').click();
    await page.getByRole('button', { name: '14:15–15:15, Walk through the offer, Nora Quinn' }).waitFor();
    await open(`/calendar?span=agenda&day=${tomorrow}`);
    await page.getByRole('button', { name: /Walk through the offer/ }).click();
    await page.getByTestId('cancel-appointment').click();
    await page.getByRole('button', { name: /Walk through the offer, Nora Quinn, Cancelled/ }).waitFor();
  });

  it('week, day and agenda are readable in both themes, wide and narrow', async () => {
    for (const view of ['week', 'day', 'agenda']) {
      await open(`/calendar?span=${view}&day=${tomorrow}`);
      await shown();
      await look(page, `calendar-${view}`);
    }
    await page.getByTestId('new-appointment').click();
    await page.getByTestId('save-appointment').waitFor();
    await look(page, 'calendar-new');
  });
});
