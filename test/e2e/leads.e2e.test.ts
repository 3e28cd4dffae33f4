/** Leads in a real browser: found, opened, moved by hand and by keyboard, done many at once, merged. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { contactIdentities, contacts, leads } from '../../db/contact/table.ts';
import { newId } from '../../db/ids.ts';
import type { LeadStatus } from '../../domain/words.ts';
import { startWorld, type World } from '../security/world.ts';
import { axe } from '../support/axe.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
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
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
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

let serial = 0;
async function person(name: string, status: LeadStatus = 'NEW', email?: string): Promise<string> {
  const { orgId } = world.ours;
  const id = newId();
  const now = Date.now();
  serial++;
  await world.api.db.withOrg(orgId, async tx => {
    await tx.insert(contacts).values({ orgId, id, name, createdAt: now });
    const phone = `+9198${String(20_000_000 + serial)}`;
    await tx.insert(contactIdentities).values({ orgId, contactId: id, kind: 'phone', value: phone, createdAt: now });
    if (email)
      await tx.insert(contactIdentities).values({ orgId, contactId: id, kind: 'email', value: email, createdAt: now });
    await tx
      .insert(leads)
      .values({ orgId, id: newId(), contactId: id, status, source: 'organic_inbound', createdAt: now, updatedAt: now });
  });
  return id;
}
const go = (path: string) => page.goto(`${world.api.url}${path}`);
const row = (name: string) => page.getByTestId('lead-row').filter({ hasText: name });
const card = (column: string, name: string) =>
  page.getByTestId(`column-${column}`).getByTestId('card').filter({ hasText: name });
/** As a hand does it: taken up first, then carried to a column that may have to be scrolled to. */
async function drag(from: Locator, column: string): Promise<void> {
  const to = page.getByTestId(`column-${column}`);
  await from.hover();
  await page.mouse.down();
  const at = await from.boundingBox();
  if (!at) throw new Error('the card is not to be seen');
  await page.mouse.move(at.x + at.width / 2 + 12, at.y + at.height / 2 + 12, { steps: 3 });
  await to.scrollIntoViewIfNeeded();
  await to.hover({ force: true });
  await to.hover({ force: true });
  await page.mouse.up();
}

describe('B-CON-6: the list', () => {
  it('is searched and filtered, in the address; a row opens its contact', async () => {
    await person('Asha Findable', 'HOT');
    await person('Ravi Findable', 'NEW');
    await go('/leads');
    await page.getByRole('searchbox', { name: 'Search leads' }).fill('Findable');
    await row('Asha').waitFor();
    await row('Ravi').waitFor();
    await page.getByTestId('filters').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hot', exact: true }).first().click();
    await page.getByTestId('apply-filter').click();
    await row('Ravi').waitFor({ state: 'detached' });
    expect(decodeURIComponent(page.url())).toContain('HOT');
    await page.reload();
    await row('Asha').click();
    await page.getByRole('heading', { name: 'Asha Findable' }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('many are done at once, and each is told', async () => {
    for (const name of ['One Bulky', 'Two Bulky']) await person(name);
    await go('/leads?q=Bulky');
    await page.getByRole('checkbox', { name: 'Choose One Bulky' }).check();
    await page.getByRole('checkbox', { name: 'Choose Two Bulky' }).check();
    await page.getByTestId('bulk-bar').getByRole('button', { name: 'Status' }).click();
    await page.getByRole('menuitem', { name: 'Nurturing' }).click();
    await page.getByText('Done for 2.').waitFor();
    await page.getByTestId('lead-list').getByText('Nurturing').nth(1).waitFor();
  });

  it('a view is kept under a name and opened again', async () => {
    await person('Vera Viewed', 'HOT');
    await person('Vera Unviewed', 'NEW');
    const filter = encodeURIComponent(JSON.stringify({ statuses: ['HOT'] }));
    await go(`/leads?q=Vera&filter=${filter}`);
    await row('Vera Viewed').waitFor();
    await page.getByTestId('lead-views').click();
    await page.getByRole('menuitem', { name: 'Keep this view' }).click();
    await page.getByTestId('view-name').fill('Hot Veras');
    await page.getByTestId('dialog-do').click();
    await page.getByText('The view is kept.').waitFor();
    await go('/leads?q=Vera');
    await row('Vera Unviewed').waitFor();
    await page.getByTestId('lead-views').click();
    await page.getByRole('menuitem', { name: 'Hot Veras', exact: true }).click();
    await row('Vera Unviewed').waitFor({ state: 'detached' });
    await row('Vera Viewed').waitFor();
  });
});

describe('A-UI-7: the columns of the list', () => {
  it('are chosen and stand in the address', async () => {
    await person('Cora Columns', 'HOT');
    await go('/leads?q=Cora');
    await row('Cora').waitFor();
    await page.getByTestId('columns').click();
    await page.getByRole('checkbox', { name: 'Source' }).check();
    await page.getByRole('checkbox', { name: 'Labels' }).uncheck();
    await page.getByRole('button', { name: 'Source: one earlier' }).click();
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('lead-list').getByText('Wrote on their own').waitFor();
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      ...['', 'Name', 'Status', 'Score', 'Owner', 'Value', 'Source', 'Changed'],
    ]);
    expect(await axe(page)).toEqual([]);
  });
});

describe('C-LEAD-8, B-CON-4, B-CON-5: the settings of leads', () => {
  it('who gets new leads is chosen; fields and labels are made, renamed and deleted', async () => {
    await go('/settings/leads');
    await page.getByRole('radio', { name: /^In turn/ }).check();
    await page.getByRole('group', { name: 'Who takes part' }).getByRole('checkbox').first().check();
    await page.getByTestId('save-assignment').click();
    await page.getByText('It holds for leads from now on.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('radio', { name: /^Nobody/ }).check();
    await page.getByTestId('save-assignment').click();
    await page.getByTestId('new-field').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Tier');
    await page.getByRole('dialog').getByLabel('Kind').selectOption('choice');
    await page.getByRole('dialog').getByLabel('Choices').fill('Gold\nSilver');
    await page.getByRole('button', { name: 'Add field' }).click();
    await page.getByTestId('field-row').getByText('Choice: Gold, Silver').waitFor();
    await page.getByRole('button', { name: 'Change Tier' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Level');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Delete Level' }).click();
    await page.getByTestId('dialog-do').click();
    await page.getByRole('button', { name: 'Delete Level' }).waitFor({ state: 'detached' });
    await page.getByTestId('new-label').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Fair 2026');
    await page.getByRole('radio', { name: 'Teal' }).check({ force: true });
    await page.getByRole('button', { name: 'Add label' }).click();
    await page.getByTestId('label-row').getByText('Fair 2026').waitFor();
    await page.getByRole('button', { name: 'Delete Fair 2026' }).click();
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('label-row').getByText('Fair 2026').waitFor({ state: 'detached' });
  });
});

describe('A-UI-8: the pipeline', () => {
  it('a card is dragged; won asks what it is worth; what is forbidden springs back and says why', async () => {
    await person('Meera Board', 'QUALIFIED');
    await go('/leads?as=board&q=Board');
    await drag(card('QUALIFIED', 'Meera'), 'ENGAGED');
    await card('ENGAGED', 'Meera').waitFor();
    await drag(card('ENGAGED', 'Meera'), 'DROPPED');
    await page
      .getByText(/only they set it/)
      .first()
      .waitFor();
    await drag(card('ENGAGED', 'Meera'), 'WON');
    await page.getByTestId('won-value').fill('4500');
    await page.getByTestId('dialog-do').click();
    await card('WON', 'Meera').getByText('4,500').waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('the keyboard moves it too', async () => {
    await person('Kiran Keys', 'QUALIFYING');
    await go('/leads?as=board&q=Keys');
    await card('QUALIFYING', 'Kiran').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await card('QUALIFIED', 'Kiran').waitFor();
  });
});

describe('B-CON-1, B-CON-2, B-CON-4, B-CON-5: one contact', () => {
  it('is named, labelled, switched and given fields; the timeline says it', async () => {
    const id = await person('Nila Page');
    await go(`/leads/${id}`);
    await page.getByLabel('Name you use').fill('Nila the buyer');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Nila the buyer' }).waitFor();
    await page.getByRole('button', { name: 'Label', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New label' }).click();
    await page.getByLabel('Name of the new label').fill('Wholesale');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take off Wholesale' }).waitFor();
    await page.getByRole('checkbox', { name: 'VIP' }).click();
    await page.getByRole('button', { name: 'Field' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Budget');
    await page.getByRole('dialog').getByLabel('Kind').selectOption('number');
    await page.getByRole('button', { name: 'Add field' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByLabel('Budget').fill('1,250');
    await page.getByLabel('Budget').press('Enter');
    const timeline = page.getByTestId('timeline');
    await timeline.getByText(/added the label Wholesale/).waitFor();
    await timeline.getByText(/filled budget/).waitFor();
    await timeline.getByText(/changed vip/).waitFor();
    await page.getByRole('button', { name: 'Take off Wholesale' }).click();
    await timeline.getByText(/took off the label Wholesale/).waitFor();
  });
});

describe('C-LEAD-8, A-UI-7: what colleagues know', () => {
  it('a note stands on the timeline, and a fact that a person sets is told as such', async () => {
    const { contacts: id } = await world.ours.rows();
    await go(`/leads/${id}`);
    await page.getByTestId('contact-note').fill('Prefers to be called after six');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page
      .getByTestId('timeline')
      .getByText(/Prefers to be called/)
      .waitFor();
    await page.getByRole('button', { name: 'Fact', exact: true }).click();
    await page.getByLabel('What it is').fill('Pet name');
    await page.getByLabel('What is known').fill('Bruno');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByTestId('known-facts').getByText('Bruno').waitFor();
    await page.getByTestId('known-facts').getByText('set by a person').first().waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

describe('A-UI-14: duplicates', () => {
  it('a person merges whom nobody suggested', async () => {
    const kept = await person('Hanna Handmerge', 'QUALIFIED');
    await person('H. Manual-Merge');
    await go(`/leads/${kept}`);
    await page.getByTestId('contact-more').click();
    await page.getByRole('menuitem', { name: /^Merge another/ }).click();
    await page.getByTestId('merge-search').fill('Manual');
    await page.getByRole('radio', { name: /Manual-Merge/ }).check();
    await page.getByTestId('dialog-do').click();
    await page.getByText('Merged into this one').waitFor();
  });

  it('are found, merged by a person and taken apart again', async () => {
    const kept = await person('Dup Kept', 'QUALIFIED');
    await person('Dup Kept', 'NEW', 'dup@example.com');
    const { orgId } = world.ours;
    const made = await page.request.post(`${world.api.url}/api/v1/contact-fields`, {
      headers: { 'x-parley-csrf': '1', origin: world.api.url },
      data: { key: 'mail2', name: 'Second mail', type: 'text', choices: [] },
    });
    const { id: fieldId } = (await made.json()) as { id: string };
    await page.request.put(`${world.api.url}/api/v1/contacts/${kept}/contact-fields/${fieldId}`, {
      headers: { 'x-parley-csrf': '1', origin: world.api.url },
      data: { value: 'dup@example.com' },
    });
    expect(orgId).not.toBe('');
    await go('/leads/duplicates');
    await page.getByTestId('find-duplicates').click();
    const pair = page.getByRole('listitem').filter({ hasText: 'Dup Kept' });
    await pair.getByText('Same e-mail address').waitFor();
    await pair.getByRole('button', { name: 'Keep this one' }).first().click();
    await page.getByTestId('dialog-do').click();
    await pair.waitFor({ state: 'detached' });
    await go(`/leads/${kept}`);
    await page.getByText('Merged into this one').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Merged into this one').waitFor({ state: 'detached' });
  });
});
