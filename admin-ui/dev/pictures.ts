/**
 * Pictures of every view at three widths in both themes, and an accessibility check of each.
 *
 *   node admin-ui/dev/pictures.ts --url http://127.0.0.1:4000 --out <folder> --browser <chromium> [--only <part of a name>]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { axe } from '../../test/support/axe.ts';
import { idOf } from './fake/ids.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000' },
    out: { type: 'string', default: 'pictures' },
    browser: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

const conversation = (number: number, search = '') => `/inbox/${idOf(1, number)}${search}`;
const press = (key: string) => async (page: Page) => {
  await page.getByTestId('owner-strip').waitFor();
  await page.keyboard.press(key);
  await page.locator('dialog').waitFor();
};

type View = { name: string; path: string; act?: (page: Page) => Promise<void>; signedOut?: boolean };
const VIEWS: View[] = [
  { name: 'login', path: '/login', signedOut: true },
  { name: 'list', path: '/inbox' },
  { name: 'thread', path: conversation(1) },
  { name: 'lead', path: conversation(1, '?tab=lead') },
  { name: 'why', path: conversation(1, `?tab=why&turn=${idOf(7, 2)}`) },
  { name: 'log', path: conversation(1, '?tab=log') },
  { name: 'trouble', path: conversation(2) },
  { name: 'escalated', path: conversation(3, '?tab=lead') },
  { name: 'draft', path: conversation(4) },
  { name: 'hindi', path: conversation(5) },
  { name: 'arabic', path: conversation(6) },
  { name: 'closed-window', path: conversation(7) },
  { name: 'opted-out', path: conversation(8) },
  { name: 'thinking', path: conversation(9) },
  { name: 'long', path: conversation(10) },
  { name: 'empty-view', path: '/inbox?q=zzzz' },
  { name: 'missing', path: conversation(4000) },
  { name: 'not-found', path: '/nowhere' },
  { name: 'help', path: conversation(1), act: press('?') },
  { name: 'palette', path: conversation(1), act: press('Control+k') },
];
const SIZES = [
  { name: '1440', width: 1440, height: 900 },
  { name: '1024', width: 1024, height: 768 },
  { name: '380', width: 380, height: 780 },
];

await mkdir(values.out, { recursive: true });
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(values.browser ? { executablePath: values.browser } : {}),
});
let problems = 0;

for (const theme of ['light', 'dark'] as const)
  for (const size of SIZES) {
    const context = await browser.newContext({
      viewport: { width: size.width, height: size.height },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.on('console', message => {
      if (message.type() === 'error') console.log(`  console: ${message.text()}`);
    });
    page.on('pageerror', error => console.log(`  page error: ${error.message}`));
    for (const view of VIEWS) {
      const name = `${view.name}-${size.name}-${theme}`;
      if (!name.includes(values.only)) continue;
      await context.clearCookies();
      if (!view.signedOut)
        await context.addCookies([{ name: 'fake-session', value: '1', url: values.url, httpOnly: true }]);
      await page.goto(`${values.url}${view.path}`);
      await page.waitForLoadState('load');
      await page.locator('main').waitFor();
      await page.waitForFunction(() => document.querySelector('[role=status][aria-label^=Loading]') === null);
      await page.evaluate(() => document.fonts.ready);
      await view.act?.(page);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(values.out, `${name}.png`) });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overflow > 0) console.log(`${name}: ${overflow} px wider than the screen`);
      for (const violation of await axe(page)) {
        problems += 1;
        console.log(`${name}: ${violation}`);
      }
    }
    await context.close();
  }
await browser.close();
console.log(problems === 0 ? 'axe found nothing' : `axe found ${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;
