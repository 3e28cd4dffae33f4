/** The main job in a real browser, on the real product: a customer writes, Parley answers, an operator steps in. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Connection, WorkflowClient } from '@temporalio/client';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { axe } from '../support/axe.ts';
import type {} from '../support/e2e-setup.ts';
import type {} from '../support/temporal.ts';
import { findPlace, LOGIN, type Place, type Product, stillRunning } from './product.ts';
import { Phone, Room, watch } from './room.ts';

const EVAL = fileURLToPath(new URL('../../scripts/eval.ts', import.meta.url));
const run = promisify(execFile);

let place: Place;
let product: Product;
let browser: Browser;
let context: BrowserContext;
let watched: ReturnType<typeof watch>;
let phone: Phone;
let room: Room;

beforeAll(async () => {
  place = await findPlace(inject('temporalCli'));
  product = await place.start();
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  watched = watch(context);
  phone = new Phone(await context.newPage(), product);
  room = new Room(await context.newPage(), product);
});

afterAll(async () => {
  await browser?.close();
  await product?.interrupt();
  place?.remove();
});

afterEach(() => {
  expect(watched.problems.splice(0)).toEqual([]);
});

const model = (body: Record<string, unknown>) =>
  fetch(`${product.modelUrl}/_sim/mode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const PRICE = /\$120/;

describe('the spine', () => {
  it('a customer writes, Parley answers, an operator takes over mid-turn, answers by hand, and hands back', async () => {
    await room.page.goto(product.url);
    await room.page.getByTestId('login-email').waitFor();
    expect(await axe(room.page)).toEqual([]);
    await room.signIn();

    // The inbox was open before the customer wrote: what comes, comes by itself.
    await phone.be('Nora Blake', '+1 555 010 0201');
    await phone.write('Hi, how much is a cleaning?');
    await phone.page.getByTestId('phone-typing').waitFor();
    await room.row('Nora Blake').waitFor();
    expect(await phone.hears(1)).toEqual([expect.stringMatching(PRICE)]);
    await room.row('Nora Blake').getByText('$120').waitFor();

    await room.open('Nora Blake');
    await room.strip('AI').getByTestId('next-due').waitFor();
    await room.messages('BOT', 'READ').getByText('$120').waitFor();
    await room.page.getByTestId('why-link').click();
    await room.page.getByTestId('why-sentence').waitFor();
    await room.page.getByText('Talks about the price').waitFor();
    expect(await axe(room.page)).toEqual([]);

    // The model is slow for once, so that the takeover comes in the middle of a turn.
    await model({ mode: 'slow', role: 'plan', times: 1, params: { ms: 4000 } });
    await phone.write('And can I come on Friday?');
    await room.page.getByTestId('agent-row').waitFor();
    await room.page.keyboard.press('t');
    await room.strip('HUMAN').waitFor();
    await room.say('Hi Nora, this is Mara. Friday at 10:00 is free.');
    await phone.hears(2);
    await room.messages('HUMAN', 'READ').getByText('Friday at 10:00').waitFor();

    await room.page.getByTestId('release').click();
    await room.strip('AI').waitFor();
    await phone.write('Great. Where are you?');
    const heard = await phone.hears(3);
    // Nothing of the silenced turn is among them: the agent spoke before the takeover and after the release, not between.
    expect(heard).toEqual([
      expect.stringMatching(PRICE),
      'Hi Nora, this is Mara. Friday at 10:00 is free.',
      expect.stringMatching(/Brooklyn/),
    ]);
    await room.messages('BOT', 'READ').nth(1).waitFor();
  });

  it('a burst of three messages gets one answer', async () => {
    await phone.be('Ben Ortiz', '+1 555 010 0202');
    await phone.write('Hello', 'do you take Delta insurance?', 'and what are your hours?');
    const [answer] = await phone.hears(1);
    expect(answer).toMatch(/Delta/);
    await room.open('Ben Ortiz');
    await room.messages('BOT', 'READ').waitFor();
    await room.page.locator('[data-testid=agent-row]').waitFor({ state: 'hidden' });
    // The next message is answered after the burst is done with: only then is "one answer" more than impatience.
    await phone.write('thank you!');
    expect(await phone.hears(2)).toHaveLength(2);
    expect(await room.messages('CONTACT').count()).toBe(4);
  });

  it('an api that is killed comes back, and nothing is lost on either side', async () => {
    await phone.be('Carla Nunez', '+1 555 010 0203');
    await phone.write('Hi, how much is whitening?');
    await phone.hears(1);
    await room.open('Carla Nunez');
    await watched.duringOutage(async () => {
      const api = product.processes().find(({ command }) => command.includes('processes/api.ts'));
      if (!api) throw new Error('no api process was found');
      process.kill(api.pid, 'SIGKILL');
      await room.page.getByTestId('live').getByText('reconnecting').waitFor();
      await phone.write('and how long does it take?');
      await room.live();
    });
    // The provider tries a delivery again when it sees fit; here it sees fit now.
    await fetch(`${product.phoneUrl}/_sim/webhooks/flush`, { method: 'POST' });
    await phone.hears(2);
    await room.messages('CONTACT').getByText('and how long does it take?').waitFor();
    await room.messages('BOT', 'READ').nth(1).waitFor();
  });

  it('Temporal Web shows the conversation readably: payloads opened, what each step does, and what is next', async () => {
    const { workflowId } = await room.conversation(await room.open('Ben Ortiz'));
    const web = await context.newPage();
    try {
      const { runId } = await runOf(workflowId);
      const at = `${product.url}/temporal/namespaces/default/workflows/${encodeURIComponent(workflowId)}/${runId}`;
      await web.goto(`${at}/history`);
      // The input of the workflow is sealed in Temporal; who is signed in reads it.
      await web.getByText('"conversationId"').first().waitFor();
      for (const summary of [/Read messages up to/, /Decide on an answer/, /Send the answer/])
        await web.getByText(summary).first().waitFor();
      await web.goto(`${at}/user-metadata`);
      const said = async () =>
        (
          await Promise.all(
            web
              .frames()
              .slice(1)
              .map(frame =>
                frame
                  .locator('body')
                  .textContent()
                  .catch(() => ''),
              ),
          )
        ).join('\n');
      await vi.waitFor(async () => expect(await said()).toMatch(/Owner.*AI[\s\S]*Stage[\s\S]*Next/), {
        timeout: 15_000,
      });
      await web.goto(`${at}/search-attributes`);
      await web.getByText('NeedsHuman').first().waitFor();
    } finally {
      await web.close();
      // Its own program writes to the console as it likes.
      watched.problems.splice(0);
    }
  });

  it('npm run eval plays personas against a product that runs already', async () => {
    const report = join(place.settings.PARLEY_HOME ?? '', 'report.html');
    const at = [`--url=${product.url}`, `--phone=${product.phoneUrl}`];
    const who = [`--email=${LOGIN.email}`, `--password=${LOGIN.password}`];
    const { stdout } = await run(process.execPath, [EVAL, ...at, ...who, '--only=haggler,silent', `--out=${report}`]);
    expect(stdout).toMatch(/✓ Haggler +16\/16/);
    // Nobody can move the clock of a product that runs: what needs days is said to be left out.
    expect(stdout).toMatch(/! Falls silent +0\/0 .*time cannot be moved/);
    expect(await readFile(report, 'utf8')).toContain('Haggler');
  });

  it('Ctrl-C leaves nothing running, and the next start goes on where it was, timers included', async () => {
    const id = await room.open('Nora Blake');
    const before = await room.conversation(id);
    // At night in New York the follow-up waits for the morning, and what comes first is that the talk grows cold.
    expect(['FOLLOW_UP', 'STALENESS']).toContain(before.next?.kind);
    const workflow = await runOf(before.workflowId);
    expect(workflow.timers).toBeGreaterThan(0);
    const pids = product.processes().map(({ pid }) => pid);
    expect(pids.length).toBeGreaterThan(6);

    await watched.duringOutage(async () => {
      expect(await product.interrupt()).toMatchObject({ code: 0 });
      expect(stillRunning(pids)).toEqual([]);
      Object.assign(product, await place.start());
      await room.live();
    });
    await room.page.reload();
    await room.strip('AI').getByTestId('next-due').waitFor();
    await room.messages('HUMAN').getByText('Friday at 10:00').waitFor();
    expect((await room.conversation(id)).next).toEqual(before.next);
    expect(await runOf(before.workflowId)).toEqual(workflow);

    await phone.page.goto(product.phoneUrl);
    await phone.page.getByTestId('phone-customer').filter({ hasText: 'Nora Blake' }).click();
    await phone.write('One more thing: do you take Delta insurance?');
    expect((await phone.hears(4)).at(-1)).toMatch(/Delta/);
  });
});

describe('a start that cannot work', () => {
  let elsewhere: Place;
  beforeAll(async () => {
    elsewhere = await findPlace(inject('temporalCli'));
  });
  afterAll(() => elsewhere?.remove());

  it('names the port that is taken, and how to mend it', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, output } = await elsewhere.fail({ PORT: String(port) });
    await new Promise(resolve => holder.close(resolve));
    expect(code).toBe(1);
    expect(output.trim().split('\n').at(-1)).toBe(
      `Port ${port} (admin UI and api) is in use by another program: stop that program, or set PORT to another port.`,
    );
  });

  it('names the setting that is wrong', async () => {
    const { code, output } = await elsewhere.fail({ PARLEY_QUIET_MS: 'soon' });
    expect(code).toBe(1);
    expect(output).toMatch(/PARLEY_QUIET_MS must be milliseconds/);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

/** The run of a workflow, and how many of its timers are under way. */
async function runOf(workflowId: string): Promise<{ runId: string; timers: number }> {
  const connection = await Connection.connect({ address: product.temporalAddress });
  try {
    const handle = new WorkflowClient({ connection }).getHandle(workflowId);
    const { runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const over = new Set(
      (events ?? []).flatMap(event => [
        String(event.timerFiredEventAttributes?.timerId),
        String(event.timerCanceledEventAttributes?.timerId),
      ]),
    );
    const started = (events ?? []).flatMap(event => event.timerStartedEventAttributes?.timerId ?? []);
    return { runId, timers: started.filter(timerId => !over.has(timerId)).length };
  } finally {
    await connection.close();
  }
}
