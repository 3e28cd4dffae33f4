/** A real browser, signed in to an api of the run. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';
import { processEnvironment } from '../../config/index.ts';
import { buildAdminUi } from '../../runtime/admin-ui.ts';
import { chromium } from '../../runtime/tools/chromium.ts';
import { LOGIN } from './stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Before an api starts: it serves what is built then. */
export const builtUi = (say: (text: string) => void): Promise<string> =>
  buildAdminUi({ root, env: processEnvironment(), say });

export async function openBrowser(say: (text: string) => void): Promise<Browser> {
  const env = processEnvironment();
  const { path } = await chromium({ env, say, binary: env.PARLEY_TEST_CHROMIUM });
  return playwright.launch({ executablePath: path, args: ['--no-sandbox'] });
}

export async function signedIn(browser: Browser, apiUrl: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${apiUrl}/login`);
  await page.getByTestId('login-email').fill(LOGIN.email);
  await page.getByTestId('login-password').fill(LOGIN.password);
  await page.getByTestId('login-submit').click();
  await page.waitForURL('**/inbox');
  await page.close();
  return context;
}
