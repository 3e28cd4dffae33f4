import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WhatsAppSimulator } from './index.ts';
import {
  ASHA,
  PNID,
  sendText,
  startTestBusiness,
  startTestSimulator,
  type TestBusiness,
  TOKEN,
  WABA,
  wamidOf,
} from './test-support.ts';

let business: TestBusiness;
let dataDir: string;

beforeEach(async () => {
  business = await startTestBusiness();
  dataDir = await mkdtemp(join(tmpdir(), 'phone-'));
});

afterEach(async () => {
  await business.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a restart', () => {
  it('keeps ledger, chats, templates, media, the clock, and what was on its way', async () => {
    const first = await startTestSimulator(business, { dataDir, retry: { firstDelayMs: 60_000 } });
    first.inbound({ from: ASHA, type: 'image', media: { caption: 'roof' } });
    first.changeCustomer(ASHA, { offline: true });
    const sent = await sendText(first, 'kept', { biz_opaque_callback_data: 'job' });
    await first.idle();
    business.answers.push(500);
    first.inbound({ from: ASHA, text: 'pending' });
    await first.idle();
    first.addTemplate({ name: 'mine', components: [{ type: 'BODY', text: 'x' }] });
    first.moveClock({ advanceMs: 3_600_000 });
    await first.close();
    business.posts.length = 0;

    const second = await startTestSimulator(business, { dataDir });
    expect(second.ledger.sends({ bizOpaqueCallbackData: 'job' })).toMatchObject([
      { wamid: wamidOf(sent), text: 'kept' },
    ]);
    expect(second.chatsOf(ASHA)[0]?.messages.map(each => each.text)).toEqual(['roof', 'kept', 'pending']);
    expect(second.templates().some(each => each.name === 'mine')).toBe(true);
    expect(second.now() - Date.now()).toBeGreaterThan(3_500_000);
    expect(second.customers()).toHaveLength(1);
    await vi.waitFor(() => expect(business.messages()).toMatchObject([{ text: { body: 'pending' } }]));
    second.changeCustomer(ASHA, { offline: false });
    await second.idle();
    expect(business.statuses()).toMatchObject([{ id: wamidOf(sent), status: 'delivered' }]);
    const media = second.chatsOf(ASHA)[0]?.messages[0]?.content as { id: string };
    const page = await fetch(`${second.url}/_sim/media/${media.id}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(wamidOf(await sendText(second, 'new'))).not.toBe(wamidOf(sent));
    await second.close();
  });

  it('after kill -9 the accepted send and its statuses are still there', async () => {
    const child = run(['--data-dir', dataDir, '--status-delays-ms', '400,10,10', '--no-limits']);
    const url = await readyUrl(child);
    await control(url, 'POST', 'inbound', { from: ASHA, text: 'hello' });
    const answer = await sendText({ url } as WhatsAppSimulator, 'before the kill', { biz_opaque_callback_data: 'k' });
    expect(answer.status).toBe(200);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const again = run(['--data-dir', dataDir, '--status-delays-ms', '10,10,10']);
    const after = await readyUrl(again);
    const ledger = (await control(after, 'GET', 'ledger')) as { sends: { wamid: string }[] };
    expect(ledger.sends.map(each => each.wamid)).toEqual([wamidOf(answer)]);
    await vi.waitFor(() => expect(business.statuses().map(each => each.status)).toEqual(['sent', 'delivered']), {
      timeout: 5_000,
    });
    again.kill('SIGTERM');
    expect((await once(again, 'exit'))[0]).toBe(0);
  });
});

describe('the command', () => {
  it.each([
    [['--port', 'x'], '--port "x" is not a number.'],
    [['--number', '12'], '--number "12" must be PHONE_NUMBER_ID,DISPLAY_NUMBER,WABA_ID.'],
    [['--webhook-url', 'ftp://a'], 'webhookUrl "ftp://a" is not an http(s) address.'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('with %j says what is wrong and exits', async (flags, sentence) => {
    const child = run(flags);
    let words = '';
    child.stderr?.on('data', chunk => {
      words += String(chunk);
    });
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(words).toContain(sentence);
    expect(words).not.toContain('    at ');
  });
});

function run(flags: string[]): ChildProcess {
  const usual: Record<string, string> = {
    '--webhook-url': business.url,
    '--app-secret': 's',
    '--verify-token': 'verify',
    '--access-token': TOKEN,
    '--number': `${PNID},+1 555-000-2222,${WABA}`,
  };
  const rest = Object.entries(usual).flatMap(([name, value]) => (flags.includes(name) ? [] : [name, value]));
  return spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url)), ...rest, ...flags]);
}

async function readyUrl(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const line = JSON.parse(String(chunk)) as { ready: boolean; url: string };
  expect(line.ready).toBe(true);
  return line.url;
}

async function control(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_sim/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return response.json();
}
