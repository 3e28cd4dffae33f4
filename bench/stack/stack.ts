/** Everything a part of the bench may start: each process of the product as it is started in earnest, each in its own process. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../../config/index.ts';
import { freePort } from '../../runtime/ports.ts';
import type { Calls } from '../baseline/calling.ts';
import { makeBaselineTables } from '../baseline/schema.ts';
import type { Plan } from '../options.ts';
import { type Child, startChild } from './child.ts';
import { NUMBER } from './number.ts';
import { Phone } from './phone.ts';
import { benchPostgres, benchTemporal, endQueries, type PostgresOfRun, query, type Server } from './servers.ts';

export const LOGIN = { email: 'bench@example.com', password: randomBytes(12).toString('base64url') };
const NAMESPACE = 'default';
/** Settings of the worker, the bare one's too. */
export const WORKER = { activities: 40, workflows: 40, cache: 2_000 };

export interface Api {
  child: Child;
  url: string;
  webhookUrl: string;
}

export interface Stack {
  plan: Plan;
  secret: string;
  postgres: PostgresOfRun;
  temporal: Server;
  namespace: string;
  /** A migrated database of its own, with the demo organization and the baseline's tables. */
  database(name: string): Promise<string>;
  /** The same on a database that somebody else made. */
  prepare(databaseUrl: string): Promise<void>;
  /** @param aside on a port of its own, where the simulated phone does not post. */
  api(databaseUrl: string, aside?: boolean): Promise<Api>;
  worker(databaseUrl: string): Promise<Child>;
  baseline(databaseUrl: string): Promise<Child & { url: string }>;
  /** @param calls what its turns call, besides nothing. */
  bareWorker(calls?: Calls): Promise<Child>;
  generator(): Promise<Child>;
  /** The simulated number and model; they stay for the rest of the run. */
  phone(): Promise<Phone>;
  /** Process trees by name, for CPU times. */
  roots(...children: Child[]): Record<string, number>;
  scratch: string;
  env: Record<string, string | undefined>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function startStack(plan: Plan, say: (text: string) => void): Promise<Stack> {
  const given = processEnvironment();
  // Only what programs need to run: a developer's own settings must not change what is measured.
  const env: Record<string, string | undefined> = { NODE_NO_WARNINGS: '1' };
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME']) if (given[name]) env[name] = given[name];
  const scratch = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const closing: (() => Promise<void>)[] = [() => rm(scratch, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    while (closing.length > 0)
      await closing
        .pop()?.()
        .catch(error => say(`while cleaning up: ${String(error)}`));
  };
  try {
    const postgres = await benchPostgres({ env: given, say, scratch, statements: plan.statements });
    closing.push(postgres.stop);
    const temporal = await benchTemporal({ env: given, say, scratch });
    closing.push(temporal.stop);
    return assemble({ plan, env, scratch, postgres, temporal, closing, stop, say });
  } catch (error) {
    await stop();
    throw error;
  }
}

function assemble(base: {
  plan: Plan;
  env: Record<string, string | undefined>;
  scratch: string;
  postgres: PostgresOfRun;
  temporal: Server;
  closing: (() => Promise<void>)[];
  stop: () => Promise<void>;
  say: (text: string) => void;
}): Stack {
  const { plan, env, scratch, postgres, temporal, closing } = base;
  const secret = randomBytes(18).toString('base64url');
  const masterKey = randomBytes(32).toString('base64');
  let phone: Promise<Phone> | null = null;
  let apiPort: Promise<number> | null = null;
  let names = 0;
  const profiling = plan.profile ? ['--cpu-prof', `--cpu-prof-dir=${plan.profile}`] : [];

  const start = async (
    name: string,
    file: string,
    args: string[],
    options: { env?: Record<string, string>; channel?: boolean } = {},
  ): Promise<Child> => {
    const child = await startChild({
      name,
      args: [...(file.startsWith('processes/') ? profiling : []), join(root, file), ...args],
      env: { ...env, ...options.env },
      cwd: scratch,
      logFile: join(scratch, `${name}-${++names}.log`),
      say: base.say,
      ...(options.channel ? { channel: true } : {}),
    });
    closing.push(child.stop);
    return child;
  };
  /** The phone posts to the api's port, which must be known before either runs. */
  const port = (): Promise<number> => {
    apiPort ??= freePort();
    return apiPort;
  };
  const productEnv = async (databaseUrl: string, own?: number): Promise<Record<string, string>> => {
    const running = await phone;
    return {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
      HOST: '127.0.0.1',
      PORT: String(own ?? (await port())),
      PARLEY_HOME: join(scratch, 'home'),
      PARLEY_MASTER_KEY: masterKey,
      PARLEY_QUIET_MS: String(plan.quietMs),
      PARLEY_DEMO_EMAIL: LOGIN.email,
      PARLEY_DEMO_PASSWORD: LOGIN.password,
      PARLEY_RATE_API_PER_MIN: '1000000',
      PARLEY_RATE_PUBLIC_PER_MIN: '1000000',
      PARLEY_RATE_AUTH_PER_MIN: '1000000',
      PARLEY_WORKER_ACTIVITIES: String(WORKER.activities),
      PARLEY_WORKER_WORKFLOWS: String(WORKER.workflows),
      PARLEY_WORKER_CACHE: String(WORKER.cache),
      WHATSAPP_GRAPH_URL: running?.url ?? 'http://127.0.0.1:9',
      WHATSAPP_PHONE_NUMBER_ID: NUMBER.phoneNumberId,
      WHATSAPP_BUSINESS_ACCOUNT_ID: NUMBER.wabaId,
      WHATSAPP_ACCESS_TOKEN: secret,
      WHATSAPP_APP_SECRET: secret,
      WHATSAPP_VERIFY_TOKEN: secret,
      OPENAI_API_KEY: 'bench',
      OPENAI_BASE_URL: running?.modelUrl ?? 'http://127.0.0.1:9',
      PARLEY_MODEL: 'parley-demo',
      PARLEY_MODEL_EMBED: 'parley-demo',
      PARLEY_MODEL_TRANSCRIBE: 'parley-demo',
    };
  };

  const stack: Stack = {
    plan,
    secret,
    postgres,
    temporal,
    namespace: NAMESPACE,
    scratch,
    env,
    stop: base.stop,
    async database(name) {
      const full = `parley_bench_${name}_${process.pid}`;
      await query(postgres.address, `create database ${full}`);
      const url = new URL(postgres.address);
      url.pathname = `/${full}`;
      closing.push(async () => {
        await endQueries(url.href);
        await query(postgres.address, `drop database if exists ${full} with (force)`);
      });
      await stack.prepare(url.href);
      return url.href;
    },
    async prepare(databaseUrl) {
      const child = await start('prepare', 'processes/prepare.ts', [], { env: await productEnv(databaseUrl) });
      await child.stop();
      await makeBaselineTables(databaseUrl);
    },
    async api(databaseUrl, aside = false) {
      const taken = aside ? await freePort() : await port();
      const child = await start('api', 'processes/api.ts', ['--supervised'], {
        env: await productEnv(databaseUrl, taken),
      });
      const url = `http://127.0.0.1:${taken}`;
      return { child, url, webhookUrl: `${url}/webhooks/whatsapp` };
    },
    worker: async databaseUrl =>
      start('worker', 'processes/worker.ts', ['--supervised'], { env: await productEnv(databaseUrl) }),
    async baseline(databaseUrl) {
      const child = await start(
        'baseline',
        'bench/baseline/http.ts',
        [`--database=${databaseUrl}`, `--secret=${secret}`],
        { channel: true },
      );
      return { ...child, url: String(child.facts.url) };
    },
    bareWorker: async calls => {
      const file = join(scratch, 'calls.json');
      if (calls) await writeFile(file, JSON.stringify(calls));
      return start(
        calls ? 'calling worker' : 'bare worker',
        'bench/baseline/worker.ts',
        [
          `--address=${temporal.address}`,
          `--namespace=${NAMESPACE}`,
          `--task-queue=bench-${calls ? 'calling' : 'bare'}`,
          ...(calls ? [`--calls=${file}`] : []),
          `--quiet-ms=${plan.quietMs}`,
          `--activities=${WORKER.activities}`,
          `--workflows=${WORKER.workflows}`,
          `--cache=${WORKER.cache}`,
        ],
        { channel: true },
      );
    },
    generator: () => start('generator', 'bench/load/generator.ts', [], { channel: true }),
    phone() {
      phone ??= (async () => {
        const model = await start('model', 'simulators/model/main.ts', ['--port', '0', '--latency-ms', '0']);
        const whatsapp = await start('whatsapp', 'simulators/whatsapp/main.ts', [
          ...['--port', '0', '--no-limits', '--no-handshake', '--status-delays-ms', '0,0,0'],
          ...['--webhook-url', `http://127.0.0.1:${await port()}/webhooks/whatsapp`],
          // With an equals sign: a secret may begin with a dash.
          ...[`--app-secret=${secret}`, `--verify-token=${secret}`, `--access-token=${secret}`],
          ...['--number', `${NUMBER.phoneNumberId},${NUMBER.display},${NUMBER.wabaId}`],
        ]);
        return new Phone(String(whatsapp.facts.url), String(model.facts.url), { whatsapp, model });
      })();
      return phone;
    },
    roots: (...children) =>
      Object.fromEntries([
        ...children.map(child => [child.name, child.pid]),
        ...(postgres.pid === null ? [] : [['postgres', postgres.pid]]),
        ...(temporal.pid === null ? [] : [['temporal', temporal.pid]]),
        ['bench', process.pid],
      ]),
  };
  return stack;
}
