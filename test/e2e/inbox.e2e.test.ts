/** The operator's room in a real browser, on the real product: what people send, put aside, and tell each other. */
import pg from 'pg';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { axe } from '../support/axe.ts';
import { type PushReceiver, startPushReceiver } from '../support/push-receiver.ts';
import type { Product } from './product.ts';
import { Phone, Room } from './room.ts';
import { useProduct } from './use-product.ts';

let product: Product;
let context: BrowserContext;
let phone: Phone;
let room: Room;
let id: string;
let pushService: PushReceiver;

const opened = useProduct(async place => {
  pushService = await startPushReceiver();
  place.settings.PARLEY_PUSH_ALLOWED = pushService.url;
});

beforeAll(async () => {
  ({ product, context } = opened);
  phone = new Phone(await context.newPage(), product);
  room = new Room(await context.newPage(), product);
  await room.signIn();
  await phone.be('Nora Blake', '+1 555 010 0301');
  await phone.write('Hi, how much is a cleaning?');
  await phone.hears(1);
  id = await room.open('Nora Blake');
});

afterAll(async () => {
  await pushService?.stop();
});

/** Changes the record as time would. */
async function record(statement: string): Promise<void> {
  const client = new pg.Client(opened.databaseUrl);
  await client.connect();
  await client.query(statement);
  await client.end();
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

it('B-CONV-4, B-UI-6: a picture is seen before it is sent, and arrives with its caption; what cannot be sent says why', async () => {
  const { page } = room;
  await page
    .getByTestId('file-input')
    .setInputFiles({ name: 'virus.exe', mimeType: 'application/x-msdownload', buffer: PNG });
  await page.getByTestId('file-problem').getByText('does not take files of this type').waitFor();
  expect(await page.getByTestId('composer-send').isDisabled()).toBe(true);
  await page.getByTestId('file-input').setInputFiles({ name: 'tooth.png', mimeType: 'image/png', buffer: PNG });
  await page.getByAltText('Preview of tooth.png').waitFor();
  expect(await axe(page)).toEqual([]);
  await room.say('Your X-ray');
  await room.messages('HUMAN', 'READ').getByText('Your X-ray').waitFor();
  await room
    .messages('HUMAN')
    .getByRole('button', { name: /Show larger/ })
    .waitFor();
  await phone.bubbles('business').getByText('Your X-ray').waitFor();
});

it('a reply is suggested when somebody asks, also in a conversation a person has: it is changed or sent by hand, and nothing leaves by itself', async () => {
  const { page } = room;
  const before = (await phone.heard()).length;
  await page.getByTestId('suggest').click();
  await page.getByTestId('suggest-note').getByText('has not written since the last answer').waitFor();
  await phone.write('And what are your hours on Saturday?');
  await room.messages('CONTACT').getByText('hours on Saturday').waitFor();
  await page.getByTestId('composer-input').fill('half a thought');
  await page.getByTestId('suggest').click();
  await vi.waitFor(async () => expect(await page.getByTestId('composer-input').inputValue()).toMatch(/Saturday/), {
    timeout: 60_000,
    interval: 100,
  });
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('suggest-undo').click();
  expect(await page.getByTestId('composer-input').inputValue()).toBe('half a thought');
  await page.getByTestId('suggest').click();
  await vi.waitFor(async () => expect(await page.getByTestId('composer-input').inputValue()).toMatch(/Saturday/), {
    timeout: 60_000,
    interval: 100,
  });
  expect((await phone.heard()).length).toBe(before);
  await page.getByTestId('composer-send').click();
  await room
    .messages('HUMAN', 'READ')
    .getByText(/Saturday/)
    .waitFor();
});

it('a note is kept for colleagues and never sent; a canned reply fills in the name', async () => {
  const { page } = room;
  const before = (await phone.heard()).length;
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.getByTestId('note-input').fill('She is afraid of needles');
  await page.getByTestId('note-save').click();
  await page.getByTestId('note').getByText('She is afraid of needles').waitFor();
  await page.goto(`${product.url}/settings/replies`);
  await page.getByTestId('new-reply').click();
  await page.getByTestId('reply-shortcut').fill('bring');
  await page.getByTestId('reply-text').fill('{{first_name}}, please bring your insurance card.');
  await page.getByTestId('reply-save').click();
  await page.getByTestId('canned-reply').getByText('/bring').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.goto(`${product.url}/inbox/${id}`);
  await page.getByTestId('note').getByText('She is afraid of needles').waitFor();
  await page.getByTestId('composer-input').fill('/br');
  await page.getByTestId('reply-option').waitFor();
  await page.getByTestId('composer-input').press('Enter');
  await page.getByTestId('composer-input').press('Enter');
  await phone.bubbles('business').getByText('Nora, please bring your insurance card.').waitFor();
  expect((await phone.heard()).filter(text => text.includes('needles'))).toEqual([]);
  expect((await phone.heard()).length).toBe(before + 1);
});

it('B-CONV-2: a snoozed conversation leaves the list and is back when the customer writes', async () => {
  const { page } = room;
  await page.getByTestId('snooze').click();
  await page.getByTestId('snooze-choice').filter({ hasText: 'Until the customer writes' }).click();
  // What is open stays in the list until one leaves it.
  await page.getByTestId('wake').waitFor();
  await page.goto(`${product.url}/inbox`);
  await room.live();
  await room.row('Nora Blake').waitFor({ state: 'hidden' });
  await phone.write('One more question');
  await room.row('Nora Blake').waitFor();
});

it('A-PRICE-6: when the window is closed the composer is a template picker with preview and price', async () => {
  const { page } = room;
  await page.goto(`${product.url}/inbox/${id}`);
  await record(`update conversations set window_ends_at = now() - interval '1 hour'`);
  await page.reload();
  await page.getByTestId('template-search').fill('last');
  await page.getByTestId('template-preview').getByText('Hello Nora').waitFor();
  await page.getByTestId('template-price').getByText('$0.0082').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('template-value').first().fill('Ms Blake');
  await page.getByTestId('template-preview').getByText('Hello Ms Blake').waitFor();
  await page.getByTestId('template-send').click();
  await phone.bubbles('business').getByText('Hello Ms Blake').waitFor();
});

it('A-UI-4: a send that is not confirmed stands under "Needs a person", and leaves it when it is settled', async () => {
  const { page } = room;
  await page.goto(`${product.url}/inbox/${id}`);
  await page.getByTestId('release').click();
  await room.strip('AI').waitFor();
  await page.goto(`${product.url}/inbox?view=needs_human`);
  await room.live();
  expect(await room.row('Nora Blake').count()).toBe(0);
  await record(
    `update messages set state = 'UNKNOWN', unknown_since = now() - interval '3 minutes' where id = (select id from messages where direction = 'out' order by created_at desc limit 1)`,
  );
  await room.row('Nora Blake').getByText('Not confirmed').waitFor();
  await room.open('Nora Blake');
  await page.getByTestId('settle-arrived').click();
  await page.getByTestId('settle-arrived').waitFor({ state: 'hidden' });
  await page.goto(`${product.url}/inbox?view=needs_human`);
  await room.live();
  await room.row('Nora Blake').waitFor({ state: 'hidden' });
});

it('B-NOTE-1: the bell tells what waits, and leads there', async () => {
  const { page } = room;
  await page.getByTestId('bell').click();
  await page.getByTestId('notice').filter({ hasText: 'Nora Blake' }).first().waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByTestId('notice').filter({ hasText: 'Nora Blake' }).first().click();
  await room.page.getByRole('heading', { name: 'Nora Blake' }).waitFor();
});

it('X-NOTE, B-NOTE-1: a browser that was turned on is told while nobody looks, and shows it', async () => {
  const { page } = room;
  // A browser asks its maker's push service for an address: here it is given one of the test's own.
  const subscription = pushService.subscribe();
  await context.grantPermissions(['notifications'], { origin: product.url });
  await page.addInitScript(given => {
    const made = {
      ...given,
      toJSON: () => given,
      unsubscribe: async () => {
        localStorage.removeItem('test.push');
        return true;
      },
    };
    const is = () => (localStorage.getItem('test.push') ? made : null);
    Object.assign(PushManager.prototype, {
      getSubscription: async () => is(),
      subscribe: async () => {
        localStorage.setItem('test.push', 'on');
        return made;
      },
    });
  }, subscription);
  const worker = await context.newCDPSession(page);
  const registration = new Promise<string>(resolve => {
    worker.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await worker.send('ServiceWorker.enable');
  await page.goto(`${product.url}/settings/notifications`);
  await page.getByTestId('push-on').click();
  await page.locator('[data-testid=push-state][data-state=on]').waitFor();
  expect(await axe(page)).toEqual([]);

  await phone.be('Hugo Reyes', '+1 555 010 0309');
  await phone.write('I want to talk to a human please');
  await vi.waitFor(() => expect(pushService.received.length).toBeGreaterThan(0), { timeout: 60_000, interval: 100 });
  const [push] = pushService.received;
  const told = JSON.parse(push?.text ?? '{}') as { title: string; path: string };
  expect(told.title).toBe('Hugo Reyes needs a person');

  const registrationId = await registration;
  await worker.send('ServiceWorker.deliverPushMessage', {
    origin: product.url,
    registrationId,
    data: push?.text ?? '',
  });
  const shown = () =>
    page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready;
      return (await ready.getNotifications()).map(({ title, data }) => ({ title, path: data.path as string }));
    });
  await vi.waitFor(async () => expect(await shown()).toEqual([{ title: told.title, path: told.path }]), {
    timeout: 30_000,
    interval: 100,
  });

  await page.getByTestId('push-off').click();
  await page.locator('[data-testid=push-state][data-state=off]').waitFor();
  await record(`do $$ begin assert (select count(*) from push_subscriptions) = 0; end $$`);
});
