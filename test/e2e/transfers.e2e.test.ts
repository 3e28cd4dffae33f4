/** Files of contacts in a real browser: chosen, matched, checked, taken, and written out again. What a worker does is done here. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { CHUNK_ROWS, importChunk } from '../../db/transfer/chunk.ts';
import { beginExport, finishExport, listExports } from '../../db/transfer/exports.ts';
import { startWorld, type World } from '../security/world.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
import { look, SIZES } from './look.ts';
import { watch } from './room.ts';

const database = useDatabase();
const uiDir = fileURLToPath(new URL('../../admin-ui/dist', import.meta.url));
let world: World;
let browser: Browser;
let context: BrowserContext;
let watched: ReturnType<typeof watch>;
let page: Page;

beforeAll(async () => {
  world = await startWorld(database.url, { uiDir });
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  context = await browser.newContext({ viewport: SIZES.desk, reducedMotion: 'reduce' });
  watched = watch(context);
  const [name = '', value = ''] = world.ours.cookies.OWNER.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: world.api.url }]);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => expect(watched.problems.splice(0)).toEqual([]));

const go = (path: string) => page.goto(`${world.api.url}${path}`);
const choose = (name: string, body: Buffer | string) =>
  page.getByTestId('import-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(body) });
/** What the worker's activity does. */
async function work(): Promise<void> {
  const { orgId } = world.ours;
  const id = /import\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  const step = () =>
    world.api.db.withOrg(orgId, tx =>
      importChunk(tx, { orgId, id, limit: CHUNK_ROWS, hash: undefined, now: Date.now() }),
    );
  while (!(await step()));
}
const ROWS = [
  ['Full name', 'Mobile', 'E-mail', 'Budget', 'Remark'],
  ['Anika "Nika" Rao', '098200 11111', 'Anika@Example.com', '1,250.50', 'line one\nline two'],
  ['Bela Row', '+91 98200 22222', '', '', ''],
  ['Bela Again', '+919820022222', '', '', ''],
  ['Nobody', '12', '', '', ''],
  ['=HYPERLINK("http://attacker.example")', '', 'formula@example.com', 'a lot', ''],
  ['Formula', '', 'formula2@example.com', '', '=1+1'],
];
const csv = ROWS.map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');

describe('C-LEAD-1, D-UPL-2: contacts from a file', () => {
  it('what is no CSV, not UTF-8 or broken is refused before anything is sent, with a sentence', async () => {
    await go('/leads/import');
    const alert = page.getByRole('alert');
    await choose('workbook.csv', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]));
    await alert.getByText(/save it as “CSV UTF-8”/).waitFor();
    await choose('latin.csv', Buffer.from('Name,Phone\nZo\u00eb,+919820033333', 'latin1'));
    await alert.getByText(/line 2 is the first that is not/).waitFor();
    await choose('quote.csv', 'Name,Phone\n"Zoe,+919820033333');
    await alert.getByText(/line 2 is opened and never closed/).waitFor();
    await look(page, 'import-refused');
  });

  it('is matched by itself, checked without a change, taken, and what is wrong with each row is said', async () => {
    await go('/leads/import');
    await choose('people & friends.csv', `\ufeff${csv}`);
    await page.getByRole('heading', { name: 'people & friends.csv' }).waitFor();
    await page.getByLabel('What Mobile is').waitFor();
    expect(await page.getByLabel('What Full name is').inputValue()).toBe('name');
    expect(await page.getByLabel('What Mobile is').inputValue()).toBe('phone');
    expect(await page.getByLabel('What Budget is').inputValue()).toBe('value');
    await page.getByText('098200 11111').waitFor();
    await page.getByLabel('Country of short numbers').fill('in');
    await look(page, 'import-mapping');
    await page.getByTestId('check-import').click();
    await page.getByText(/Checking every row/).waitFor();
    await work();
    await page.getByText(/Nothing has been changed yet/).waitFor();
    const figure = (label: string) => page.locator('dl > div').filter({ hasText: label }).locator('dd').textContent();
    expect([
      await figure('Would be created'),
      await figure('Would be updated'),
      await figure('Cannot be taken'),
    ]).toEqual(['3', '1', '2']);
    const problems = page.getByTestId('import-problems');
    await problems.getByText(/Row 5.*“12” is no phone number/).waitFor();
    await problems.getByText(/Row 6.*“a lot” is no amount/).waitFor();
    await look(page, 'import-checked');
    // What was not checked is not offered.
    await page.getByLabel('What Remark is').selectOption('');
    await page.getByTestId('run-import').waitFor({ state: 'detached' });
    await page.getByLabel('What Remark is').selectOption('notes');
    await page.getByTestId('run-import').click();
    await page.getByText(/Taking the rows/).waitFor();
    await look(page, 'import-running');
    await work();
    await page.getByTestId('import-state').getByText(/^Done/).waitFor();
    await look(page, 'import-done');
    const errors = await page.request.get(
      `${world.api.url}/api/v1${new URL(page.url()).pathname.replace('/leads/import', '/imports')}/errors`,
    );
    expect(await errors.text()).toContain(`'=HYPERLINK`);
    await page.getByRole('link', { name: 'Show them in the list' }).click();
    await page.getByTestId('lead-row').filter({ hasText: 'Bela Again' }).waitFor();
    await page.getByTestId('lead-row').filter({ hasText: 'Anika "Nika" Rao' }).waitFor();
  });
});

describe('B-EXP-1: leads to a file', () => {
  it('is asked for from the list with its filter, and stands there to be downloaded', async () => {
    await go('/leads?q=Anika');
    await page.getByTestId('lead-row').filter({ hasText: 'Anika' }).waitFor();
    await page.getByTestId('transfers').click();
    await page.getByRole('menuitem', { name: 'Export these leads' }).click();
    await page.getByText('Being written…').waitFor();
    const { orgId } = world.ours;
    const made = await world.api.db.withOrg(orgId, async tx => {
      const row = (await listExports(tx, { orgId, limit: 1 }))[0];
      const id = row?.id ?? '';
      await beginExport(tx, { orgId, id });
      await finishExport(tx, { orgId, id, rows: 1, sizeBytes: 200, storageKey: `${orgId}/export`, now: Date.now() });
      return row;
    });
    expect(made?.filter).toEqual({ search: 'Anika' });
    await page.getByText(/1 lead · 200/).waitFor();
    const download = page.waitForEvent('download');
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /Download/ })
      .first()
      .click();
    expect((await download).suggestedFilename()).toMatch(/^leads-\d{4}-\d\d-\d\d\.csv$/);
    await look(page, 'export-files');
  });
});
