/** What customers, templates and models write is text, and nothing else: in a real browser, with our policy and without it. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { endpoints } from '../../api/endpoints.ts';
import { streams } from '../../api/streams.ts';
import { startApi, type TestApi } from '../../api/testing/server.ts';
import { newId } from '../../db/ids.ts';
import { drafts, messages } from '../../db/message/table.ts';
import { templates } from '../../db/template/table.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { allQuiet, conversationOf, messagesOf, newPhone } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { type Detectors, detect, misplaced } from './detectors.ts';
import { figure } from './figures.ts';
import { PAYLOADS, type Payload, PLANTED } from './payloads.ts';

const database = useDatabase();
const temporal = useTemporal();
const uiDir = fileURLToPath(new URL('../../admin-ui/dist', import.meta.url));

/** One of each sort in the short form. */
const CHOSEN = PAYLOADS.filter(({ number }) => number % sized(25, 1) === 0);

let core: Core;
let api: TestApi;
let browser: Browser;
let cookie: string;
const customers: { payload: Payload; phone: string; conversationId: string }[] = [];

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    masterKey: Buffer.alloc(32, 7),
  });
  const rates = { apiPerMin: 100_000, authPerMin: 1_000, publicPerMin: 100_000 };
  api = await startApi(database.url, {
    endpoints,
    streams,
    uiDir,
    rates,
    services: { starters: core.starters, media: core.ports.media, phoneUrl: core.phone.url },
  });
  cookie = await api.as('OWNER', core.orgId);
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  core.model.faults.set({ mode: 'approves' });
  for (const payload of CHOSEN) customers.push(await converse(payload));
  await allQuiet(
    core,
    customers.map(({ phone }) => phone),
    240_000,
  );
  for (const customer of customers) await answer(customer);
}, 420_000);
afterAll(async () => {
  await browser?.close();
  await api?.stop();
  await core?.stop();
});

/** A customer whose name, words, files, places and buttons are all the payload. */
async function converse(payload: Payload): Promise<(typeof customers)[number]> {
  const { text } = payload;
  const from = newPhone();
  const contains = [...text].slice(0, 40).join('');
  core.model.faults.set({ mode: 'says', params: { text: `Well: ${text}` }, times: 2, contains });
  const say = (message: Record<string, unknown>) => core.phone.inbound({ from, name: text, ...message });
  say({ text: `${text}` });
  const conversation = await conversationOf(core, `+${from.slice(1)}`);
  say({ type: 'image', media: { caption: text } });
  say({ type: 'document', media: { caption: text, filename: text } });
  say({ type: 'location', location: { latitude: 1, longitude: 2, name: text, address: text } });
  say({
    type: 'contacts',
    contacts: [{ name: { formatted_name: text, first_name: text }, phones: [{ phone: text }] }],
  });
  say({ type: 'interactive', button_reply: { id: 'x', title: text } });
  say({ text: `My name is ${text}, my email is ${text}@example.com and I want a ${text}.` });
  const [first] = await messagesOf(core, conversation.id);
  say({ type: 'reaction', reaction: { message_id: first?.providerMessageId ?? '', emoji: text } });
  return { payload, phone: from, conversationId: conversation.id };
}

/** What a model and a template might say if no guard stood before them. */
async function answer({ payload: { text }, conversationId }: (typeof customers)[number]): Promise<void> {
  const { orgId, channelAccountId, db } = core;
  const said: OutboundContent[] = [
    { kind: 'text', text, previewUrl: true },
    { kind: 'buttons', text, buttons: [{ id: text, title: text }] },
    { kind: 'template', name: text, language: 'en', preview: text, body: [], header: [], buttons: [] },
  ];
  await db.withOrg(orgId, async tx => {
    for (const [index, outbound] of said.entries())
      await tx.insert(messages).values({
        orgId,
        id: newId(),
        conversationId,
        channelAccountId,
        direction: 'out',
        sender: 'BOT',
        kind: outbound.kind === 'template' ? 'TEMPLATE' : 'TEXT',
        text,
        outbound,
        state: index === 0 ? 'FAILED' : 'READ',
        errorCode: index === 0 ? text : null,
        errorMessage: index === 0 ? text : null,
        at: Date.now() + index,
        createdAt: Date.now() + index,
      });
    await tx.insert(templates).values({
      orgId,
      id: newId(),
      channelAccountId,
      name: text,
      language: 'en',
      category: 'UTILITY',
      status: 'APPROVED',
      components: [{ type: 'BODY', text }],
      syncedAt: Date.now(),
    });
    const draft = { orgId, conversationId, cursor: 100, createdAt: Date.now() };
    const content = { kind: 'text' as const, text, previewUrl: false };
    await tx.insert(drafts).values({ ...draft, id: newId(), kind: 'APPROVAL', state: 'PENDING', content });
  });
}

/** @param bypassCSP without our policy only escaping stands between a payload and its run. */
async function open(bypassCSP: boolean): Promise<{ context: BrowserContext; detectors: Detectors }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    bypassCSP,
    reducedMotion: 'reduce',
  });
  const detectors = await detect(context, [api.url]);
  await context.addCookies(
    cookie.split('; ').map(pair => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return { name, value, url: api.url };
    }),
  );
  return { context, detectors };
}

describe('the detectors', () => {
  it('see nearly every payload that a page believes, and the policy stops what would run', async () => {
    const planted = PAYLOADS.slice(0, PLANTED).filter(({ number }) => number % sized(8, 1) === 0);
    for (const bypassCSP of [false, true]) {
      const { context, detectors } = await open(bypassCSP);
      const page = await context.newPage();
      const missed: number[] = [];
      let ran = 0;
      for (const { number, text } of planted) {
        await page.goto(`${api.url}/api/docs`);
        await page.evaluate(html => document.body.insertAdjacentHTML('beforeend', html), text).catch(() => undefined);
        await page.waitForTimeout(15);
        const found = await detectors.inside(page).catch(() => ['left the page']);
        if (found.some(line => line.startsWith('ran:'))) ran++;
        if (found.length === 0) missed.push(number);
      }
      expect(missed.length, `missed ${missed}`).toBeLessThan(planted.length * 0.07);
      if (bypassCSP) expect(ran).toBeGreaterThan(planted.length / 4);
      else expect(ran).toBe(0);
      await context.close();
    }
  }, 120_000);
});

const WITH = { policy: 'with our policy', bypassCSP: false };
const WITHOUT = { policy: 'without it', bypassCSP: true };

describe.each(sized([WITH], [WITH, WITHOUT]))('$policy', ({ bypassCSP }) => {
  let context: BrowserContext;
  let detectors: Detectors;
  beforeAll(async () => {
    ({ context, detectors } = await open(bypassCSP));
  });
  afterAll(() => context?.close());

  it('every place of the inbox shows text, in its place', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const wrong: string[] = [];
    for (const { payload, conversationId } of customers) {
      const note = (lines: string[]) => wrong.push(...lines.map(line => `payload ${payload.number}: ${line}`));
      await page.goto(`${api.url}/inbox/${conversationId}?tab=lead`);
      await page.getByTestId('draft-card').waitFor();
      await page.getByTestId('message').last().waitFor();
      note(await misplaced(page));
      note(await detectors.inside(page));
      for (const tab of ['why', 'log', 'next']) {
        await page.getByTestId(`tab-${tab}`).click();
        if (tab === 'why')
          await page
            .getByTestId('why-panel')
            .waitFor()
            .catch(() => undefined);
      }
      // The pointer wakes what waits for it.
      await page.mouse.move(700, 400);
      await page.mouse.move(200, 300);
      note(await detectors.inside(page));
      note(detectors.outside.splice(0));
    }
    expect(wrong).toEqual([]);
    await page.close();
  }, 600_000);

  it('search, the palette and narrow windows show text', async () => {
    const page = await context.newPage();
    const wrong: string[] = [];
    for (const { payload, conversationId } of customers.slice(0, sized(4, 20))) {
      await page.goto(`${api.url}/inbox?q=${encodeURIComponent(payload.text)}`);
      await page.getByTestId('search').waitFor();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(`${api.url}/inbox/${conversationId}`);
      await page.getByTestId('owner-strip').waitFor();
      await page.getByTestId('message').last().waitFor();
      const lines = [...(await misplaced(page)), ...(await detectors.inside(page)), ...detectors.outside.splice(0)];
      wrong.push(...lines.map(line => `payload ${payload.number}: ${line}`));
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(`${api.url}/${encodeURIComponent(payload.text)}`).catch(() => undefined);
      await page.goto(`${api.url}/login?next=${encodeURIComponent(`javascript:__xss(${payload.number})`)}`);
      wrong.push(...(await detectors.inside(page)));
    }
    expect(wrong).toEqual([]);
    await page.close();
  }, 300_000);
});

describe('the pipeline', () => {
  it('brought every payload as it was written, and the agent spoke of some', async () => {
    let spoken = 0;
    for (const { payload, conversationId } of customers) {
      const all = await messagesOf(core, conversationId);
      const wanted = payload.text.replaceAll('\u0000', '');
      expect(
        all.some(message => message.text === wanted),
        `payload ${payload.number}`,
      ).toBe(true);
      if (
        all.some(
          message => message.sender === 'BOT' && message.turnId !== null && message.text?.includes(wanted.slice(0, 20)),
        )
      )
        spoken++;
    }
    await until('the files', async () => {
      const files = (await Promise.all(customers.map(({ conversationId }) => messagesOf(core, conversationId)))).flat();
      return files.filter(message => message.mediaId !== null).length >= 2 * customers.length;
    });
    figure('payloads through the pipeline into a browser', customers.length);
    figure('payloads the model said past the guards', spoken);
  });
});
