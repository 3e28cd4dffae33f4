/**
 * The product as processes, with a link that can be cut between every two parts. The simulators and the oracle stand outside:
 * what the customer really got is the simulator's ledger, what the product believes is read from the record directly.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../../../bench/stack/child.ts';
import { type Database, openDatabase } from '../../../db/database.ts';
import { createKeyring, type Keyring } from '../../../db/keys/keyring.ts';
import { seedChannel, seedOrganization } from '../../../db/organization/seed.ts';
import { dentalClinic } from '../../../domain/playbook/templates/dental-clinic.ts';
import { freePort } from '../../../runtime/ports.ts';
import { startModelSimulator } from '../../../simulators/model/server.ts';
import { startWhatsAppSimulator } from '../../../simulators/whatsapp/index.ts';
import { NUMBER } from '../../support/core.ts';
import { type Link, startLink } from '../../support/link.ts';
import { environment } from '../../support/tools.ts';
import { Record } from '../stack/record.ts';

export const LINKS = [
  'whatsapp-api',
  'api-postgres',
  'api-temporal',
  'worker-postgres',
  'worker-temporal',
  'worker-model',
  'worker-whatsapp',
] as const;
export type LinkName = (typeof LINKS)[number];

export interface StageOptions {
  databaseUrl: string;
  temporalAddress: string;
  /** How many of each; the provider's webhooks take turns between several apis. */
  apis?: number;
  workers?: number;
  settings?: { [name: string]: string };
  /** For programs that stand before the process's own: `--import …`. */
  nodeArgs?: { api?: string[]; worker?: string[] };
  /** Of worker number n, on top of `settings`. */
  workerSettings?: (index: number) => { [name: string]: string };
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** How long one send may take here: a black hole would hold the run up for the real provider's 15 s. */
const SEND_TIMEOUT_MS = 4_000;

export type Kind = 'api' | 'worker';

export class Stage {
  readonly options: StageOptions;
  readonly links = new Map<LinkName, Link>();
  readonly masterKey = randomBytes(32);
  /** Processes that ended although nobody ended them. */
  readonly lost: string[] = [];
  db!: Database;
  keyring!: Keyring;
  record!: Record;
  orgId = '';
  phone!: Awaited<ReturnType<typeof startWhatsAppSimulator>>;
  model!: Awaited<ReturnType<typeof startModelSimulator>>;
  scratch = '';
  private readonly secret = randomBytes(18).toString('base64url');
  private readonly apiPorts: number[] = [];
  private readonly running = new Map<string, Child>();
  private readonly closing: (() => unknown)[] = [];
  private starts = 0;
  private ending = false;

  private constructor(options: StageOptions) {
    this.options = options;
  }

  static async start(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    try {
      await stage.startAll();
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  private async startAll(): Promise<void> {
    const { databaseUrl, temporalAddress, apis = 1, workers = 1 } = this.options;
    this.scratch = await mkdtemp(join(tmpdir(), 'parley-stage-'));
    this.closing.push(() => rm(this.scratch, { recursive: true, force: true }));
    this.record = new Record(databaseUrl, this.masterKey);
    this.db = openDatabase({ url: databaseUrl, poolSize: 4, onError: () => undefined });
    this.closing.push(() => this.record.close());
    this.closing.push(() => this.db.close());
    await this.seed();
    for (let index = 0; index < apis; index++) this.apiPorts.push(await freePort());
    const [first, ...others] = this.apiPorts.map(port => ({ port }));
    if (!first) throw new Error('a stage needs an api');
    const toApi = await this.link('whatsapp-api', await startLink(first, ...others));
    this.phone = await startWhatsAppSimulator({
      webhookUrl: `http://127.0.0.1:${toApi.port}/webhooks/whatsapp`,
      appSecret: this.secret,
      verifyToken: this.secret,
      accessToken: this.secret,
      numbers: [NUMBER],
      limits: false,
      seed: 1,
      handshake: false,
      statusDelaysMs: { sent: 10, delivered: 20, read: 40 },
      retry: { firstDelayMs: 500, maxDelayMs: 2_000, timeoutMs: 5_000 },
    });
    this.closing.push(() => this.phone.close());
    this.model = await startModelSimulator({ latencyMs: 20, seed: 1 });
    this.closing.push(() => this.model.close());
    const postgres = target(databaseUrl.replace(/^postgres/, 'http'));
    const temporal = target(`http://${temporalAddress}`);
    await this.link('api-postgres', await startLink(postgres));
    await this.link('worker-postgres', await startLink(postgres));
    await this.link('api-temporal', await startLink(temporal));
    await this.link('worker-temporal', await startLink(temporal));
    await this.link('worker-model', await startLink(target(this.model.url)));
    await this.link('worker-whatsapp', await startLink(target(this.phone.url)));
    await Promise.all([
      ...Array.from({ length: apis }, (_, index) => this.run('api', index)),
      ...Array.from({ length: workers }, (_, index) => this.run('worker', index)),
    ]);
  }

  private async seed(): Promise<void> {
    this.keyring = createKeyring(this.db, this.masterKey);
    const playbook = { name: 'dental_clinic', config: dentalClinic };
    const org = { slug: 'sunset-dental', name: 'Sunset Dental', zone: 'America/New_York', currency: 'USD', playbook };
    this.orgId = await seedOrganization(this.db, org, Date.now());
    const secrets = { accessToken: this.secret, appSecret: this.secret, verifyToken: this.secret };
    const { phoneNumberId, displayPhoneNumber, wabaId } = NUMBER;
    const account = { name: 'WhatsApp', phoneNumberId, displayPhoneNumber, businessAccountId: wabaId, ...secrets };
    await seedChannel(this.db, this.keyring, this.orgId, account, Date.now());
  }

  private async link(name: LinkName, link: Link): Promise<Link> {
    this.links.set(name, link);
    this.closing.push(() => link.close());
    return link;
  }

  through(name: LinkName): Link {
    const link = this.links.get(name);
    if (!link) throw new Error(`there is no link ${name}`);
    return link;
  }

  private settings(kind: Kind, index: number): { [name: string]: string | undefined } {
    const over = (name: LinkName, url: string): string => {
      const linked = new URL(url);
      linked.port = String(this.through(name).port);
      return linked.href.replace(/\/$/, '');
    };
    const given = environment();
    return {
      PATH: given.PATH,
      HOME: given.HOME,
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: over(`${kind}-postgres`, this.options.databaseUrl),
      TEMPORAL_ADDRESS: `127.0.0.1:${this.through(`${kind}-temporal`).port}`,
      TEMPORAL_TASK_QUEUE: `stage-${this.secret.replace(/\W/g, '')}`,
      HOST: '127.0.0.1',
      PORT: String(this.apiPorts[index] ?? 0),
      PARLEY_HOME: join(this.scratch, 'home'),
      PARLEY_MASTER_KEY: this.masterKey.toString('hex'),
      PARLEY_QUIET_MS: '50',
      PARLEY_MODEL_TIMEOUT_MS: '3000',
      PARLEY_RATE_PUBLIC_PER_MIN: '1000000',
      WHATSAPP_GRAPH_URL: over('worker-whatsapp', this.phone.url),
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: over('worker-model', this.model.url),
      PARLEY_MODEL: 'parley-demo',
      LOG_LEVEL: 'warn',
      ...this.options.settings,
      ...(kind === 'worker' ? this.options.workerSettings?.(index) : {}),
    };
  }

  /** Starts number `index` of its kind; one that ends by itself is started again, as its supervisor would. */
  async run(kind: Kind, index = 0): Promise<Child> {
    const name = `${kind} ${index}`;
    const program = kind === 'api' ? ['processes/api.ts', '--supervised'] : ['test/faults/programs/worker.ts'];
    const [file = '', ...rest] = program;
    const child = await startChild({
      name,
      args: [
        ...(this.options.nodeArgs?.[kind] ?? []),
        join(root, file),
        ...rest,
        ...(kind === 'worker' ? [String(SEND_TIMEOUT_MS)] : []),
      ],
      env: this.settings(kind, index),
      cwd: this.scratch,
      logFile: join(this.scratch, `${kind}-${index}-${++this.starts}.log`),
    });
    this.running.set(name, child);
    child.process.once('exit', (code, signal) => {
      if (this.ending || this.running.get(name) !== child) return;
      this.running.delete(name);
      this.lost.push(`${name} ended by itself: ${signal ?? `code ${code}`}`);
      void this.again(kind, index);
    });
    return child;
  }

  private async again(kind: Kind, index: number): Promise<void> {
    while (!this.ending) {
      const started = await this.run(kind, index).catch(() => null);
      if (started) return;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  child(kind: Kind, index = 0): Child {
    const child = this.running.get(`${kind} ${index}`);
    if (!child) throw new Error(`${kind} ${index} does not run`);
    return child;
  }

  /** kill -9; resolves when it is gone. */
  async kill(kind: Kind, index = 0): Promise<void> {
    const child = this.child(kind, index);
    this.running.delete(`${kind} ${index}`);
    child.process.kill('SIGKILL');
    while (!child.over()) await new Promise(resolve => setTimeout(resolve, 10));
  }

  /** What every process said last: told when something went wrong. */
  async tails(): Promise<string> {
    const files = (await readdir(this.scratch)).filter(file => file.endsWith('.log'));
    const tails = files.map(async file => {
      const lines = (await readFile(join(this.scratch, file), 'utf8')).trim().split('\n');
      return [`--- ${file}: ${lines.length} lines`, ...lines.slice(-4).map(line => line.slice(0, 400))].join('\n');
    });
    return (await Promise.all(tails)).join('\n');
  }

  async stop(): Promise<void> {
    this.ending = true;
    for (const link of this.links.values()) link.heal();
    const children = [...this.running.values()];
    // Nothing is asked of them any more, and a clean stop would wait for what is cut.
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map(child => child.stop()));
    while (this.closing.length > 0) await this.closing.pop()?.();
  }
}

function target(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
