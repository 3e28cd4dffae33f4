import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { axe } from '../../test/support/axe.ts';
import type { WhatsAppSimulator } from './index.ts';
import {
  ASHA,
  graph,
  PNID,
  sendText,
  sendTo,
  startTestBusiness,
  startTestSimulator,
  type TestBusiness,
} from './test-support.ts';

let browser: Browser;
let page: Page;
let business: TestBusiness;
let simulator: WhatsAppSimulator;
let problems: string[];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
});

afterAll(() => browser.close());

beforeEach(async () => {
  business = await startTestBusiness();
  simulator = await startTestSimulator(business);
  simulator.inbound({ from: ASHA, text: 'earlier' });
  problems = [];
});

afterEach(async () => {
  await page.context().close();
  await simulator.close();
  await business.close();
  expect(problems).toEqual([]);
});

async function open(options: BrowserContextOptions = { viewport: { width: 1300, height: 850 } }): Promise<void> {
  const context = await browser.newContext(options);
  page = await context.newPage();
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(simulator.url);
  await page.getByTestId('phone-customer').first().click();
  await page.getByTestId('bubble').first().waitFor();
}

const bubbles = (from: 'me' | 'business') => page.locator(`[data-testid=bubble][data-from=${from}]`);

describe('the phone', () => {
  it('sends with Enter, shows text as text, and ticks as the business takes and reads it', async () => {
    await open();
    const hostile = '<img src=x onerror="document.title=\'owned\'"> *hi*';
    await page.getByTestId('phone-input').fill(hostile);
    await page.keyboard.press('Enter');
    const mine = bubbles('me').last();
    await mine.locator('strong', { hasText: 'hi' }).waitFor();
    expect(await mine.locator('img').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
    await vi.waitFor(() => expect(business.messages().at(-1)).toMatchObject({ text: { body: hostile } }));
    await mine.getByRole('img', { name: 'Delivered to the business' }).waitFor();
    const id = business.messages().at(-1)?.id;
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id, typing_indicator: { type: 'text' } };
    await graph(simulator, 'POST', `${PNID}/messages`, read);
    await mine.getByRole('img', { name: 'Read by the business' }).waitFor();
    await page.getByTestId('phone-typing').waitFor();
    await sendText(simulator, 'Hello Asha');
    await bubbles('business').getByText('Hello Asha').waitFor();
    await page.getByTestId('phone-typing').waitFor({ state: 'hidden' });
    await vi.waitFor(() => expect(business.statuses().some(each => each.status === 'read')).toBe(true));
  });

  it('taps a reply button and picks from a list', async () => {
    await open();
    const reply = { type: 'reply', reply: { id: 'yes', title: 'Yes' } };
    const asked = await sendTo(simulator, ASHA, {
      type: 'interactive',
      interactive: { type: 'button', body: { text: 'Visit?' }, action: { buttons: [reply] } },
    });
    await page.getByTestId('phone-button').filter({ hasText: 'Yes' }).click();
    await vi.waitFor(() =>
      expect(business.messages().at(-1)).toMatchObject({
        interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
        context: { id: (asked.json.messages as { id: string }[])[0]?.id },
      }),
    );
    const sections = [{ title: 'Friday', rows: [{ id: 'f9', title: '09:00', description: 'With Luis' }] }];
    await sendTo(simulator, ASHA, {
      type: 'interactive',
      interactive: { type: 'list', body: { text: 'When?' }, action: { button: 'Times', sections } },
    });
    await page.getByTestId('phone-button').filter({ hasText: 'Times' }).click();
    await page.getByRole('radio', { name: '09:00' }).check();
    await page.getByTestId('phone-list-send').click();
    await vi.waitFor(() =>
      expect(business.messages().at(-1)).toMatchObject({
        interactive: { list_reply: { id: 'f9', title: '09:00', description: 'With Luis' } },
      }),
    );
  });

  it('keeps what is written offline until the phone is back', async () => {
    await open();
    await page.getByTestId('phone-offline').check();
    await page.getByRole('button', { name: 'Go online' }).waitFor();
    await page.getByTestId('phone-input').fill('from the tunnel');
    await page.getByTestId('phone-send').click();
    await bubbles('me').last().getByRole('img', { name: 'Waiting for a connection' }).waitFor();
    expect(business.messages()).toHaveLength(1);
    await page.getByRole('button', { name: 'Go online' }).click();
    await vi.waitFor(() => expect(business.messages().at(-1)).toMatchObject({ text: { body: 'from the tunnel' } }));
  });

  it('adds a customer, sends a photo, moves the clock, and shows the raw webhooks', async () => {
    await open();
    await page.getByTestId('phone-new-customer').click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Diego Ramos');
    await page.getByRole('button', { name: 'Add customer' }).click();
    await page.getByText('No messages yet. Write as Diego Ramos.').waitFor();
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('menuitem', { name: 'Photo (sample)' }).click();
    await bubbles('me').locator('img').waitFor();
    await page.getByRole('button', { name: '+25 h' }).click();
    await page.getByText('Moved by +1 d 1 h.').waitFor();
    await page.getByTestId('phone-webhooks').click();
    const drawer = page.getByTestId('phone-webhooks-drawer');
    await drawer.locator('summary', { hasText: 'message image' }).click();
    await drawer.locator('pre', { hasText: '"mime_type": "image/jpeg"' }).waitFor();
  });

  it.each([
    ['light, wide', { viewport: { width: 1300, height: 850 }, colorScheme: 'light' as const }],
    ['dark, wide', { viewport: { width: 1300, height: 850 }, colorScheme: 'dark' as const }],
    ['light, 380 px', { viewport: { width: 380, height: 700 }, colorScheme: 'light' as const }],
  ])('is clean for axe: %s', async (_name, options) => {
    simulator.inbound({ from: ASHA, type: 'audio' });
    simulator.inbound({ from: ASHA, type: 'document' });
    const reply = { type: 'reply', reply: { id: 'yes', title: 'Yes' } };
    await sendTo(simulator, ASHA, {
      type: 'interactive',
      interactive: { type: 'button', body: { text: 'Visit?' }, footer: { text: 'Soon' }, action: { buttons: [reply] } },
    });
    await simulator.idle();
    await open(options);
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page
      .getByTestId('phone-webhooks')
      .or(page.getByRole('button', { name: 'Phone settings' }))
      .first()
      .dispatchEvent('click');
    await page.locator('#panel').waitFor();
    expect(await axe(page)).toEqual([]);
  });
});
