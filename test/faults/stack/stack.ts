/**
 * Everything a fault run needs, each in a process of its own: Postgres and Temporal on files, api and worker with their
 * checkpoints, and the simulators, which stay outside: their ledger is the oracle. Any of the first four can be killed and
 * comes back on its own port with its own data.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RunningTemporal, startTemporalDev } from '../../../runtime/embedded/temporal-dev.ts';
import { freePort } from '../../../runtime/ports.ts';
import { type RunningPostgres, startPostgres } from '../../../runtime/postgres.ts';
import type { Target } from '../targets.ts';
import { Child } from './child.ts';
import { Phone } from './phone.ts';
import { Product } from './product.ts';
import { Record } from './record.ts';
import { bareEnv, NUMBER, productSettings, SEND_TIMEOUT_MS } from './settings.ts';

export interface StackOptions {
  /** Folder of Postgres's programs, and the `temporal` program. */
  postgresBinDir: string;
  temporalCli: string;
  /** The environment of programs that are not ours, and what ours need to run. */
  env: { [name: string]: string | undefined };
  say: (text: string) => void;
}

const LOGIN = { email: 'faults@example.com', password: randomBytes(12).toString('base64url') };
const RESTART_TRIES_MS = 20_000;
const root = fileURLToPath(new URL('../../..', import.meta.url));

export class Stack {
  readonly options: StackOptions;
  readonly scratch: string;
  /** Processes that ended although nobody killed them. */
  readonly lost: string[] = [];
  phone!: Phone;
  record!: Record;
  product!: Product;
  api!: Child;
  worker!: Child;
  private postgres!: RunningPostgres;
  private temporal!: RunningTemporal;
  private readonly simulators: Child[] = [];
  private readonly secret = randomBytes(18).toString('base64url');
  private readonly masterKey = randomBytes(32);
  private readonly ports = { api: 0, temporal: 0, postgres: 0 };
  private stopping = false;
  private killing = false;
  private urls = { phone: '', model: '' };

  private constructor(options: StackOptions, scratch: string) {
    this.options = options;
    this.scratch = scratch;
  }

  /** Nothing runs yet: so that whatever is started can be stopped at any time. */
  static async make(options: StackOptions): Promise<Stack> {
    return new Stack(options, await mkdtemp(join(tmpdir(), 'parley-faults-')));
  }

  /** @throws when anything does not start; what had started is stopped then. */
  async begin(): Promise<this> {
    try {
      await this.startAll();
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private async startAll(): Promise<void> {
    const { ports, secret } = this;
    for (const name of ['api', 'temporal', 'postgres'] as const) ports[name] = await freePort();
    await Promise.all([this.startPostgres(), this.startTemporal()]);
    const model = this.simulator('model', 'simulators/model/main.ts', ['--port', '0']);
    const whatsapp = this.simulator('whatsapp', 'simulators/whatsapp/main.ts', [
      ...['--port', '0', '--no-limits', '--no-handshake', '--status-delays-ms', '10,20,30'],
      ...['--data-dir', join(this.scratch, 'whatsapp')],
      ...['--webhook-url', `http://127.0.0.1:${ports.api}/webhooks/whatsapp`],
      // With an equals sign: a secret may begin with a dash.
      ...[`--app-secret=${secret}`, `--verify-token=${secret}`, `--access-token=${secret}`],
      ...['--number', `${NUMBER.phoneNumberId},${NUMBER.display},${NUMBER.wabaId}`],
    ]);
    await Promise.all([model.ready(), whatsapp.ready()]);
    this.urls = { phone: String(whatsapp.facts.url), model: String(model.facts.url) };
    this.phone = new Phone(this.urls.phone, this.urls.model);
    const prepare = this.part('prepare', 'processes/prepare.ts', []);
    await prepare.ready();
    await prepare.stop();
    this.record = new Record(this.postgres.url, this.masterKey);
    await Promise.all([this.start('api'), this.start('worker')]);
    this.product = new Product(`http://127.0.0.1:${ports.api}`);
    await this.product.signIn(LOGIN);
  }

  private async startPostgres(): Promise<void> {
    // Postgres may run as another user, so its directory stands in one of its own.
    this.postgres = await startPostgres({
      binDir: this.options.postgresBinDir,
      dataDir: join(await this.postgresHome(), 'data'),
      port: this.ports.postgres,
      settings: { max_connections: '200', shared_buffers: '128MB' },
      env: this.options.env,
    });
  }

  private home: string | null = null;
  private async postgresHome(): Promise<string> {
    this.home ??= await mkdtemp(join(tmpdir(), 'parley-faults-postgres-'));
    await chmod(this.home, 0o755);
    return this.home;
  }

  private async startTemporal(): Promise<void> {
    this.temporal = await startTemporalDev({
      binary: this.options.temporalCli,
      port: this.ports.temporal,
      dbFile: join(this.scratch, 'temporal.db'),
      logFile: join(this.scratch, 'temporal.log'),
      env: this.options.env,
    });
    const running = this.temporal;
    running.ended.then(() => {
      if (!this.stopping && this.temporal === running && !this.killing) this.again('temporal', 'it gave up');
    });
  }

  /** A process of the product. */
  private part(name: string, file: string, args: string[]): Child {
    const env = {
      ...bareEnv(this.options.env),
      ...productSettings({
        databaseUrl: this.postgres.url,
        temporalAddress: this.temporal.address,
        apiPort: this.ports.api,
        home: join(this.scratch, 'home'),
        masterKey: this.masterKey,
        login: LOGIN,
        secret: this.secret,
        phoneUrl: this.urls.phone,
        modelUrl: this.urls.model,
      }),
    };
    return this.child(name, join(root, file), args, env);
  }

  /** A simulator knows nothing of whoever started it, so it runs under a guard that ends it with this process. */
  private simulator(name: string, file: string, args: string[]): Child {
    const guarded = ['--', process.execPath, join(root, file), ...args];
    const child = this.child(name, join(root, 'runtime/guard.ts'), guarded, bareEnv(this.options.env));
    this.simulators.push(child);
    return child;
  }

  private child(name: string, file: string, args: string[], env: { [name: string]: string | undefined }): Child {
    return new Child({ name, file, args, env, cwd: this.scratch, logFile: join(this.scratch, `${name}.log`) });
  }

  /** Starts what was killed, on its own port and data; one that does not come up at once is tried again for a while. */
  async start(target: Target): Promise<void> {
    const deadline = Date.now() + RESTART_TRIES_MS;
    for (;;) {
      try {
        return await this.startOnce(target);
      } catch (error) {
        // The backends of a killed Postgres may still be leaving; until then its directory is taken.
        if (Date.now() > deadline || this.stopping) throw error;
        await sleep(100);
      }
    }
  }

  private async startOnce(target: Target): Promise<void> {
    switch (target) {
      case 'postgres':
        return this.startPostgres();
      case 'temporal':
        return this.startTemporal();
      case 'api':
        this.api = this.part('api', 'test/faults/programs/api.ts', []);
        this.watch(await this.api.ready());
        return;
      case 'worker':
        this.worker = this.part('worker', 'test/faults/programs/worker.ts', [String(SEND_TIMEOUT_MS)]);
        this.watch(await this.worker.ready());
    }
  }

  /** Whatever is held goes on, and nothing is held any more. */
  letGo(): void {
    for (const child of [this.worker, this.api]) {
      child.onAsked = null;
      child.go(null);
    }
  }

  /** kill -9; resolves when it is gone. */
  async kill(target: Target): Promise<void> {
    this.killing = true;
    if (target === 'postgres') await this.postgres.kill();
    else if (target === 'temporal') await this.temporal.kill();
    else await this[target].kill();
    this.killing = false;
  }

  /** A process that gives up because another one is gone is started again, as its supervisor would. */
  private watch(child: Child): void {
    child.onLost = how => this.again(child.name as 'api' | 'worker', how);
  }

  private again(target: Target, how: string): void {
    this.lost.push(`${target} ended by itself: ${how}`);
    this.options.say(`${target} ended by itself (${how}) and is started again`);
    const start = async (): Promise<void> => {
      while (!this.stopping) {
        try {
          return await this.start(target);
        } catch (error) {
          this.options.say(String(error));
          await sleep(200);
        }
      }
    };
    void start();
  }

  /** Safe to call at any time, also half started. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([this.api?.stop(), this.worker?.stop()]);
    await this.record?.close();
    await Promise.all([...this.simulators.map(child => child.stop()), this.temporal?.kill(), this.postgres?.stop()]);
    await rm(this.scratch, { recursive: true, force: true });
    if (this.home) await rm(this.home, { recursive: true, force: true });
  }
}
