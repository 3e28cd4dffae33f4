/** Starts all parts in order, each only when nobody gave an address for it, and says at the end where everything is. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, masterKey } from '../config/index.ts';
import { buildAdminUi } from './admin-ui.ts';
import { DEMO_TEMPLATES } from './demo-templates.ts';
import { embeddedPostgresUrl, POSTGRES_MAIN } from './embedded/postgres.ts';
import { temporalDevArgs, temporalReady } from './embedded/temporal-dev.ts';
import { requirePorts } from './ports.ts';
import type { Supervisor } from './supervisor.ts';
import { run } from './tools/run.ts';
import { temporalCli } from './tools/temporal-cli.ts';

export interface EverythingOptions {
  config: Config;
  environment: Record<string, string | undefined>;
  supervisor: Supervisor;
  say: (text: string) => void;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const file = (path: string): string => join(root, path);

/** The simulated number: fixed, so that state survives restarts. */
const SIMULATED = {
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
  display: '+1 718 555 0142',
};

export async function startEverything(options: EverythingOptions): Promise<void> {
  const { config, supervisor, say } = options;
  say('Parley');
  mkdirSync(config.home, { recursive: true, mode: 0o700 });
  const plan = planOf(config);
  await requirePorts(plan.ports, config.HOST);
  const env = environmentOf(options, plan);
  const logs = join(config.home, 'logs');
  const step = async (text: string, work: () => Promise<void>): Promise<void> => {
    const since = Date.now();
    await work();
    say(`  ${text.padEnd(46, ' ')} ${((Date.now() - since) / 1000).toFixed(1)} s`);
  };
  const ours = (name: string, path: string, args: string[] = []) =>
    supervisor.start({
      name,
      command: process.execPath,
      args: [file(path), '--supervised', ...args],
      env,
      cwd: root,
      ready: { line: /"ready":true/ },
      readyTimeoutMs: 120_000,
      logFile: join(logs, `${name}.log`),
      critical: true,
      stopTimeoutMs: 40_000,
    });
  const simulator = (name: string, path: string, args: string[]) =>
    supervisor.start({
      name,
      command: process.execPath,
      args: [file(path), ...args],
      env,
      cwd: root,
      ready: { line: /"ready":true/ },
      logFile: join(logs, `${name}.log`),
      foreign: true,
    });

  await buildAdminUi({ root, env, say: text => say(`  ${text}`) });
  const cli = plan.embeddedTemporal
    ? await temporalCli({ env: options.environment, binary: config.TEMPORAL_CLI, say: text => say(`  ${text}`) })
    : null;
  if (plan.embeddedPostgres) {
    await step('Postgres (embedded, with pgvector)', () =>
      supervisor.start({
        name: 'postgres',
        command: process.execPath,
        args: [POSTGRES_MAIN, `--data-dir=${join(config.home, 'postgres')}`, `--port=${config.PARLEY_PG_PORT}`],
        env,
        ready: { line: /^listening on/ },
        readyTimeoutMs: 120_000,
        logFile: join(logs, 'postgres.log'),
        critical: true,
      }),
    );
  }
  if (cli) {
    const address = `127.0.0.1:${config.TEMPORAL_PORT}`;
    await step('Temporal (dev server, state in a file)', async () => {
      await supervisor.start({
        name: 'temporal',
        command: cli.path,
        args: temporalDevArgs({
          host: '127.0.0.1',
          port: config.TEMPORAL_PORT,
          uiPort: config.TEMPORAL_UI_PORT,
          dbFile: join(config.home, 'temporal.db'),
          namespace: config.TEMPORAL_NAMESPACE,
          codecEndpoint: '/api/v1/codec',
          uiPublicPath: '/temporal',
        }),
        env,
        foreign: true,
        logFile: join(logs, 'temporal.log'),
        critical: true,
      });
      await temporalReady(address, { namespace: config.TEMPORAL_NAMESPACE, timeoutMs: 60_000 });
    });
  }
  if (plan.modelSimulator)
    await step('model simulator (answers are a demo)', () =>
      simulator('model-simulator', 'simulators/model/main.ts', [
        '--port',
        String(config.PARLEY_MODEL_SIM_PORT),
        '--latency-ms',
        '200-500',
      ]),
    );
  if (plan.phone) {
    await step('simulated phone', async () => {
      await simulator('phone', 'simulators/whatsapp/main.ts', phoneArguments(config, plan.phone ?? ''));
      await seedTemplates(config.PARLEY_PHONE_PORT);
    });
  }
  if (plan.mailSimulator)
    await step('mail simulator', () =>
      simulator('mail', 'simulators/mail/main.ts', [
        ...['--port', String(config.PARLEY_MAIL_PORT), '--smtp-port', String(config.PARLEY_MAIL_SMTP_PORT)],
        ...['--data-dir', join(config.home, 'mail')],
      ]),
    );
  await step('record prepared', () =>
    run(process.execPath, [file('processes/prepare.ts')], { env, timeoutMs: 120_000 }).then(() => undefined),
  );
  await step('worker', () => ours('worker', 'processes/worker.ts'));
  await step('api', () => ours('api', 'processes/api.ts'));
  report(config, plan, say);
}

interface Plan {
  embeddedPostgres: boolean;
  embeddedTemporal: boolean;
  modelSimulator: boolean;
  mailSimulator: boolean;
  /** App secret of the simulated phone; null when a real number is configured. */
  phone: string | null;
  demoPassword: string;
  ports: { port: number; part: string; setting: string }[];
}

/** What is started here: a part only when nothing in the settings stands in its place. */
export function planOf(config: Config): Plan {
  const embeddedPostgres = config.DATABASE_URL === undefined;
  const embeddedTemporal = config.TEMPORAL_ADDRESS === undefined;
  // A local server takes no key: its address alone says that there is a model.
  const modelSimulator = config.OPENAI_API_KEY === undefined && config.OPENAI_BASE_URL === undefined;
  const mailSimulator = config.SMTP_HOST === undefined;
  const phone = config.WHATSAPP_PHONE_NUMBER_ID === undefined ? secretOf(config, 'phone-secret') : null;
  return {
    embeddedPostgres,
    embeddedTemporal,
    modelSimulator,
    mailSimulator,
    phone,
    demoPassword: config.PARLEY_DEMO_PASSWORD ?? secretOf(config, 'demo-password').slice(0, 12),
    ports: [
      { port: config.PORT, part: 'admin UI and api', setting: 'PORT' },
      ...(embeddedPostgres
        ? [{ port: config.PARLEY_PG_PORT, part: 'embedded Postgres', setting: 'PARLEY_PG_PORT' }]
        : []),
      ...(embeddedTemporal
        ? [
            { port: config.TEMPORAL_PORT, part: 'Temporal', setting: 'TEMPORAL_PORT' },
            { port: config.TEMPORAL_UI_PORT, part: 'Temporal Web', setting: 'TEMPORAL_UI_PORT' },
          ]
        : []),
      ...(modelSimulator
        ? [{ port: config.PARLEY_MODEL_SIM_PORT, part: 'model simulator', setting: 'PARLEY_MODEL_SIM_PORT' }]
        : []),
      ...(mailSimulator
        ? [
            { port: config.PARLEY_MAIL_PORT, part: 'mail simulator', setting: 'PARLEY_MAIL_PORT' },
            { port: config.PARLEY_MAIL_SMTP_PORT, part: 'mail simulator (SMTP)', setting: 'PARLEY_MAIL_SMTP_PORT' },
          ]
        : []),
      ...(phone ? [{ port: config.PARLEY_PHONE_PORT, part: 'simulated phone', setting: 'PARLEY_PHONE_PORT' }] : []),
    ],
  };
}

/** A secret made once and kept beside the state it belongs to. */
function secretOf(config: Config, name: string): string {
  const path = join(config.home, name);
  if (!existsSync(path)) {
    mkdirSync(config.home, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(18).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}

function environmentOf({ config, environment }: EverythingOptions, plan: Plan): Record<string, string | undefined> {
  masterKey(config);
  return {
    ...environment,
    NODE_NO_WARNINGS: '1',
    PARLEY_HOME: config.home,
    PARLEY_DEMO_PASSWORD: plan.demoPassword,
    ...(plan.embeddedPostgres ? { DATABASE_URL: embeddedPostgresUrl(config.PARLEY_PG_PORT) } : {}),
    ...(plan.embeddedTemporal
      ? {
          TEMPORAL_ADDRESS: `127.0.0.1:${config.TEMPORAL_PORT}`,
          TEMPORAL_UI_URL: `http://127.0.0.1:${config.TEMPORAL_UI_PORT}`,
        }
      : {}),
    ...(plan.modelSimulator
      ? {
          OPENAI_API_KEY: 'demo',
          OPENAI_BASE_URL: `http://127.0.0.1:${config.PARLEY_MODEL_SIM_PORT}/v1`,
          PARLEY_MODEL: 'parley-demo',
          PARLEY_MODEL_EMBED: 'parley-demo',
          PARLEY_MODEL_TRANSCRIBE: 'parley-demo',
        }
      : {}),
    ...(plan.mailSimulator ? { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(config.PARLEY_MAIL_SMTP_PORT) } : {}),
    ...(plan.phone
      ? {
          WHATSAPP_GRAPH_URL: `http://127.0.0.1:${config.PARLEY_PHONE_PORT}`,
          WHATSAPP_PHONE_NUMBER_ID: SIMULATED.phoneNumberId,
          WHATSAPP_BUSINESS_ACCOUNT_ID: SIMULATED.businessAccountId,
          WHATSAPP_ACCESS_TOKEN: plan.phone,
          WHATSAPP_APP_SECRET: plan.phone,
          WHATSAPP_VERIFY_TOKEN: plan.phone,
          PARLEY_PHONE_URL: `http://127.0.0.1:${config.PARLEY_PHONE_PORT}`,
        }
      : {}),
  };
}

function phoneArguments(config: Config, secret: string): string[] {
  return [
    ...['--port', String(config.PARLEY_PHONE_PORT)],
    ...['--webhook-url', `http://127.0.0.1:${config.PORT}/webhooks/whatsapp`],
    // With an equals sign: a secret may begin with a dash.
    ...[`--app-secret=${secret}`, `--verify-token=${secret}`, `--access-token=${secret}`],
    ...['--number', `${SIMULATED.phoneNumberId},${SIMULATED.display},${SIMULATED.businessAccountId}`],
    ...['--business-name', 'Sunset Dental', '--data-dir', join(config.home, 'phone')],
  ];
}

/** On the simulated number the templates of the playbook are approved from the start; a real one has its own. */
async function seedTemplates(port: number): Promise<void> {
  for (const template of DEMO_TEMPLATES) {
    await fetch(`http://127.0.0.1:${port}/_sim/templates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(template),
    });
  }
}

function report(config: Config, plan: Plan, say: (text: string) => void): void {
  const line = (name: string, value: string): void => say(`  ${name.padEnd(16, ' ')}${value}`);
  say('\nParley runs.\n');
  line('Admin UI', config.publicUrl);
  line('Login', `${config.PARLEY_DEMO_EMAIL}  /  ${plan.demoPassword}`);
  if (plan.phone) line('Simulated phone', `http://127.0.0.1:${config.PARLEY_PHONE_PORT}`);
  else line('WhatsApp', `webhook address: ${config.publicUrl}/webhooks/whatsapp`);
  if (plan.mailSimulator)
    line('Mail', `http://127.0.0.1:${config.PARLEY_MAIL_PORT}  (simulated: set SMTP_HOST for a real server)`);
  if (plan.embeddedTemporal) line('Temporal Web', `${config.publicUrl}/temporal  (after login)`);
  if (plan.modelSimulator) line('Model', 'simulated (a demo): set OPENAI_API_KEY or OPENAI_BASE_URL for a real one');
  line('State and logs', config.home);
  say('\nCtrl-C stops it; the next start goes on where it was.\n');
}
