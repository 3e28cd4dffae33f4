/**
 * Walks through the admin UI against the fake api as an operator would, and stops at the first thing that is not so.
 *
 *   node admin-ui/dev/fake-api.ts --port 4000 --still &
 *   node admin-ui/dev/walk.ts --url http://127.0.0.1:4000 --browser <chromium>
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { idOf } from './fake/ids.ts';

const { values } = parseArgs({
  options: { url: { type: 'string', default: 'http://127.0.0.1:4000' }, browser: { type: 'string' } },
});
const { url } = values;
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(values.browser ? { executablePath: values.browser } : {}),
});
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(8000);
const complaints: string[] = [];
page.on('console', message => {
  if (/Content Security Policy|does not match its contract|act\(|unique "key"/i.test(message.text()))
    complaints.push(message.text());
});
page.on('pageerror', error => complaints.push(error.message));

const row = (id: string) => page.locator(`[data-testid=conversation-row][data-id="${id}"]`);
const strip = page.getByTestId('owner-strip');
const composer = page.getByTestId('composer-input');
const customer = (id: string, text: string) =>
  page.request.post(`${url}/api/v1/fake/${id}`, { data: { text }, headers: { 'x-parley-csrf': '1' } });
const step = async (name: string, run: () => Promise<void>) => {
  try {
    await run();
    console.log(`ok    ${name}`);
  } catch (error) {
    console.log(`FAIL  ${name}`);
    await page.screenshot({ path: 'walk-failure.png' });
    throw error;
  }
};

const asha = idOf(1, 1);
const long = idOf(1, 10);

try {
  await step('a closed door leads to the login and back to where one wanted to go', async () => {
    await page.goto(`${url}/inbox/${asha}?tab=lead`);
    await page.waitForURL('**/login?**');
    await page.getByTestId('login-email').fill('mara@sunset-dental.example');
    await page.getByTestId('login-password').fill('wrong');
    await page.getByTestId('login-submit').click();
    await page.getByRole('alert').getByText('not right').waitFor();
    await page.getByTestId('login-password').fill('right');
    await page.getByTestId('login-password').press('Enter');
    await page.waitForURL(`**/inbox/${asha}?tab=lead`);
    await page.getByTestId('live').getByText('live', { exact: true }).waitFor();
  });

  await step('a fact leads to the message it came from', async () => {
    await page.getByRole('button', { name: 'Show where this was said: Service' }).click();
    await page.locator('.animate-flash').getByText('how much is a cleaning?').waitFor();
  });

  await step('a new message comes by itself, and the AI is seen thinking and answering', async () => {
    const id = idOf(2, 1);
    await row(id).click();
    await strip.waitFor();
    await customer(id, 'is there a discount for two?');
    await page.getByTestId('message').getByText('is there a discount for two?').waitFor();
    await page.getByTestId('agent-row').waitFor();
    await page.locator('[data-testid=message][data-sender=BOT][data-state=READ]').last().waitFor();
  });

  await step('taking over is one key, turns the strip at once and silences the AI', async () => {
    const id = idOf(2, 3);
    await row(id).click();
    await page.waitForURL(`**/${id}*`);
    await page.locator('[data-testid=owner-strip][data-owner=AI]').waitFor();
    await customer(id, 'hello there');
    await page.getByTestId('agent-row').getByText('thinking').waitFor();
    await page.keyboard.press('t');
    await page.locator('[data-testid=owner-strip][data-owner=HUMAN]').waitFor({ timeout: 500 });
    await page.getByTestId('draft-card').waitFor();
    await page.getByTestId('suggestion-use').click();
    assert.match(await composer.inputValue(), /walk-ins/);
    await composer.press('Enter');
    await page.locator('[data-testid=message][data-sender=HUMAN][data-state=READ]').getByText('walk-ins').waitFor();
    assert.equal(await page.locator('[data-testid=message]').getByText('walk-ins').count(), 1);
    await composer.press('Escape');
    await page.keyboard.press('r');
    await page.locator('[data-testid=owner-strip][data-owner=AI]').waitFor();
  });

  await step('a send that fails stays, says why, and goes out when tried again', async () => {
    await composer.fill('fail');
    await composer.press('Enter');
    await page.getByText('WhatsApp cannot be reached just now.').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    assert.equal(await composer.inputValue(), 'fail');
    await composer.fill('now it works');
    await page.getByTestId('composer-send').click();
    await page.locator('[data-testid=message][data-state=READ]').getByText('now it works').waitFor();
    await composer.press('Escape');
  });

  await step('J, K and Enter move through the list', async () => {
    await page.goto(`${url}/inbox`);
    await row(asha).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.waitForTimeout(100);
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-id'));
    assert.ok(focused);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/inbox/${focused}`);
  });

  await step('the list keeps still while it is read: what is new waits', async () => {
    const list = page.locator('section[aria-label=Conversations] .overflow-y-auto');
    await list.evaluate(element => element.scrollTo({ top: 2400 }));
    await page.waitForTimeout(400);
    const before = await list.evaluate(element => element.scrollTop);
    const first = await page.getByTestId('conversation-row').nth(10).getAttribute('data-id');
    await customer(idOf(2, 60), 'are you there?');
    await page.getByTestId('show-new').waitFor();
    assert.equal(await list.evaluate(element => element.scrollTop), before);
    assert.equal(await page.getByTestId('conversation-row').nth(10).getAttribute('data-id'), first);
    await page.getByTestId('show-new').click();
    await row(idOf(2, 60)).waitFor();
  });

  await step('scrolling up loads older messages and keeps the place', async () => {
    await page.goto(`${url}/inbox/${long}?view=all`);
    const thread = page.getByRole('log');
    await page.getByText('(240)').waitFor();
    for (let round = 0; round < 30 && (await page.getByText('The conversation starts here').count()) === 0; round++) {
      const before = await thread.evaluate(element => {
        element.scrollTo({ top: 300 });
        const anchor = element.querySelectorAll('[data-testid=message]')[6];
        return { id: anchor?.getAttribute('data-id'), y: anchor?.getBoundingClientRect().y ?? 0 };
      });
      await page.waitForTimeout(300);
      const box = await page.locator(`[data-testid=message][data-id="${before.id}"]`).boundingBox();
      assert.ok(box && Math.abs(box.y - before.y) < 4, `the place was lost: ${before.y} became ${box?.y}`);
    }
    await page.getByText('The conversation starts here').waitFor();
    assert.equal(await page.getByTestId('message').count(), 240);
  });

  await step('a draft is approved with A, and edited with E', async () => {
    await page.goto(`${url}/inbox/${idOf(1, 4)}`);
    await page.getByTestId('draft-card').waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Edit the draft').fill('Friday at 11:00 it is.');
    await page.getByTestId('draft-approve').click();
    await page.getByTestId('message').getByText('Friday at 11:00 it is.').waitFor();
    assert.equal(await page.getByTestId('draft-card').count(), 0);
  });

  await step('an unconfirmed send is settled by a person', async () => {
    await page.goto(`${url}/inbox/${idOf(1, 2)}`);
    await page.getByTestId('settle-again').click();
    await page.getByText('Not confirmed; sent again below.').waitFor();
    await page.locator('[data-testid=message][data-state=READ]').getByText('sent again').waitFor();
  });

  await step('why is one click, and has an address of its own', async () => {
    await page.goto(`${url}/inbox/${asha}`);
    await page.getByTestId('why-link').last().click();
    await page.getByTestId('why-sentence').waitFor();
    await page.waitForURL('**tab=why&turn=**');
    await page.reload();
    await page.getByTestId('why-sentence').waitFor();
    await page.getByText('What the AI saw').scrollIntoViewIfNeeded();
    await page.locator('summary', { hasText: 'Knowledge' }).click();
    await page.getByText('Price list 2025: Dental cleaning').waitFor();
  });

  await step('the palette finds a conversation and a command', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('jonas');
    await page.getByRole('option', { name: /Jonas Weber/ }).click();
    await page.waitForURL(`**/inbox/${long}*`);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('theme dark');
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme=dark]').waitFor();
  });

  await step('no network is said, and what comes after it is caught up', async () => {
    await context.setOffline(true);
    await page.getByText('No network.').waitFor();
    await context.setOffline(false);
    await page.getByTestId('live').getByText('live', { exact: true }).waitFor({ timeout: 15_000 });
  });

  await step('a narrow screen goes list, thread, details and back', async () => {
    await page.setViewportSize({ width: 380, height: 760 });
    await page.goto(`${url}/inbox`);
    await row(asha).click();
    await strip.waitFor();
    assert.equal(await row(asha).isVisible(), false);
    await page.getByTestId('toggle-panel').click();
    await page.getByTestId('tab-lead').click();
    await page.getByText('Known facts').waitFor();
    await page.keyboard.press('Escape');
    await strip.waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await row(asha).waitFor();
  });

  await step('signing out closes the door', async () => {
    await page.locator('[data-testid=me-menu]:visible').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByTestId('login-email').waitFor();
    await page.goto(`${url}/inbox`);
    await page.getByTestId('login-email').waitFor();
  });

  assert.deepEqual(complaints, []);
  console.log('nothing to complain about');
} finally {
  await browser.close();
}
