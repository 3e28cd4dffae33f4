/** Part 3: how fast a takeover commits and answers, through the real endpoint, quiet and with messages pouring in beside it. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '../load/client.ts';
import { closedLoop } from '../load/closed-loop.ts';
import { conversationsOf, parleyLane } from '../load/lanes.ts';
import { messagesFor } from '../load/messages.ts';
import { cpuText, emptyReport, type Report, table } from '../report/results.ts';
import { type Spread, spreadOf } from '../report/stats.ts';
import type { Child } from '../stack/child.ts';
import { cpuPer, cpuTimes } from '../stack/cpu.ts';
import { type Api, LOGIN, type Stack } from '../stack/stack.ts';
import { statementCount } from './statements.ts';
import { ratio } from './trials.ts';

export interface TakeoverContext {
  stack: Stack;
  databaseUrl: string;
  api: Api;
  baseline: Child & { url: string };
  generator: Child;
  say: (text: string) => void;
}

const FIRST_CUSTOMER = 8_000;
const AIM_MS = 50;
const RELEASE_AFTER_MS = 1_000;
const HEAD = ['beside it', 'target', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'p95 ratio', 'count', 'failed'];

interface Sampled {
  parley: number[];
  baseline: number[];
  failed: string[];
}

export async function takeoverPart(context: TakeoverContext): Promise<Report> {
  const { stack, databaseUrl, generator, say, api } = context;
  const { takeover, seed } = stack.plan;
  const report = emptyReport();
  const phone = await stack.phone();
  const worker = await stack.worker(databaseUrl);
  const agent = new Agent({ keepAlive: true });
  try {
    const customers = Array.from({ length: takeover.customers }, (_, index) => FIRST_CUSTOMER + index);
    say(`takeover: ${customers.length} conversations are opened`);
    await closedLoop({
      lane: parleyLane(phone, databaseUrl, seed),
      written: new Map(),
      conversations: customers,
      turns: 'each once',
      outstanding: 50,
      limitSeconds: 30,
      seed,
    });
    const conversations = (await conversationsOf(databaseUrl, customers)).map(row => row.id);
    const cookie = await signIn(api.url, agent);
    const sample = (seconds: number): Promise<Sampled> =>
      takeovers({ ...context, agent, cookie, conversations, seconds, perSecond: takeover.perSecond });
    await sample(1);

    say('takeover: with nothing beside it');
    const counted = statementCount(stack.postgres.statementLog, databaseUrl);
    const quiet = await sample(takeover.quietSeconds);
    counted?.(report, quiet.parley.length, 'takeover and release');
    say(`takeover: with ${takeover.messagesPerSecond} messages/s beside it`);
    const job = { prefix: 'takeover', customers: takeover.customers, firstCustomer: FIRST_CUSTOMER, seed };
    const seconds = takeover.loadedSeconds;
    await phone.announce(messagesFor({ ...job, count: takeover.messagesPerSecond * (seconds + 2) }));
    const roots = stack.roots(api.child, worker, context.baseline, phone.children.whatsapp, phone.children.model);
    const load = runLoad(generator, {
      ...job,
      url: api.webhookUrl,
      secret: stack.secret,
      perSecond: takeover.messagesPerSecond,
      seconds: seconds + 2,
    });
    await sleep(2_000);
    const before = cpuTimes(roots);
    const loaded = await sample(seconds);
    const cpuPerSecond = cpuPer(before, cpuTimes(roots), seconds);
    const webhook = await load;

    const rows = [
      ...rowsOf('nothing', quiet, report),
      ...rowsOf(`${takeover.messagesPerSecond} messages/s`, loaded, report),
    ];
    report.text.push(
      table(
        'Takeover through POST /api/v1/conversations/:id/takeover, against express + one UPDATE and INSERT in a transaction.',
        HEAD,
        rows,
      ),
      `CPU ms a second while messages poured in: ${cpuText(cpuPerSecond)}; webhooks beside it acknowledged in p95 ${spreadOf(webhook.latenciesMs).p95} ms\n`,
    );
    report.lines.push({ kind: 'takeover load', cpuMsPerSecond: cpuPerSecond, webhook: spreadOf(webhook.latenciesMs) });
    const p95 = spreadOf(loaded.parley).p95;
    report.aims.push({
      name: `takeover p95 beside ${takeover.messagesPerSecond} messages/s`,
      aim: `< ${AIM_MS} ms`,
      measured: `${p95} ms (nothing beside it: ${spreadOf(quiet.parley).p95} ms)`,
      met: p95 < AIM_MS,
      because: `the baseline's transaction took ${spreadOf(loaded.baseline).p95} ms (p95) on the same machine in the same seconds; CPU ms a second: ${cpuText(cpuPerSecond)}`,
    });
    if (webhook.accepted < webhook.sent)
      report.losses.push(`takeover: ${webhook.sent - webhook.accepted} webhooks were not accepted`);
    return report;
  } finally {
    agent.destroy();
    await worker.stop();
  }
}

function rowsOf(beside: string, sampled: Sampled, report: Report): (string | number)[][] {
  const [base, ours] = [spreadOf(sampled.baseline), spreadOf(sampled.parley)];
  const p95Ratio = ratio(ours.p95, base.p95);
  const row = (target: string, spread: Spread, shown: string, failed: number | string): (string | number)[] => [
    beside,
    target,
    spread.p50,
    spread.p95,
    spread.p99,
    spread.max,
    shown,
    spread.count,
    failed,
  ];
  report.lines.push({ kind: 'takeover', beside, baseline: base, parley: ours, p95Ratio, failed: sampled.failed });
  if (sampled.failed.length > 0)
    report.losses.push(
      `takeover beside ${beside}: ${sampled.failed.length} failed, the first with ${sampled.failed[0]}`,
    );
  return [row('baseline', base, '', ''), row('parley', ours, `${p95Ratio}x`, sampled.failed.length)];
}

/** Paced by the clock, not by the answers: a slow answer does not spare the next one. Taken-over conversations are handed back a second later. */
async function takeovers(
  input: TakeoverContext & {
    agent: Agent;
    cookie: string;
    conversations: string[];
    seconds: number;
    perSecond: number;
  },
): Promise<Sampled> {
  const { api, baseline, agent, cookie, conversations } = input;
  const headers = { cookie, origin: api.url, 'x-parley-csrf': '1', 'content-type': 'application/json' };
  const sampled: Sampled = { parley: [], baseline: [], failed: [] };
  const running: Promise<unknown>[] = [];
  const gapMs = 1000 / input.perSecond;
  const timed = async (url: string, own: Record<string, string>, into: number[]): Promise<void> => {
    const at = performance.now();
    const { status, text } = await post(agent, url, own);
    if (status === 200) into.push(performance.now() - at);
    else sampled.failed.push(`${status}: ${text.slice(0, 120)}`);
  };
  for (let index = 0; index < input.seconds * input.perSecond; index++) {
    const id = conversations[index % conversations.length] ?? '';
    const path = `${api.url}/api/v1/conversations/${id}`;
    running.push(
      timed(`${path}/takeover`, headers, sampled.parley)
        .then(() => sleep(RELEASE_AFTER_MS))
        .then(() => post(agent, `${path}/release`, headers)),
    );
    await sleep(gapMs / 2);
    running.push(timed(`${baseline.url}/takeover/${index % 1_000}`, {}, sampled.baseline));
    await sleep(gapMs / 2);
  }
  await Promise.all(running);
  return sampled;
}

function post(
  agent: Agent,
  url: string,
  headers: Record<string, string>,
  body = '{}',
): Promise<{ status: number; text: string; cookies: string[] }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, cookies: response.headers['set-cookie'] ?? [] }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function signIn(url: string, agent: Agent): Promise<string> {
  const headers = { origin: url, 'content-type': 'application/json' };
  const { status, text, cookies } = await post(
    agent,
    `${url}/api/v1/auth/sign-in/email`,
    headers,
    JSON.stringify(LOGIN),
  );
  if (status !== 200) throw new Error(`signing in answered ${status}: ${text.slice(0, 300)}`);
  return cookies.map(cookie => cookie.split(';')[0]).join('; ');
}
