/** One trace from the webhook to the send, over real processes and a collector that keeps what it gets. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawUpdates } from '../../db/intake/table.ts';
import { freePort } from '../../runtime/ports.ts';
import { startWhatsAppSimulator } from '../../simulators/whatsapp/index.ts';
import { plainHistory } from '../../temporal/history.ts';
import { bundleWorkflows } from '../../temporal/worker.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { conversationOf, envelope, newPhone, post, quiet, textsValue } from '../conversation/helpers.ts';
import { eventsOf, replay } from '../replay/recordings.ts';
import { type Core, NUMBER, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { type RunningProcess, startProcess } from '../support/process.ts';
import { useTemporal } from '../support/temporal.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status?: { code?: number };
  attributes: { key: string; value: unknown }[];
}

const NAME = 'Zebulon Quackenbush';
const TEXTS = [
  'Hello, how much is a cleaning? My parrot Marzipan waits.',
  'And how much is a crown, if Marzipan comes too?',
];

const database = useDatabase();
const temporal = useTemporal();
const masterKey = randomBytes(32);
const spans: Span[] = [];
let collected: string;
let core: Core;
let home: string;
let figuresPort: number;
let collector: Server;
let api: RunningProcess;
let worker: RunningProcess;
/** The core's own phone writes to the core's own webhook; this one to the process under test. */
let phones: Awaited<ReturnType<typeof startWhatsAppSimulator>>;

/** Takes what OpenTelemetry sends (OTLP over HTTP, JSON). */
async function startCollector(): Promise<string> {
  collected = '';
  collector = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    collected += body;
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>(resolve => collector.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, masterKey, run: false });
  home = await mkdtemp(join(tmpdir(), 'parley-traces-'));
  const port = await freePort('127.0.0.1');
  figuresPort = await freePort('127.0.0.1');
  const { appSecret } = core;
  phones = await startWhatsAppSimulator({
    webhookUrl: `http://127.0.0.1:${port}/webhooks/whatsapp`,
    appSecret,
    verifyToken: appSecret,
    accessToken: appSecret,
    numbers: [NUMBER],
    limits: false,
    seed: 1,
    statusDelaysMs: { sent: 5, delivered: 10, read: 20 },
  });
  const env = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_TASK_QUEUE: core.taskQueue,
    PARLEY_MASTER_KEY: masterKey.toString('hex'),
    PARLEY_HOME: home,
    PARLEY_QUIET_MS: '50',
    PORT: String(port),
    WHATSAPP_GRAPH_URL: phones.url,
    OPENAI_BASE_URL: core.model.url,
    OPENAI_API_KEY: 'test',
    PARLEY_MODEL: 'parley-demo',
    LOG_LEVEL: 'silent',
    OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector(),
    PARLEY_WORKER_METRICS_PORT: String(figuresPort),
  };
  [api, worker] = await Promise.all([
    startProcess('processes/api.ts', home, env),
    startProcess('processes/worker.ts', home, env),
  ]);
});
afterAll(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await phones?.close();
  await core.stop();
  await new Promise(resolve => collector.close(resolve));
  await rm(home, { recursive: true, force: true });
});

/** Says something, waits for the answer, and resolves the trace that it began. */
async function turn(phone: string, text: string): Promise<Span[]> {
  const before = new Set(spans.map(span => span.traceId));
  const sent = phones.ledger.sends({ to: phone }).length;
  phones.inbound({ from: phone, text, name: NAME });
  await until('the answer', () => phones.ledger.sends({ to: phone }).length > sent, 30_000);
  await quiet(core, phone);
  const whole = (trace: Span[]) =>
    trace.some(span => span.name === 'RunActivity:send') &&
    trace.every(({ parentSpanId }) => !parentSpanId || trace.some(span => span.spanId === parentSpanId));
  return until('the whole trace', () => {
    const root = spans.findLast(
      span =>
        span.name === 'POST /webhooks/whatsapp' &&
        !before.has(span.traceId) &&
        spans.some(other => other.traceId === span.traceId && other.name === 'RunActivity:send'),
    );
    const trace = spans.filter(span => span.traceId === root?.traceId);
    return root && whole(trace) ? trace : null;
  });
}

/** From the span to the root: its ancestors' names, oldest first. */
function path(trace: Span[], name: string): string {
  const names: string[] = [];
  for (let span = trace.find(each => each.name === name); span; ) {
    names.unshift(span.name);
    const parent: string | undefined = span.parentSpanId;
    if (parent && !trace.some(each => each.spanId === parent)) names.unshift('(missing)');
    span = trace.find(each => each.spanId === parent);
  }
  return names.join(' > ');
}

describe('a trace', () => {
  it('links webhook, intake, signal, workflow, activities, model and WhatsApp, in every turn', async () => {
    const phone = newPhone();
    const traces = [await turn(phone, TEXTS[0] ?? ''), await turn(phone, TEXTS[1] ?? '')];
    expect(new Set(traces.map(([span]) => span?.traceId)).size).toBe(2);
    for (const trace of traces) {
      const signal =
        'POST /webhooks/whatsapp > intake > relay > SignalWithStartWorkflow:conversation > HandleSignal:inboundReceived';
      for (const activity of ['extract', 'decide', 'send'])
        expect(path(trace, `RunActivity:${activity}`)).toBe(
          `${signal} > StartActivity:${activity} > RunActivity:${activity}`,
        );
      expect(path(trace, 'model extract')).toBe(
        `${signal} > StartActivity:extract > RunActivity:extract > model extract`,
      );
      expect(path(trace, 'whatsapp send')).toBe(`${signal} > StartActivity:send > RunActivity:send > whatsapp send`);
      expect(trace.filter(span => span.status?.code === 2)).toEqual([]);
    }
  });

  it('has its figures beside it: turns, answers, calls to the model and to WhatsApp', async () => {
    const figures = async (path: string) => fetch(`http://127.0.0.1:${figuresPort}${path}`);
    expect((await figures('/readyz')).status).toBe(200);
    const text = await (await figures('/metrics')).text();
    const figure = (name: string) =>
      Number(
        text
          .split('\n')
          .find(line => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    expect(figure('parley_turn_seconds_count{trigger="inbound",outcome="SENT"}')).toBe(2);
    expect(figure('parley_answer_seconds_count')).toBe(2);
    expect(figure('parley_answer_seconds_sum')).toBeGreaterThan(0);
    expect(figure('parley_whatsapp_seconds_count{call="send",outcome="accepted"}')).toBe(2);
    expect(figure('parley_model_seconds_count{role="extract",outcome="ok"}')).toBe(2);
    expect(figure('parley_activity_seconds_count{activity="send",outcome="ok"}')).toBe(2);
    expect(figure('parley_worker_load{of="activity_limit"}')).toBe(40);
  });

  it('holds no personal data', () => {
    expect(spans.length).toBeGreaterThan(20);
    const numbers = phones.ledger.sends().map(send => send.to.replace('+', ''));
    for (const word of [NAME, 'Marzipan', 'cleaning', 'crown', ...numbers, 'wamid'])
      expect(collected).not.toContain(word);
  });

  it('puts ids of traces into histories, and neither events nor anything else', async () => {
    const phone = newPhone();
    await turn(phone, TEXTS[0] ?? '');
    const { id } = await conversationOf(core, phone);
    const handle = core.client.workflow.getHandle(conversationWorkflowId(core.orgId, id));
    const length = async () => eventsOf(await plainHistory(await handle.fetchHistory(), core.codec)).length;
    const first = await length();
    await turn(phone, TEXTS[1] ?? '');
    await until('the workflow to wait', async () => (await core.starters.view(core.orgId, id))?.doing === 'waiting');
    const history = await plainHistory(await handle.fetchHistory(), core.codec);
    // The same bound as without traces (design section 4).
    expect(eventsOf(history).length - first).toBeLessThanOrEqual(24);
    const headers = [...history.matchAll(/"_tracer-data": \{[^}]*\}[^}]*?"data": "([^"]+)"/g)].map(match =>
      Buffer.from(match[1] ?? '', 'base64').toString('utf8'),
    );
    expect(headers.length).toBeGreaterThan(5);
    for (const header of headers) expect(header).toMatch(/^\{"traceparent":"00-[0-9a-f]{32}-[0-9a-f]{16}-01"\}$/);
    // What was recorded with traces replays without them, and the other way round (test/replay).
    for (const traced of [true, false]) await replay(history, await bundleWorkflows(traced));
  });

  it('travels beside the rows, and only while it is on', async () => {
    const rows = await core.db.withSystem(tx => tx.select({ trace: rawUpdates.trace }).from(rawUpdates));
    expect(rows.some(row => /^00-[0-9a-f]{32}-/.test(row.trace ?? ''))).toBe(true);
    // This test's own process traces nothing: what its webhook takes carries none.
    const id = `wamid.${randomBytes(8).toString('hex')}`;
    const delivery = envelope({ value: textsValue([{ from: newPhone(), id, text: 'Hello' }]) });
    const known = rows.length;
    expect(await post(core, delivery)).toBe(200);
    const now = await core.db.withSystem(tx => tx.select({ trace: rawUpdates.trace }).from(rawUpdates));
    expect(now.length).toBeGreaterThan(known);
    expect(now.some(row => row.trace === null)).toBe(true);
  });
});
