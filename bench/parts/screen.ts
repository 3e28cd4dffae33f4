/** Part 5: from a webhook to the screen: the event in a real browser tab, and the row of the list that shows the message. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { customerPhone, deliveryOf, signatureOf } from '../load/messages.ts';
import { cpuText, emptyReport, type Report, table } from '../report/results.ts';
import { spreadOf } from '../report/stats.ts';
import { openBrowser, signedIn } from '../stack/browser.ts';
import { cpuPer, cpuTimes } from '../stack/cpu.ts';
import { randomFrom } from '../stack/random.ts';
import { query } from '../stack/servers.ts';
import type { Api, Stack } from '../stack/stack.ts';
import { until } from '../stack/until.ts';

export interface ScreenContext {
  stack: Stack;
  databaseUrl: string;
  api: Api;
  say: (text: string) => void;
}

/** Customers of this part: none of the other parts' numbers. */
const FIRST_CUSTOMER = 9_000;
const AIM_MS = 300;
const IDLE_SECONDS = 5;
const ARRIVE_MS = 20_000;

interface Seen {
  /** Message id → when its event came (epoch ms). */
  events: Record<string, number>;
  /** Customer → every number that its row showed, and when. */
  rows: Record<string, [number, number][]>;
}

/** The customers' conversations are with a person: what is measured is the way to the screen, not the agent's thinking. */
export async function screenPart({ stack, databaseUrl, api, say }: ScreenContext): Promise<Report> {
  const report = emptyReport();
  const { perSecond, seconds, customers } = stack.plan.screen;
  const worker = await stack.worker(databaseUrl);
  const browser = await openBrowser(say);
  try {
    say(`screen: ${customers} conversations with a person`);
    const sentAt = new Map<string, number>();
    const post = poster(api, stack.secret, sentAt);
    for (let customer = 0; customer < customers; customer++) await post(customer, 0);
    await until(async () => (await recorded(databaseUrl)).length >= customers, ARRIVE_MS);
    await query(
      databaseUrl,
      `update conversations set owner = 'HUMAN', owner_epoch = owner_epoch + 1, owner_member_id = (select id from members limit 1)
       where last_message_id in (select id from messages where text like '%|0|')`,
    );
    const context = await signedIn(browser, api.url);
    const page = await context.newPage();
    await page.goto(`${api.url}/inbox`);
    await page.getByTestId('conversation-row').first().waitFor();
    await watch(page);
    await sleep(1_000);

    say(`screen: nothing happens for ${IDLE_SECONDS} s`);
    const roots = stack.roots(api.child, worker);
    const idleBefore = cpuTimes(roots);
    await sleep(IDLE_SECONDS * 1_000);
    const idle = cpuPer(idleBefore, cpuTimes(roots), IDLE_SECONDS);

    say(`screen: ${perSecond} messages/s for ${seconds} s`);
    sentAt.clear();
    const busyBefore = cpuTimes(roots);
    const sent = await pour({ post, perSecond, seconds, customers, seed: stack.plan.seed });
    const busy = cpuPer(busyBefore, cpuTimes(roots), seconds);
    await until(async () => (await recorded(databaseUrl)).length >= customers + sent, ARRIVE_MS);
    const seenSoFar = (): Promise<Seen> => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
    // The agent's last words to these customers have events too: each message's own is waited for.
    await until(async () => {
      const { events } = await seenSoFar();
      return (await recorded(databaseUrl)).every(({ id, key }) => !sentAt.has(key) || id in events);
    }, ARRIVE_MS);
    // Messages of one customer may overtake each other on their way in: what counts is the place the record gave them.
    const places = new Map((await recorded(databaseUrl)).map(({ key, place }) => [key, place]));
    const last = new Map<string, number>();
    for (const [key, place] of places) {
      const [customer = ''] = key.split('/');
      last.set(customer, Math.max(last.get(customer) ?? 0, place));
    }
    // Rows that are further down than the screen are not in the page; those that are in it must end up right.
    const stale = async (): Promise<number> =>
      (await shownNow(page)).filter(key => (places.get(key) ?? 0) < (last.get(key.split('/')[0] ?? '') ?? 0)).length;
    await until(async () => (await stale()) === 0, ARRIVE_MS);
    const stayedOld = await stale();

    const seen = await seenSoFar();
    const messages = (await recorded(databaseUrl)).filter(message => sentAt.has(message.key));
    const ofEvents: number[] = [];
    const ofRows: number[] = [];
    const ofRecord: number[] = [];
    let unseen = 0;
    for (const { id, key, place, at } of messages) {
      const from = sentAt.get(key) ?? 0;
      ofRecord.push(at - from);
      const event = seen.events[id];
      if (event !== undefined) ofEvents.push(event - from);
      // A later message of the same customer in the row says that this one has been overtaken, not that it is missing.
      const [customer = ''] = key.split('/');
      const row = seen.rows[customer]?.find(([shown]) => (places.get(`${customer}/${shown}`) ?? 0) >= place);
      if (row) ofRows.push(row[1] - from);
      else unseen++;
    }
    const [record, event, row] = [ofRecord, ofEvents, ofRows].map(spreadOf);
    if (!record || !event || !row) throw new Error('nothing was measured');
    report.text.push(
      table(
        `From the webhook to the screen, ${perSecond} messages/s of ${customers} customers, one tab of a real browser on the same machine.`,
        ['until', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'count'],
        [
          ['recorded', record.p50, record.p95, record.p99, record.max, record.count],
          ['event in the tab', event.p50, event.p95, event.p99, event.max, event.count],
          ['row of the list', row.p50, row.p95, row.p99, row.max, row.count],
        ],
      ),
      `CPU ms a second: idle with the tab open ${cpuText(idle)}; with messages ${cpuText(busy)}\n`,
    );
    report.lines.push({
      kind: 'screen',
      perSecond,
      customers,
      sent,
      record,
      event,
      row,
      idleCpuMs: idle,
      busyCpuMs: busy,
    });
    for (const [name, spread] of [
      ['event in the tab', event],
      ['row on the screen', row],
    ] as const)
      report.aims.push({
        name: `webhook to ${name}, p95 at ${perSecond}/s`,
        aim: `< ${AIM_MS} ms`,
        measured: `${spread.p95} ms (recorded after ${record.p95} ms)`,
        met: spread.p95 < AIM_MS,
        because: `CPU ms a second: ${cpuText(busy)}, and the browser's`,
      });
    if (messages.length < sent) report.losses.push(`screen: ${sent - messages.length} of ${sent} messages have no row`);
    if (event.count < sent) report.losses.push(`screen: ${sent - event.count} of ${sent} events never came to the tab`);
    if (stayedOld > 0) report.losses.push(`screen: ${stayedOld} rows stayed old`);
    if (unseen > 0) say(`screen: ${unseen} of ${sent} messages moved their row to a place below the screen at once`);
    return report;
  } finally {
    await browser.close();
    await worker.stop();
  }
}

type Post = (customer: number, number: number) => Promise<void>;

function poster(api: Api, secret: string, sentAt: Map<string, number>): Post {
  return async (customer, number) => {
    const key = `${customer}/${number}`;
    const id = `wamid.${Buffer.from(`screen/${key}`).toString('base64url')}`;
    const body = deliveryOf(
      { id, from: customerPhone(FIRST_CUSTOMER + customer), text: `|${customer}|${number}|` },
      Date.now(),
    );
    sentAt.set(key, Date.now());
    const answer = await fetch(api.webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(body, secret) },
      body,
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) sentAt.delete(key);
  };
}

/** Open loop: exponential gaps, whatever became of the ones before. @returns how many were sent. */
async function pour(input: {
  post: Post;
  perSecond: number;
  seconds: number;
  customers: number;
  seed: number;
}): Promise<number> {
  const random = randomFrom(input.seed ^ 0x5c2ee);
  const numbers = new Map<number, number>();
  const running: Promise<void>[] = [];
  const startedAt = performance.now();
  let due = 0;
  for (let index = 0; index < input.perSecond * input.seconds; index++) {
    due += (-Math.log(1 - random()) * 1_000) / input.perSecond;
    const waitMs = startedAt + due - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const customer = Math.floor(random() * input.customers);
    const number = (numbers.get(customer) ?? 0) + 1;
    numbers.set(customer, number);
    running.push(input.post(customer, number));
  }
  await Promise.all(running);
  return running.length;
}

async function recorded(databaseUrl: string): Promise<{ id: string; key: string; place: number; at: number }[]> {
  const rows = await query<{ id: string; text: string; place: number; at: Date }>(
    databaseUrl,
    `select id, text, number as place, created_at as at from messages where text ~ '^[|][0-9]+[|][0-9]+[|]$'`,
  );
  return rows.map(({ id, text, place, at }) => ({
    id,
    key: text.split('|').slice(1, 3).join('/'),
    place,
    at: at.getTime(),
  }));
}

/** What the rows in the page show at this moment: keys of messages. */
const shownNow = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('[data-testid=conversation-row]')].flatMap(row => {
      const [, customer, number] = /\|(\d+)\|(\d+)\|/.exec(row.textContent ?? '') ?? [];
      return customer === undefined ? [] : [`${customer}/${number}`];
    }),
  );

/** Notes in the page, as it happens, which events come and what the rows of the list show. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: Seen = { events: {}, rows: {} };
    (globalThis as unknown as { seen: Seen }).seen = seen;
    const source = new EventSource('/api/v1/events');
    source.addEventListener('message.created', message => {
      const { messageId } = JSON.parse(message.data) as { messageId: string };
      seen.events[messageId] ??= Date.now();
    });
    const look = (): void => {
      const at = Date.now();
      for (const row of document.querySelectorAll('[data-testid=conversation-row]')) {
        const [, customer, number] = /\|(\d+)\|(\d+)\|/.exec(row.textContent ?? '') ?? [];
        if (customer === undefined || number === undefined) continue;
        seen.rows[customer] ??= [];
        const shown = seen.rows[customer];
        if (shown.at(-1)?.[0] !== Number(number)) shown.push([Number(number), at]);
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
    return new Promise<void>(resolve => {
      source.onopen = () => resolve();
    });
  });
