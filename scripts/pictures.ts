/**
 * npm run pictures: starts the product, lets personas talk to it, and takes a picture of every page of the admin UI, light and
 * dark, wide and narrow, side by side in one file.
 *
 *   npm run pictures -- --out=DIR         where they go (default: docs/pictures)
 *   npm run pictures -- --only=inbox,…    pages whose address holds one of these words
 *   npm run pictures -- --url=U --phone=P a product that runs already, with the demo login
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findPlace, LOGIN } from '../test/e2e/product.ts';
import { testChromium, testTemporalCli } from '../test/support/tools.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 380, height: 900 } };
const LOOKS = (['light', 'dark'] as const).flatMap(theme =>
  (['wide', 'narrow'] as const).map(size => ({ theme, size })),
);
/** A picture shows the four looks at this part of their size. */
const SCALE = 0.55;
const QUALITY = 72;
/** Who talks before the pictures are taken: buyers, somebody angry, somebody who writes Hindi, somebody who asks for a person. */
const PERSONAS = [
  'ready_buyer',
  'price_objector',
  'demands_human',
  'angry',
  'hindi',
  'spanish',
  'burst',
  'photo',
  'emergency',
];

const { values: given } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'docs/pictures') },
    only: { type: 'string' },
    url: { type: 'string' },
    phone: { type: 'string' },
  },
});
const say = (text: string) => process.stderr.write(`pictures: ${text}\n`);

const at = given.url && given.phone ? { url: given.url, phoneUrl: given.phone } : null;
const place = at ? null : await findPlace(await testTemporalCli());
let stop = async () => {};
let browser: Browser | undefined;
try {
  say(at ? `looking at ${at.url}` : 'starting the product');
  const started = await place?.start();
  if (started) stop = async () => void (await started.interrupt());
  const product = at ?? started;
  if (!product) throw new Error('nothing to look at');
  if (started) await talk(started);
  browser = await chromium.launch({ executablePath: await testChromium(), args: ['--no-sandbox'] });
  await takeAll(browser, product.url);
} finally {
  await browser?.close();
  await stop();
  place?.remove();
}

/** Conversations to look at: personas of the evaluation, played against the product. */
async function talk(product: { url: string; phoneUrl: string }): Promise<void> {
  say('customers write');
  const who = [`--email=${LOGIN.email}`, `--password=${LOGIN.password}`, `--only=${PERSONAS.join(',')}`];
  const where = [`--url=${product.url}`, `--phone=${product.phoneUrl}`, `--out=${join(given.out, '.report.html')}`];
  await promisify(execFile)(process.execPath, [join(root, 'scripts/eval.ts'), ...where, ...who], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout?: string; stderr?: string }) => {
    // A persona that was not pleased is no reason against a picture; nobody having written is.
    if (!/✓|✗/.test(error.stdout ?? '')) throw new Error(`nobody could write: ${error.stderr}`);
  });
}

async function takeAll(on: Browser, url: string): Promise<void> {
  mkdirSync(given.out, { recursive: true });
  const out = await on.newContext();
  const inside = await on.newContext();
  await signIn(inside, url);
  const state = await inside.storageState();
  const samples = await samplesOf(inside, url);
  const words = given.only?.split(',');
  const sheet = await out.newPage();
  for (const { path, open } of addresses(samples)) {
    if (words && !words.some(word => path.includes(word))) continue;
    const pictures: { theme: string; size: keyof typeof SIZES; image: string }[] = [];
    for (const { theme, size } of LOOKS) {
      const context = await on.newContext({
        viewport: SIZES[size],
        colorScheme: theme,
        reducedMotion: 'reduce',
        ...(open ? {} : { storageState: state }),
      });
      await context.addInitScript(`try { localStorage.setItem('parley.theme', '${theme}'); } catch {}`);
      const page = await context.newPage();
      await page.goto(url + path);
      await page.waitForFunction(
        () => document.querySelector('h1, main') !== null && document.querySelector('.animate-breathe') === null,
      );
      // Fonts and the first answers of the live stream.
      await page.waitForTimeout(400);
      pictures.push({ theme, size, image: (await page.screenshot()).toString('base64') });
      await context.close();
    }
    const name =
      path === '/'
        ? 'home'
        : path
            .slice(1)
            .replaceAll(/[/?=&]+/g, '-')
            .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'one');
    const images = pictures.map(
      ({ size, image }) =>
        `<img src="data:image/png;base64,${image}" width="${Math.round(SIZES[size].width * SCALE)}" style="display:block;border-radius:6px;border:1px solid #8883">`,
    );
    await sheet.setContent(
      `<body style="margin:0;background:#9aa0a6"><div id="s" style="display:grid;grid-template-columns:auto auto;gap:10px;padding:10px;width:max-content">${images.join('')}</div>`,
    );
    const file = join(given.out, `${name}.jpg`);
    await sheet.locator('#s').screenshot({ path: file, type: 'jpeg', quality: QUALITY });
    say(file);
  }
}

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/inbox`);
  await page.getByTestId('login-email').fill(LOGIN.email);
  await page.getByTestId('login-password').fill(LOGIN.password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('live').getByText('live', { exact: true }).waitFor();
  await page.close();
}

/** One of each that a page may show, by the name of the page's parameter; what there is none of is left out. */
async function samplesOf(context: BrowserContext, url: string): Promise<Record<string, string>> {
  const lists: Record<string, string> = {
    conversationId: '/conversations',
    runId: '/evals',
    scanId: '/knowledge/scans',
    playbookId: '/playbooks',
    experimentId: '/experiments',
    flowId: '/flows',
    contactId: '/leads',
    importId: '/imports',
  };
  const samples: Record<string, string> = { step: 'sales' };
  for (const [name, path] of Object.entries(lists)) {
    const answer = await context.request.get(`${url}/api/v1${path}`);
    if (!answer.ok()) continue;
    const list = Object.values((await answer.json()) as Record<string, unknown>).find(Array.isArray);
    const first = list?.[0] as { id?: string; contactId?: string } | undefined;
    const id = first?.id ?? first?.contactId;
    if (id) samples[name] = id;
  }
  return samples;
}

/** The pages of the router, with what their parameters need; `open` ones are looked at signed out. */
function addresses(samples: Record<string, string>): { path: string; open: boolean }[] {
  const source = readFileSync(join(root, 'admin-ui/src/app/router.tsx'), 'utf8');
  const paths = [...source.matchAll(/\bpath: '([^']+)'/g)].map(match => match[1] ?? '').filter(path => path !== '/');
  const outside = new Set(['/login', '/signup', '/verify', '/forgot', '/reset', '/invitation']);
  return paths.flatMap(path => {
    const open = outside.has(path);
    const optional = /\/\{-\$(\w+)\}/.exec(path);
    const needed = [...path.matchAll(/\{-\$(\w+)\}|\$(\w+)/g)].map(match => match[1] ?? match[2] ?? '');
    const filled = needed.every(name => samples[name] !== undefined)
      ? [path.replaceAll(/\{-\$(\w+)\}|\$(\w+)/g, (_all, a?: string, b?: string) => samples[a ?? b ?? ''] ?? '')]
      : [];
    const bare = optional ? [path.replace(optional[0], '')] : [];
    return [...bare, ...filled].map(one => ({ path: one, open }));
  });
}
