/** The product's own processes beside the simulators, with all they say kept: for tests of what leaves them, and of keys. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../runtime/ports.ts';
import { startModelSimulator } from '../../simulators/model/server.ts';
import { startWhatsAppSimulator } from '../../simulators/whatsapp/index.ts';

const program = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const NUMBER = { phoneNumberId: '106540352242922', displayPhoneNumber: '+1 718 555 0142', wabaId: '102290129340398' };
const READY_MS = 300_000;

export type Part = 'api' | 'worker';

export interface Processes {
  apiUrl: string;
  phone: Awaited<ReturnType<typeof startWhatsAppSimulator>>;
  model: Awaited<ReturnType<typeof startModelSimulator>>;
  login: { email: string; password: string };
  /** Everything any process has printed so far, and those that ended. */
  output(): string;
  start(part: Part, env?: Record<string, string>): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(part: Part): Promise<void>;
  /** SIGKILL; resolves when it has ended. */
  kill(part: Part): Promise<void>;
  /** Runs a program to its end. @returns what it printed. @throws when it fails. */
  run(path: string, args: string[], env?: Record<string, string>): Promise<string>;
  /** The text of /metrics of both. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export interface ProcessesOptions {
  databaseUrl: string;
  temporalAddress: string;
  taskQueue: string;
  masterKey: Buffer;
  secrets: {
    accessToken: string;
    appSecret: string;
    verifyToken: string;
    modelKey: string;
    password: string;
    email: string;
  };
  settings?: Record<string, string>;
}

export async function startProcesses(options: ProcessesOptions): Promise<Processes> {
  const { secrets } = options;
  const [apiPort, metricsPort] = [await freePort(), await freePort()];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const home = await mkdtemp(join(tmpdir(), 'parley-processes-'));
  const phone = await startWhatsAppSimulator({
    webhookUrl: `${apiUrl}/webhooks/whatsapp`,
    appSecret: secrets.appSecret,
    verifyToken: secrets.verifyToken,
    accessToken: secrets.accessToken,
    numbers: [NUMBER],
    limits: false,
    seed: 1,
    statusDelaysMs: { sent: 5, delivered: 10, read: 20 },
  });
  const model = await startModelSimulator({ latencyMs: 0, seed: 1 });
  const settings: Record<string, string> = {
    PATH: process.execPath,
    PARLEY_HOME: home,
    PORT: String(apiPort),
    DATABASE_URL: options.databaseUrl,
    TEMPORAL_ADDRESS: options.temporalAddress,
    TEMPORAL_TASK_QUEUE: options.taskQueue,
    PARLEY_MASTER_KEY: options.masterKey.toString('base64'),
    PARLEY_DEMO_EMAIL: secrets.email,
    PARLEY_DEMO_PASSWORD: secrets.password,
    PARLEY_QUIET_MS: '100',
    PARLEY_WORKER_METRICS_PORT: String(metricsPort),
    LOG_LEVEL: 'trace',
    WHATSAPP_GRAPH_URL: phone.url,
    WHATSAPP_PHONE_NUMBER_ID: NUMBER.phoneNumberId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: NUMBER.wabaId,
    WHATSAPP_ACCESS_TOKEN: secrets.accessToken,
    WHATSAPP_APP_SECRET: secrets.appSecret,
    WHATSAPP_VERIFY_TOKEN: secrets.verifyToken,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: secrets.modelKey,
    ...options.settings,
  };
  let output = '';
  const running = new Map<Part, { child: ChildProcess; ended: Promise<number | null> }>();

  function launch(path: string, args: string[], env: Record<string, string>) {
    const child = spawn(process.execPath, [program(path), ...args], {
      cwd: home,
      env: { ...settings, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let own = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        own += chunk;
        output += chunk;
      });
    const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
    return { child, ended, said: () => own };
  }

  const processes: Processes = {
    apiUrl,
    phone,
    model,
    login: { email: secrets.email, password: secrets.password },
    output: () => output,
    async start(part, env = {}) {
      const { child, ended, said } = launch(`processes/${part}.ts`, [], env);
      running.set(part, { child, ended });
      const deadline = Date.now() + READY_MS;
      while (!said().includes('"ready":true')) {
        if (child.exitCode !== null || Date.now() > deadline) {
          child.kill('SIGKILL');
          throw new Error(`${part} did not start: ${said().slice(-800)}`);
        }
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
    async stop(part) {
      const found = running.get(part);
      running.delete(part);
      found?.child.kill('SIGTERM');
      await found?.ended;
    },
    async kill(part) {
      const found = running.get(part);
      running.delete(part);
      found?.child.kill('SIGKILL');
      await found?.ended;
    },
    async run(path, args, env = {}) {
      const { ended, said } = launch(path, args, env);
      const code = await ended;
      if (code !== 0) throw new Error(`${path} ${args.join(' ')} ended with ${code}: ${said().slice(-800)}`);
      return said();
    },
    async metrics() {
      const pages = [`${apiUrl}/metrics`, `http://127.0.0.1:${metricsPort}/metrics`];
      return (await Promise.all(pages.map(async page => (await fetch(page)).text()))).join('\n');
    },
    async close() {
      await Promise.all([...running.keys()].map(part => processes.stop(part)));
      await phone.close();
      await model.close();
      await rm(home, { recursive: true, force: true });
    },
  };
  await processes.run('processes/prepare.ts', []);
  return processes;
}
