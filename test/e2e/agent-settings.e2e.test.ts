/** What the agent is told and thinks with, set by a person in a real browser and noticed by a customer on the phone. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { axe } from '../support/axe.ts';
import type { Product } from './product.ts';
import { Phone, Room } from './room.ts';
import { useProduct } from './use-product.ts';

let product: Product;
let context: BrowserContext;
let page: Page;
let room: Room;

const opened = useProduct(place => {
  // What only an operator may: a model on loopback for organizations.
  place.settings.PARLEY_MODELS_ALLOWED = `http://127.0.0.1:${place.settings.PARLEY_MODEL_SIM_PORT}`;
});

beforeAll(async () => {
  ({ product, context } = opened);
  page = await context.newPage();
  room = new Room(page, product);
  await room.signIn();
});

const go = (path: string) => page.goto(`${product.url}${path}`);
const field = (path: string) => page.locator(`[data-path="${path}"]`);
const named = (name: string) => page.locator(`[name="${name}"]`);

async function customer(name: string, number: string, ...texts: string[]): Promise<string[]> {
  const phone = new Phone(await context.newPage(), product);
  await phone.be(name, number);
  await phone.write(...texts);
  const heard = await phone.hears(1);
  await phone.page.close();
  return heard;
}

async function save(note: string): Promise<void> {
  await page.getByTestId('review-save').click();
  await page.getByTestId('save-note').fill(note);
  await page.getByTestId('dialog-do').click();
  await page.getByTestId('version').filter({ hasText: note }).waitFor();
}

async function editor(section: string): Promise<void> {
  const answer = await page.request.get(`${product.url}/api/v1/playbooks`);
  const { playbooks } = (await answer.json()) as { playbooks: { id: string }[] };
  await go(`/settings/playbooks/${playbooks[0]?.id}?section=${section}`);
}

describe('the model', () => {
  it('B-AI-7: one’s own is chosen, tried, saved, and answers the next customer', async () => {
    await go('/settings');
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Model/ })
      .last()
      .click();
    await page.getByText('Another one that speaks the OpenAI API').click();
    expect(await axe(page)).toEqual([]);
    await page.getByTestId('check-model').click();
    await page.getByText('Name the model to use.').waitFor();
    await named('baseUrl').fill('http://10.0.0.7/v1');
    await named('apiKey').fill('sk-of-sunset-dental');
    await named('model').fill('parley-demo');
    await page.getByTestId('check-model').click();
    await page.getByText(/This address may not be reached/).waitFor();
    await named('baseUrl').fill(`${product.modelUrl}/v1`);
    await page.getByText('Another model for one kind of work').click();
    await named('models.write').fill('sunset-writer');
    await named('temperature').fill('0.7');
    await page.getByTestId('check-model').click();
    const results = page.getByTestId('model-results').getByRole('listitem');
    await results
      .filter({ hasText: 'sunset-writer' })
      .getByText(/answers in/)
      .waitFor();
    expect(await results.count()).toBe(2);
    await page.getByText(/The provider offers \d/).waitFor();
    await page.getByLabel('Price of sunset-writer for a million tokens read').fill('1');
    await page.getByLabel('Price of sunset-writer for a million tokens written').fill('4');
    expect(await axe(page)).toEqual([]);
    await page.getByTestId('save-model').click();
    await page.getByText('Saved. The agent thinks with it within seconds.').waitFor();
    expect(await named('apiKey').inputValue()).toBe('');
    await page.reload();
    await page.getByPlaceholder('stored, ends with ntal').waitFor();
    // A worker takes it up within ten seconds.
    await expect
      .poll(
        async () => {
          await customer('Lia Wong', '+1 555 010 0401', `How much is a cleaning? (${Date.now()})`);
          const asked = (await (await fetch(`${product.modelUrl}/_sim/requests`)).json()) as unknown;
          return JSON.stringify(asked).includes('sunset-writer');
        },
        { timeout: 60_000, interval: 3_000 },
      )
      .toBe(true);
    await go('/settings/costs');
    await page.getByRole('heading', { name: 'Costs' }).waitFor();
  });
});

describe('how the agent speaks', () => {
  it('E-PERS-1, E-PERS-4: a way of speaking is picked, heard in an answer beside the others, and saved', async () => {
    await editor('style');
    await page.getByTestId('preset-premium').check();
    expect(await field('tone.formality').inputValue()).toBe('formal');
    expect(await field('tone.maxWords').inputValue()).toBe('25');
    await page.getByTestId('preview-question').fill('How much is a cleaning?');
    await page.getByTestId('preview-tones').click();
    const answers = page.getByTestId('tone-answers').getByRole('listitem');
    await answers.first().waitFor();
    expect(await answers.count()).toBe(6);
    await answers.filter({ hasText: 'Premium · as it is set' }).getByText('$120').waitFor();
    // One changed setting is none of them.
    await field('tone.maxWords').fill('20');
    await page.getByText('Set by hand: none of these.').waitFor();
    expect(await page.getByTestId('preset-premium').isChecked()).toBe(false);
    await field('tone.instructions').fill('Unhurried, like the person at our front desk.');
    expect(await axe(page)).toEqual([]);
    await save('premium, in our words');
  });

  it('B-AI-4: business hours are a week of ranges; what cannot be is said at its day', async () => {
    await editor('business');
    await page.getByText('People answer in business hours only').click();
    await page.getByLabel('Monday, until').fill('08:00');
    await page.getByText('It must end after it begins').waitFor();
    await page.getByLabel('Monday, until').fill('17:30');
    await page.getByRole('button', { name: 'Add hours on Saturday' }).click();
    await page.getByLabel('Saturday, until').fill('00:00');
    await page.getByRole('button', { name: 'Remove 09:00 to 18:00 on Friday' }).click();
    expect(await axe(page)).toEqual([]);
    await save('business hours');
    await page.goBack();
  });
});

describe('rules', () => {
  it('B-ROUTE-1: a keyword rule is tried on the page, and answers the customer word for word', async () => {
    await editor('keywords');
    await page.getByText('No rules: the agent reads and answers everything.').waitFor();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByText('At least 1 of these.').waitFor();
    await field('keywordRules.0.name').fill('Parking');
    await field('keywordRules.0.patterns').fill('parking, where to park');
    await field('keywordRules.0.reply').fill('You can park behind the house.');
    await page.getByTestId('try-keywords').fill('Is there PARKING?');
    await page.getByTestId('keyword-route').getByText('Parking').waitFor();
    await page.getByTestId('try-keywords').fill('sparkling water');
    await page.getByTestId('keyword-route').getByText('the agent answers').waitFor();
    expect(await axe(page)).toEqual([]);
    await save('parking');
    const heard = await customer('Omar Diaz', '+1 555 010 0402', 'hi, is there parking near you?');
    expect(heard).toEqual(['You can park behind the house.']);
  });

  it('C-LEAD-4: a rule of the business gives points to the next customer’s lead', async () => {
    await editor('scoring');
    await page.getByText('No rules of your own: only what always counts.').waitFor();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await field('scoring.rules.0.name').fill('Pays for braces');
    await field('scoring.rules.0.fact').fill('budget');
    await field('scoring.rules.0.test').selectOption('at_least');
    await page.getByText('Say what the fact is compared with.').waitFor();
    await field('scoring.rules.0.value').fill('4,000');
    await field('scoring.rules.0.points').fill('17');
    expect(await axe(page)).toEqual([]);
    await save('points for budgets');
    await customer('Bea Budget', '+1 555 010 0411', 'My budget is 5000 USD');
    await go('/leads?q=Bea');
    await page.getByTestId('lead-row').filter({ hasText: 'Bea Budget' }).click();
    await page.getByRole('list', { name: 'What the score is made of' }).getByText('+17').waitFor();
  });

  it('B-ROUTE-3: a rule by words calls a person with its own priority', async () => {
    await editor('escalation');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await field('escalation.rules.0.name').fill('Sedation');
    await page.getByText(/A rule without a condition/).waitFor({ state: 'detached' });
    await field('escalation.rules.0.when.words').fill('sedation, general anaesthesia');
    await field('escalation.rules.0.priority').selectOption('CRITICAL');
    await page.getByRole('button', { name: 'Change a reason' }).click();
    await field('escalation.changes.0.reason').selectOption('objection');
    await field('escalation.changes.0.effect').selectOption('notify');
    expect(await axe(page)).toEqual([]);
    await save('sedation is for people');
    await customer('Ruth Berg', '+1 555 010 0403', 'Do you offer sedation for adults?');
    await go('/actions');
    const card = page.getByTestId('action').filter({ hasText: 'Ruth Berg' });
    await card.first().waitFor();
    expect(await card.first().textContent()).toMatch(/Sedation/);
  });
});
