import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Controls, createControls } from './control/controls.ts';
import { knownNumbers } from './control/numbers.ts';
import { EventHub } from './events.ts';
import { FaultBook } from './faults.ts';
import { Limits } from './graph/limits.ts';
import { registerTemplateTasks, seedTemplates } from './graph/template-store.ts';
import { createCustomer } from './identity/customers.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { resolveOptions, type WhatsAppSimulatorOptions } from './options.ts';
import { Random } from './random.ts';
import { simulatorApp } from './server.ts';
import { Journal } from './store/journal.ts';
import { createStores } from './store/stores.ts';
import { Scheduler, SimClock } from './time.ts';
import { handshakeWhenUp } from './webhooks/handshake.ts';
import { WebhookQueue } from './webhooks/queue.ts';
import { registerStatusTasks } from './webhooks/statuses.ts';
import type { World } from './world.ts';

export type { Controls } from './control/controls.ts';
export type { FaultEffect, FaultInput, FaultRule } from './faults.ts';
export type { InboundInput, InboundResult } from './inbound/sender.ts';
export type { Ledger } from './ledger.ts';
export type { SeedTemplate, WhatsAppSimulatorOptions } from './options.ts';
export type * from './records.ts';
export { signatureOf, toWireJson } from './webhooks/wire.ts';

export interface WhatsAppSimulator extends Controls {
  /** Base address: Graph calls, the handset at `/`, control under `/_sim/`. */
  url: string;
  port: number;
  ledger: Ledger;
  close(): Promise<void>;
}

/**
 * Starts a double of the WhatsApp Cloud API that listens when the promise resolves.
 * Rejects with a sentence that says what to mend when an option is wrong or the port is taken.
 */
export async function startWhatsAppSimulator(input: WhatsAppSimulatorOptions): Promise<WhatsAppSimulator> {
  const options = resolveOptions(input);
  const journal = new Journal(options.dataDir);
  const stores = createStores(journal);
  const savedOffset = stores.settings.get('clock')?.offsetMs;
  const clock = new SimClock(options.clock ?? Date.now, typeof savedOffset === 'number' ? savedOffset : 0, offsetMs =>
    stores.settings.set('clock', { offsetMs }),
  );
  const random = new Random(options.seed);
  const listener = new Listener(options.host);
  const world = {
    options,
    clock,
    random,
    stores,
    scheduler: new Scheduler(clock, stores.tasks),
    events: new EventHub(),
    faults: new FaultBook(random),
    limits: new Limits(options.limits),
    url: '',
    refuseConnections: (forMs: number) => listener.refuse(forMs),
  } as Omit<World, 'webhooks'> as World;
  world.webhooks = new WebhookQueue(world);
  registerStatusTasks(world);
  registerTemplateTasks(world);
  const controls = createControls(world);
  const ledger = createLedger(world);
  const server = createServer(simulatorApp(world, controls, ledger));
  await listener.listen(server, options.port);
  world.url = listener.url;
  knownNumbers(world);
  seedTemplates(world, options.templates);
  if (stores.customers.size === 0) for (const customer of options.customers) createCustomer(world, customer);
  world.scheduler.start();
  world.webhooks.start();
  let closed = false;
  if (options.handshake !== false) void handshakeWhenUp(world, () => closed);
  return {
    ...controls,
    url: world.url,
    port: listener.port,
    ledger,
    async close() {
      if (closed) return;
      closed = true;
      world.scheduler.stop();
      world.events.close();
      await world.webhooks.close();
      await listener.close();
      journal.close();
    },
  };
}

/** The listening socket, which can be shut for a time so that connections are refused. */
class Listener {
  port = 0;
  private readonly host: string;
  private server: Server | null = null;
  private reopening: NodeJS.Timeout | null = null;

  constructor(host: string) {
    this.host = host;
  }

  get url(): string {
    const host = this.host === '0.0.0.0' || this.host === '::' ? '127.0.0.1' : this.host;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  async listen(server: Server, port: number): Promise<void> {
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(`Port ${port} is taken: give another port, or 0 for a free one.`)
            : error,
        );
      server.once('error', failed);
      server.listen(port, this.host, () => {
        server.off('error', failed);
        resolve();
      });
    });
    this.port = (server.address() as AddressInfo).port;
  }

  async refuse(forMs: number): Promise<void> {
    const { server } = this;
    if (server === null || this.reopening !== null) return;
    const shut = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await shut;
    this.reopening = setTimeout(() => {
      this.reopening = null;
      server.listen(this.port, this.host);
    }, forMs);
  }

  async close(): Promise<void> {
    if (this.reopening !== null) clearTimeout(this.reopening);
    const { server } = this;
    if (server === null || !server.listening) return;
    const shut = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await shut;
  }
}
