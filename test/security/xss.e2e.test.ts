/** What customers, templates and models write is text, and nothing else: in a real browser, with our policy and without it. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { endpoints } from '../../api/endpoints.ts';
import { streams } from '../../api/streams.ts';
import { startApi, type TestApi } from '../../api/testing/server.ts';
import { allQuiet, messagesOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { type Detectors, detect, misplaced } from './detectors.ts';
import { figure, LONG_MS } from './figures.ts';
import { answer, type Customer, converse } from './hostile-customers.ts';
import { PAYLOADS, PLANTED } from './payloads.ts';

const database = useDatabase();
const temporal = useTemporal();
const uiDir = fileURLToPath(new URL('../../admin-ui/dist', import.meta.url));

/** One of each sort in the short form. */
const CHOSEN = PAYLOADS.filter(({ number }) => number % sized(25, 1) === 0);

let core: Core;
let api: TestApi;
let browser: Browser;
let cookie: string;
const customers: Customer[] = [];

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    masterKey: Buffer.alloc(32, 7),
  });
  const rates = { apiPerMin: 100_000, authPerMin: 1_000, publicPerMin: 100_000 };
  api = await startApi(database.url, {
    endpoints,
    streams,
    uiDir,
    rates,
    services: { starters: core.starters, media: core.ports.media, phoneUrl: core.phone.url },
  });
  cookie = await api.as('OWNER', core.orgId);
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  core.model.faults.set({ mode: 'approves' });
  await inLanes(CHOSEN, 4, async payload => void customers.push(await converse(core, payload)));
  await allQuiet(
    core,
    customers.map(({ phone }) => phone),
    sized(240_000, 600_000),
  );
  await inLanes(customers, 4, customer => answer(core, customer));
}, 1_200_000);
afterAll(async () => {
  await browser?.close();
  await api?.stop();
  await core?.stop();
});

/** Each of `all`, a few at once. */
async function inLanes<T>(all: readonly T[], lanes: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const lane = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** @param bypassCSP without our policy only escaping stands between a payload and its run. */
async function open(bypassCSP: boolean): Promise<{ context: BrowserContext; detectors: Detectors }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    bypassCSP,
    reducedMotion: 'reduce',
  });
  const detectors = await detect(context, [api.url]);
  await context.addCookies(
    cookie.split('; ').map(pair => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return { name, value, url: api.url };
    }),
  );
  return { context, detectors };
}

describe('the detectors', () => {
  it('see nearly every payload that a page believes, and the policy stops what would run', async () => {
    const planted = PAYLOADS.slice(0, PLANTED).filter(({ number }) => number % sized(8, 1) === 0);
    for (const bypassCSP of [false, true]) {
      const { context, detectors } = await open(bypassCSP);
      const page = await context.newPage();
      const missed: number[] = [];
      let ran = 0;
      for (const { number, text } of planted) {
        await page.goto(`${api.url}/api/docs`);
        await page.evaluate(html => document.body.insertAdjacentHTML('beforeend', html), text).catch(() => undefined);
        const look = () => detectors.inside(page).catch(() => ['left the page']);
        let found = await look();
        const seen = () => (bypassCSP ? found.some(line => line.startsWith('ran:')) : found.length > 0);
        for (let waitedMs = 0; !seen() && waitedMs < 300; waitedMs += 15) {
          await page.waitForTimeout(15);
          found = await look();
        }
        if (found.some(line => line.startsWith('ran:'))) ran++;
        if (found.length === 0) missed.push(number);
      }
      // Five of all are nothing inside a body: one that is a body itself, a tag that never ends.
      expect(missed.length, `missed ${missed}`).toBeLessThan(planted.length * 0.1);
      if (bypassCSP) expect(ran).toBeGreaterThan(planted.length / 4);
      else expect(ran).toBe(0);
      await context.close();
    }
  }, 300_000);
});

const WITH = { policy: 'with our policy', bypassCSP: false };
const WITHOUT = { policy: 'without it', bypassCSP: true };

/** Tabs at work at once: what one of them finds is of the payload it shows. */
const TABS_AT_WORK = sized(1, 4);

/** Shows each customer in one of a few tabs. @returns what is wrong, by payload. */
async function lookAt(
  all: Customer[],
  bypassCSP: boolean,
  look: (page: Page, one: Customer, note: (lines: string[]) => void, found: Detectors) => Promise<void>,
): Promise<string[]> {
  const wrong: string[] = [];
  const idle = await Promise.all(Array.from({ length: TABS_AT_WORK }, () => open(bypassCSP)));
  const contexts = idle.map(({ context }) => context);
  const pages = new Map(await Promise.all(idle.map(async tab => [tab, await tab.context.newPage()] as const)));
  for (const page of pages.values()) page.setDefaultTimeout(60_000);
  await inLanes(all, TABS_AT_WORK, async one => {
    const tab = idle.pop();
    const page = tab && pages.get(tab);
    if (!tab || !page) throw new Error('there are more lanes than tabs');
    const note = (lines: string[]) => wrong.push(...lines.map(line => `payload ${one.payload.number}: ${line}`));
    await look(page, one, note, tab.detectors);
    note(tab.detectors.outside.splice(0));
    idle.push(tab);
  });
  await Promise.all(contexts.map(context => context.close()));
  return wrong;
}

describe.each(sized([WITH], [WITH, WITHOUT]))('$policy', ({ bypassCSP }) => {
  it('every place of the inbox shows text, in its place', { timeout: LONG_MS }, async () => {
    const wrong = await lookAt(customers, bypassCSP, async (page, { conversationId }, note, detectors) => {
      await page.goto(`${api.url}/inbox/${conversationId}?tab=lead`, { waitUntil: 'domcontentloaded' });
      await page.getByTestId('draft-card').waitFor();
      await page.getByTestId('message').last().waitFor();
      note(await misplaced(page));
      note(await detectors.inside(page));
      for (const tab of ['why', 'log', 'next']) {
        await page.getByTestId(`tab-${tab}`).click();
        if (tab === 'why')
          await page
            .getByTestId('why-panel')
            .waitFor({ timeout: 5_000 })
            .catch(() => undefined);
      }
      // The pointer wakes what waits for it.
      await page.mouse.move(700, 400);
      await page.mouse.move(200, 300);
      note(await detectors.inside(page));
    });
    expect(wrong).toEqual([]);
    figure(`payloads in every place of the inbox, ${bypassCSP ? 'without our policy' : 'with it'}`, customers.length);
  });

  it('search, the palette and narrow windows show text', { timeout: LONG_MS }, async () => {
    const some = customers.slice(0, sized(4, 24));
    const wrong = await lookAt(some, bypassCSP, async (page, { payload, conversationId }, note, detectors) => {
      const go = (path: string) => page.goto(`${api.url}${path}`, { waitUntil: 'domcontentloaded' });
      await page.setViewportSize({ width: 1440, height: 900 });
      await go(`/inbox?q=${encodeURIComponent(payload.text)}`);
      await page.getByTestId('search').waitFor();
      note(await detectors.inside(page));
      await page.setViewportSize({ width: 390, height: 800 });
      await go(`/inbox/${conversationId}`);
      await page.getByTestId('owner-strip').waitFor();
      await page.getByTestId('message').last().waitFor();
      note(await misplaced(page));
      note(await detectors.inside(page));
      await go(`/${encodeURIComponent(payload.text)}`).catch(() => undefined);
      await go(`/login?next=${encodeURIComponent(`javascript:__xss(${payload.number})`)}`);
      note(await detectors.inside(page));
    });
    expect(wrong).toEqual([]);
  });
});

describe('the pipeline', () => {
  it('brought every payload as it was written, and the agent spoke of some', async () => {
    let spoken = 0;
    for (const { payload, conversationId } of customers) {
      const all = await messagesOf(core, conversationId);
      const wanted = payload.text.replaceAll('\u0000', '');
      expect(
        all.some(message => message.text === wanted),
        `payload ${payload.number}`,
      ).toBe(true);
      if (
        all.some(
          message => message.sender === 'BOT' && message.turnId !== null && message.text?.includes(wanted.slice(0, 20)),
        )
      )
        spoken++;
    }
    await until('the files', async () => {
      const files = (await Promise.all(customers.map(({ conversationId }) => messagesOf(core, conversationId)))).flat();
      return files.filter(message => message.mediaId !== null).length >= 2 * customers.length;
    });
    figure('payloads through the pipeline into a browser', customers.length);
    figure('payloads the model said past the guards', spoken);
  });
});
