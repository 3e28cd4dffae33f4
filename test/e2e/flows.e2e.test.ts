/** Flows as a manager makes them (B-FLOW-13): from an example to a run on a phone, in a real browser. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { look } from './look.ts';
import type { Product } from './product.ts';
import { Phone, Room } from './room.ts';
import { useProduct } from './use-product.ts';

let product: Product;
let context: BrowserContext;
let page: Page;
let phone: Phone;

const opened = useProduct();

beforeAll(async () => {
  ({ product, context } = opened);
  page = await context.newPage();
  await new Room(page, product).signIn();
  phone = new Phone(await context.newPage(), product);
  await phone.be('Flora Webb', '+1 555 010 0601');
});

const node = (id: string) => page.locator(`[data-testid=flow-node][data-node="${id}"]`);
const save = async (version: number) => {
  await page.getByTestId('save-flow').click();
  await page.getByTestId('flow-state').getByText(`version ${version}`).waitFor();
};

describe('B-FLOW-13: flows in the settings', () => {
  it('an empty page says what to do; an example becomes a flow that is off', async () => {
    await page.goto(`${product.url}/settings/flows`);
    await page.getByText('No flow yet').waitFor();
    await look(page, 'flows-empty');
    await page.getByTestId('new-flow').click();
    await page.getByRole('dialog').waitFor();
    await look(page, 'flows-new');
    await page.getByTestId('flow-name').fill('Price list');
    await page.getByTestId('dialog-do').click();
    await page.waitForURL(/\/settings\/flows\/[\da-f-]{36}$/);
    await page.getByTestId('flow-state').getByText('Off').waitFor();
    await look(page, 'flows-one');
  });

  it('what is wrong is said at its step; a file, a key and a word are saved, and the key is not shown again', async () => {
    await page.getByTestId('flow-trigger').selectOption('KEYWORD');
    await page.getByTestId('flow-words').fill('brochure');
    await page.getByLabel('Add a step after step 1', { exact: true }).selectOption('message');
    await page.getByTestId('save-flow').click();
    await node('message-1').getByText('Write what is said.').waitFor();
    await page.getByText('Not saved: mend what is said at the steps.').waitFor();
    await look(page, 'flows-wrong');
    await node('message-1').getByTestId('node-file').selectOption('document');
    await node('message-1').getByLabel('Or its address').fill('https://files.sunsetdental.example/prices.pdf');
    await node('message-1').getByTestId('node-text').fill('Our prices');
    await page.getByLabel('Add a step after step 2', { exact: true }).selectOption('webhook');
    await node('webhook-1').getByLabel('Address').fill('https://crm.example/hook');
    await node('webhook-1').getByLabel('Headers, one a line').fill('authorization: Bearer very-secret');
    await look(page, 'flows-edited');
    await save(2);
    await page.reload();
    await node('webhook-1').getByLabel('Headers, one a line').waitFor();
    expect(await node('webhook-1').getByLabel('Headers, one a line').inputValue()).toBe('authorization: (kept)');
    await node('webhook-1')
      .getByRole('button', { name: /^Remove step/ })
      .click();
    await save(3);
  });

  it('the same steps are a drawing: moved and connected by mouse and keys, with what is wrong at its step, and kept', async () => {
    const box = (id: string) => page.locator(`[data-testid=canvas-node][data-node="${id}"]`);
    const middle = async (what: ReturnType<typeof box>) => {
      const at = await what.boundingBox();
      return [(at?.x ?? 0) + (at?.width ?? 0) / 2, (at?.y ?? 0) + (at?.height ?? 0) / 2] as const;
    };
    const drag = async (from: ReturnType<typeof box>, to: readonly [number, number]) => {
      await page.mouse.move(...(await middle(from)));
      await page.mouse.down();
      await page.mouse.move(...to, { steps: 8 });
      await page.mouse.up();
    };
    await page.getByTestId('flow-as-canvas').click();
    await box('begin').waitFor();
    await page.getByTestId('flow-canvas').evaluate(canvas => canvas.scrollIntoView({ block: 'center' }));
    await page.getByTestId('canvas-add').selectOption('message');
    await page.getByTestId('save-flow').click();
    await box('message-2').getByText('Write what is said.').waitFor();
    await look(page, 'flows-canvas-wrong');
    await page.getByTestId('node-text').fill('One moment, please.');
    await page.getByTestId('flow-canvas').evaluate(canvas => canvas.scrollIntoView({ block: 'center' }));
    await drag(box('begin').locator('[data-port=next]'), await middle(box('message-2').locator('.target')));
    await drag(box('message-2').locator('[data-port=next]'), await middle(box('message-1').locator('.target')));
    await page.locator('.react-flow__node[data-id="message-2"]').focus();
    await page.keyboard.press('Enter');
    const before = await middle(box('message-2'));
    for (let times = 0; times < 8; times++) await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await middle(box('message-2')))[1] - before[1]).toBeGreaterThan(10);
    await save(4);
    await page.reload();
    await box('message-2').waitFor();
    await look(page, 'flows-canvas');
    await page.locator('.react-flow__node[data-id="message-2"]').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Delete');
    await box('message-2').waitFor({ state: 'detached' });
    await page.getByTestId('flow-as-list').click();
    await page.getByLabel('Add a step after step 1', { exact: true }).waitFor();
    await page.reload();
  });

  it('activated, it answers a phone, and the run stands on the page with its figures', async () => {
    await page.getByTestId('switch-flow').click();
    await page.getByTestId('flow-state').getByText('Active').waitFor();
    await phone.write('Your brochure, please');
    await phone.hears(1);
    await page.reload();
    const run = page.getByTestId('flow-run').first();
    await run.getByText('Flora Webb').waitFor();
    await run.getByText(/waits for the answer/).waitFor();
    await look(page, 'flows-runs');
  });

  it('B-FLOW-2: one that begins by the clock takes its days, its time and its label', async () => {
    await page.getByTestId('flow-trigger').selectOption('SCHEDULED');
    await page.getByLabel('To everybody with this label').fill('Recall');
    await page.getByLabel('Wed').check();
    await page.getByLabel('Time', { exact: true }).fill('09:30');
    await look(page, 'flows-scheduled');
    await save(5);
    await page.goto(`${product.url}/settings/flows`);
    await page.getByText('Mon, Wed at 09:30, to everybody labelled Recall').waitFor();
    await look(page, 'flows-list');
  });
});
