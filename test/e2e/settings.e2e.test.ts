/** The settings and the action center in a real browser, on the real product, as people use them. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { axe } from '../support/axe.ts';
import type { Product } from './product.ts';
import { Phone, Room } from './room.ts';
import { useProduct } from './use-product.ts';

const WAIT = { timeout: 60_000, interval: 250 };

let product: Product;
let context: BrowserContext;
let phone: Phone;
let room: Room;
let page: Page;

const opened = useProduct();

beforeAll(async () => {
  ({ product, context } = opened);
  phone = new Phone(await context.newPage(), product);
  page = await context.newPage();
  room = new Room(page, product);
  await room.signIn();
});

const go = (path: string) => page.goto(`${product.url}${path}`);

async function api<T>(method: 'get' | 'post', path: string, data?: unknown): Promise<T> {
  const answer = await page.request[method](`${product.url}/api/v1${path}`, {
    headers: { 'x-parley-csrf': '1', origin: product.url },
    ...(data === undefined ? {} : { data }),
  });
  if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
  return answer.json();
}

interface Config {
  version: number;
  config: { agentName: string; tone: { maxWords: number; emoji: string } };
}
const configOf = (id: string, version?: number) =>
  api<Config>('get', `/playbooks/${id}/config${version === undefined ? '' : `?version=${version}`}`);

const field = (path: string) => page.locator(`[data-path="${path}"]`);
const version = (number: number) => page.locator(`[data-testid=version][data-version="${number}"]`);

async function save(note: string): Promise<void> {
  await page.getByTestId('review-save').click();
  await page.getByTestId('save-note').fill(note);
  await page.getByTestId('dialog-do').click();
}

describe('playbooks', () => {
  let id: string;

  it('A-VER-1: a change is checked at its field, saved with a reason, and read as a difference', async () => {
    await go('/settings');
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Playbooks/ })
      .last()
      .click();
    await page.getByRole('link', { name: /Version 1 in use/ }).click();
    id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('button', { name: 'Persona and style' }).click();
    await field('tone.maxWords').fill('99');
    await page.getByText('At most 25.').waitFor();
    expect(await page.getByTestId('review-save').isDisabled()).toBe(true);
    await field('tone.maxWords').fill('12');
    await save('Shorter answers');
    await version(2).getByText('in use').waitFor();
    await version(2).getByText('Shorter answers').waitFor();
    expect((await configOf(id)).config.tone.maxWords).toBe(12);
    await version(2).getByRole('link', { name: 'What changed' }).click();
    const changes = page.getByTestId('changes');
    await changes.getByText('Words per message, at most').waitFor();
    expect(await changes.locator('del').textContent()).toBe('25');
    expect(await changes.locator('ins').textContent()).toBe('12');
    expect(await axe(page)).toEqual([]);
  });

  it('A-VER-1: what the api refuses stands at its field; a save that came second is put on top of the first', async () => {
    await go(`/settings/playbooks/${id}?section=texts`);
    const fallback = await field('texts.fallback').inputValue();
    await field('texts.fallback').fill('I am a human, believe me.');
    await save('a lie');
    await page
      .getByText(/This text may not be sent/)
      .first()
      .waitFor();
    await field('texts.fallback').fill(fallback);
    await page.getByRole('button', { name: 'Persona and style' }).click();
    await field('agentName').fill('Sol');
    const { config } = await configOf(id);
    const theirs = { ...config, tone: { ...config.tone, emoji: 'sparingly' } };
    await api('post', `/playbooks/${id}/versions`, { config: theirs, note: 'a little warmer' });
    await save('a new name');
    await page.getByText('Somebody saved before you').waitFor();
    await page.getByText('“a little warmer”').waitFor();
    await page.getByRole('button', { name: 'Put my changes on top of version 3' }).click();
    await version(4).getByText('a new name').waitFor();
    const merged = await configOf(id, 4);
    expect([merged.config.agentName, merged.config.tone.emoji]).toEqual(['Sol', 'sparingly']);
  });

  it('A-VER-2, A-VER-3: a version is tried on some, the trial ends, and one step goes back to any version', async () => {
    await page.getByLabel('More for version 2').click();
    await page.getByRole('menuitem', { name: 'Try it on some conversations' }).click();
    await page.getByTestId('percent').fill('25');
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('canary').getByText('Version 2 is on trial').waitFor();
    await version(2).getByText('on trial').waitFor();
    await page.getByRole('button', { name: 'End the trial' }).click();
    await page.getByTestId('canary').waitFor({ state: 'detached' });
    await page.getByLabel('More for version 1').click();
    await page.getByRole('menuitem', { name: 'Use it for all new ones' }).click();
    await page.getByText('Conversations that run keep the version they began with.').waitFor();
    await page.getByTestId('dialog-do').click();
    await version(1).getByText('in use').waitFor();
    expect((await configOf(id)).version).toBe(1);
  });
});

describe('experiments', () => {
  it('A-AB-1, A-AB-3: one is made, started, gives a new conversation its variant, and stops', async () => {
    await go('/settings/experiments');
    await page.getByTestId('new-experiment').click();
    await page.getByTestId('experiment-name').fill('Short or long');
    await page.getByTestId('dialog-do').click();
    const state = page.getByTestId('experiment-state');
    await state.getByText('Not running').waitFor();
    await state.getByRole('button', { name: 'Start' }).click();
    await state.getByText('Running').waitFor();
    await phone.be('Ida Moss', '+1 555 010 0301');
    await phone.write('How much is a cleaning?');
    await phone.hears(1);
    await page.reload();
    await page.getByTestId('results').locator('tbody tr').first().waitFor();
    expect(await page.getByTestId('results').locator('tbody tr').count()).toBe(1);
    // The version it began with is counted too (A-VER-3).
    await state.getByRole('button', { name: 'Stop' }).click();
    await state.getByText('Not running').waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

describe('the action center', () => {
  it('A-UI-6, A-ESC-5, A-ESC-6: who asks for a person appears by itself, is taken over by one key, and handed back', async () => {
    await go('/actions');
    await page.getByText('Nothing waits for you').waitFor();
    await phone.be('Ben Ortiz', '+1 555 010 0302');
    await phone.write('I want to talk to a real person please');
    const card = page.getByTestId('action').filter({ hasText: 'Ben Ortiz' });
    await card.getByText('asked for a person').waitFor();
    await card.getByText('I want to talk to a real person please').waitFor();
    await page.getByTestId('waiting').first().getByText('1').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('t');
    await room.strip('HUMAN').waitFor();
    await room.page.getByRole('heading', { name: 'Ben Ortiz' }).waitFor();
    await go('/actions');
    await card.getByText(/is on it/).waitFor();
    await page.getByTestId('action-resolve').click();
    await page.getByText('Nothing waits for you').waitFor();
  });

  it('A-UI-6: a draft is approved where it waits', async () => {
    await phone.be('Cleo Park', '+1 555 010 0303');
    await phone.write('How much is a cleaning?');
    await phone.hears(1);
    await go('/inbox');
    await room.open('Cleo Park');
    await page.getByTestId('approve-mode').click();
    await room.strip('APPROVAL').waitFor();
    await go('/actions');
    await phone.write('And a crown?');
    const card = page.getByTestId('action').filter({ hasText: 'Cleo Park' });
    await card.getByText('Waits for approval').waitFor();
    await page.keyboard.press('a');
    await phone.hears(2);
    await card.waitFor({ state: 'detached' });
  });
});

describe('costs', () => {
  it('A-COST-1, A-COST-2, A-PRICE-2: caps and prices are set, a lead gets its value, and a won one counts', async () => {
    await go('/settings/costs');
    await page.getByTestId('cap-month').fill('0.000001');
    await page.getByTestId('save-caps').click();
    await page.locator('[data-testid=spending][data-state=spent]').waitFor();
    await page.getByTestId('cap-month').fill('');
    await page.getByTestId('save-caps').click();
    await page.locator('[data-testid=spending][data-state=free]').waitFor();
    await page.getByTestId('edit-rates').click();
    await page.getByLabel('Price, row 1').fill('0.02');
    await page.getByTestId('dialog-do').click();
    await page
      .getByTestId('rates')
      .getByText('$0.0200')
      .or(page.getByTestId('rates').getByText('$0.02'))
      .first()
      .waitFor();

    await go('/inbox');
    const conversationId = await room.open('Ida Moss');
    await page.getByTestId('tab-lead').click();
    await page.getByTestId('lead-value-edit').click();
    await page.getByTestId('lead-value-input').fill('1250');
    await page.keyboard.press('Enter');
    await page.getByTestId('lead-value').getByText('1,250').waitFor();
    await api('post', `/conversations/${conversationId}/close`, { outcome: 'WON' });
    await go('/settings/costs');
    await page.getByTestId('by-source').getByText('$1,250.00').waitFor();
    await page.getByTestId('by-conversation').getByText('Ida Moss').waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

describe('privacy', () => {
  it('A-DEL-1: a person is found, forgotten after the word is typed, and the page says what went', async () => {
    await go('/settings/privacy');
    await page.getByTestId('person-search').fill('Ida Mo');
    await page.getByTestId('person').filter({ hasText: 'Ida Moss' }).click();
    expect(await page.getByTestId('dialog-do').isDisabled()).toBe(true);
    await page.getByTestId('erase-word').fill('forget');
    await page.getByTestId('dialog-do').click();
    const done = page.locator('[data-testid=erasure][data-state=DONE]');
    await done.waitFor({ timeout: 60_000 });
    await done.getByText(/messages?, .*1 contact/).waitFor();
    await done.getByText('Tombstone').first().waitFor();
    await vi.waitFor(async () => {
      const { conversations } = await api<{ conversations: unknown[] }>('get', '/conversations?view=all&search=Ida');
      expect(conversations).toEqual([]);
    }, WAIT);
    expect(await axe(page)).toEqual([]);
  });
});
