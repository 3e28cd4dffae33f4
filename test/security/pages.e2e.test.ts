/** Every page of the admin UI, read from its own router, in a real browser: axe in both themes and both widths, and no broken policy. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { painted } from '../e2e/look.ts';
import { watch } from '../e2e/room.ts';
import { axe } from '../support/axe.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { figure } from './figures.ts';
import { type Rows, startWorld, type World } from './world.ts';

const database = useDatabase();
const uiDir = fileURLToPath(new URL('../../admin-ui/dist', import.meta.url));
const ROUTER = fileURLToPath(new URL('../../admin-ui/src/app/router.tsx', import.meta.url));
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
/** Each theme and each width once in `npm test`; every pair in the long form. A page is loaded for the first one and turned to the others. */
const LOOKS = sized(
  [
    ['light', 'desk'],
    ['dark', 'phone'],
  ],
  [
    ['light', 'desk'],
    ['light', 'phone'],
    ['dark', 'desk'],
    ['dark', 'phone'],
  ],
) satisfies [theme: 'light' | 'dark', size: keyof typeof SIZES][];

let world: World;
let rows: Rows;
let browser: Browser;

beforeAll(async () => {
  world = await startWorld(database.url, { uiDir });
  rows = await world.ours.rows();
  await world.ours.rows();
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** The paths of the router, as it writes them. */
function paths(): string[] {
  const source = readFileSync(ROUTER, 'utf8');
  const found = [...source.matchAll(/\bpath: '([^']+)'/g)].map(match => match[1] ?? '');
  const made = [...source.matchAll(/\bcreateRoute\(/g)].length;
  const pathless = [...source.matchAll(/\bid: '/g)].length;
  if (found.length !== made - pathless)
    throw new Error(`router.tsx makes ${made - pathless} routes with a path, and ${found.length} can be read`);
  return found;
}

/** What a parameter of a page may be. @throws when there is no sample. */
function sample(name: string): string {
  const known: Record<string, string> = {
    conversationId: rows.conversations,
    runId: rows.evals,
    scanId: rows.scans,
    contactId: rows.contacts,
    importId: rows.imports,
    playbookId: rows.playbooks,
    experimentId: rows.experiments,
    step: 'sales',
    flowId: rows.flows,
    measure: 'messages',
  };
  const value = known[name];
  if (value === undefined) throw new Error(`there is no sample for $${name}: add one here, and its row to world.ts`);
  return value;
}

/** Addresses to look at: an optional parameter is left out, and given. */
function addresses(): string[] {
  return paths().flatMap(path => {
    const optional = /\/\{-\$(\w+)\}/.exec(path);
    const filled = path.replaceAll(/\{-\$(\w+)\}|\$(\w+)/g, (_all, a?: string, b?: string) => sample(a ?? b ?? ''));
    return optional ? [path.replace(optional[0], ''), filled] : [filled];
  });
}

const TABS = ['next', 'lead', 'why', 'log'];

async function open(role: 'OWNER' | 'VIEWER' | null, language?: 'hi') {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  // A page that is still empty may keep nothing.
  if (language) await context.addInitScript(`try { localStorage.setItem('parley.language', '${language}'); } catch {}`);
  if (role) {
    const [name = '', value = ''] = world.ours.cookies[role].split(/=(.*)/s);
    await context.addCookies([{ name, value, url: world.api.url }]);
  }
  return context;
}

/** A page of the UI follows a change of the theme and of the width as it is; the API's own page knows no themes. */
async function turn(page: Page, theme: string, size: keyof typeof SIZES): Promise<void> {
  await page.setViewportSize(SIZES[size]);
  await page.evaluate(chosen => {
    if (document.documentElement.dataset.theme) document.documentElement.dataset.theme = chosen;
  }, theme);
  await painted(page);
  await settled(page);
}

/** Waits until what is on its way is there: text, and no grey blocks. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelector('h1') !== null &&
      document.querySelector('.animate-breathe') === null,
  );
}

async function judge(context: BrowserContext, visits: string[]): Promise<{ looks: number; found: string[] }> {
  const { problems } = watch(context);
  const page = await context.newPage();
  const found: string[] = [];
  for (const path of visits) {
    const answer = await page.goto(world.api.url + path);
    expect(policy(answer?.headers()['content-security-policy'] ?? ''), path).toEqual([]);
    await settled(page);
    for (const [theme, size] of LOOKS) {
      await turn(page, theme, size);
      found.push(...(await axe(page)).map(violation => `${path}, ${theme}, ${size}: ${violation}`));
    }
  }
  found.push(...problems.map(problem => `console: ${problem}`));
  return { looks: visits.length * LOOKS.length, found };
}

/** What is wrong with a policy: anything inline, evaluated, or from anywhere. */
function policy(text: string): string[] {
  const directives = new Map(
    text.split(';').map(part => {
      const [name = '', ...values] = part.trim().split(/\s+/);
      return [name, values];
    }),
  );
  const wrong: string[] = [];
  for (const name of ['script-src', 'style-src', 'default-src', 'object-src', 'base-uri', 'frame-ancestors']) {
    const values = directives.get(name);
    if (!values) wrong.push(`no ${name}`);
    for (const value of values ?? []) if (!["'self'", "'none'"].includes(value)) wrong.push(`${name} ${value}`);
  }
  return wrong;
}

it('axe finds what is planted, in either theme', async () => {
  const context = await open(null);
  try {
    const page = await context.newPage();
    await page.goto(`${world.api.url}/login`);
    await settled(page);
    for (const [theme, size] of LOOKS) {
      await turn(page, theme, size);
      await page.evaluate(() => {
        const pale = document.createElement('p');
        pale.textContent = 'Hardly to be read';
        pale.style.color = 'rgb(128 128 128 / 0.3)';
        document.querySelector('main')?.append(pale, document.createElement('input'));
      });
      const rules = (await axe(page)).map(violation => violation.split(':')[0]);
      expect(rules, `${theme}, ${size}`).toEqual(expect.arrayContaining(['color-contrast', 'label']));
    }
  } finally {
    await context.close();
  }
});

// There are many pages, and how long they take is not what is asked.
it('every page has nothing that axe finds, and keeps its policy', { timeout: 8 * 60_000 }, async () => {
  const inside = addresses().filter(path => path !== '/login');
  const tabs = TABS.map(tab => `/inbox/${rows.conversations}?tab=${tab}`);
  let looks = 0;
  for (const [role, visits] of [
    ['OWNER', [...inside, ...tabs, '/nothing/here', '/api/docs']],
    ['VIEWER', [`/inbox/${rows.conversations}`]],
    [null, ['/login', '/login?next=/inbox']],
  ] as const) {
    const context = await open(role);
    try {
      const result = await judge(context, [...visits]);
      looks += result.looks;
      expect(result.found).toEqual([]);
    } finally {
      await context.close();
    }
  }
  figure('looks at pages without a violation (axe)', looks);
});

it('speaks Hindi where it is chosen: every page in its words, none wider than a phone', {
  timeout: 8 * 60_000,
}, async () => {
  const context = await open('OWNER', 'hi');
  const { problems } = watch(context);
  try {
    const page = await context.newPage();
    await page.setViewportSize(SIZES.phone);
    const inside = addresses().filter(path => !['/login', '/'].includes(path));
    // In `npm test` every third page; `npm run security` looks at all.
    for (const path of inside.filter((_, index) => sized(index % 3 === 0, true))) {
      await page.goto(world.api.url + path);
      await settled(page);
      expect(await page.locator('html').getAttribute('lang'), path).toBe('hi');
      const words = (await page.locator('main').textContent()) ?? '';
      expect(words.match(/[\u0900-\u097f]/g)?.length ?? 0, `${path}: ${words.slice(0, 200)}`).toBeGreaterThan(10);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `${path}: wider than the screen`).toBeLessThanOrEqual(0);
    }
    expect(problems).toEqual([]);
  } finally {
    await context.close();
  }
});

it('changes its language from the menu of the person, and back', async () => {
  const context = await open('OWNER');
  try {
    const page = await context.newPage();
    await page.goto(`${world.api.url}/inbox`);
    for (const [name, lang] of [
      ['हिन्दी', 'hi'],
      ['English', 'en'],
    ]) {
      await page.locator('[data-testid=me-menu]:visible').first().click();
      await page.getByRole('menuitem', { name }).click();
      await page.locator(`html[lang=${lang}]`).waitFor();
      await settled(page);
    }
  } finally {
    await context.close();
  }
});
