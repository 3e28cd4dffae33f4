/**
 * Lets many clients share PGlite's one backend. A client has the backend from the first message of a query to its Sync, and
 * from BEGIN to COMMIT: messages of two clients never mix, so nobody's Bind meets another's Parse. The rest queues, in order.
 * What it cannot do: LISTEN for others, cancel, COPY from a client, and session settings are everybody's (use SET LOCAL).
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { Frames, fatalError, ownNames, SYNC, simpleQuery, startupPacket } from './wire.ts';

export interface FrontOptions {
  db: PGlite;
  host: string;
  /** 0: any free one. */
  port: number;
  /** A client that leaves a transaction open this long while others wait is disconnected, and its work rolled back. */
  idleInTransactionMs?: number;
  /** The backend broke: nothing can be answered any more. */
  onBroken: (error: unknown) => void;
}

export interface Front {
  port: number;
  close(): Promise<void>;
}

interface Client {
  id: number;
  socket: Socket;
  frames: Frames;
  session: boolean;
  /** Complete units (a query, or everything up to a Sync or Flush) that wait for the backend. */
  units: { bytes: Buffer; ends: boolean }[];
  partial: Buffer[];
  named: boolean;
  gone: boolean;
}

export async function startFront(options: FrontOptions): Promise<Front> {
  const { db } = options;
  const idleInTransactionMs = options.idleInTransactionMs ?? 30_000;
  const clients = new Set<Client>();
  /** Clients with work, first come first served. */
  const waiting = new Set<Client>();
  /** Has the backend: in a transaction, or between a Flush and its Sync. */
  let holder: Client | null = null;
  let holderSince = Date.now();
  let running = false;
  let nextId = 1;
  const greeting = await collect(startupPacket({ user: 'postgres', database: 'postgres', client_encoding: 'UTF8' }));

  async function collect(bytes: Buffer): Promise<Buffer> {
    const parts: Buffer[] = [];
    await db.execProtocolRawStream(bytes, { onRawData: data => parts.push(Buffer.from(data)) });
    return Buffer.concat(parts);
  }

  async function work(): Promise<void> {
    if (running) return;
    running = true;
    try {
      for (let client = next(); client; client = next()) await serve(client);
    } catch (error) {
      options.onBroken(error);
    } finally {
      running = false;
    }
  }

  /** Who may use the backend now: its holder and nobody else, or the first in the queue. */
  function next(): Client | null {
    if (holder) return holder.gone || holder.units.length > 0 ? holder : null;
    for (const client of waiting) {
      waiting.delete(client);
      if (client.units.length > 0 || (client.gone && client.named)) return client;
    }
    return null;
  }

  async function serve(client: Client): Promise<void> {
    if (client.gone) return forget(client);
    const unit = client.units.shift();
    if (!unit) return;
    const answer = await collect(unit.bytes);
    if (!client.gone) client.socket.write(answer);
    const holds = !unit.ends || db.isInTransaction();
    holder = holds ? client : null;
    holderSince = Date.now();
    if (!holds && client.units.length > 0) waiting.add(client);
  }

  /** Leaves nothing of a client that went away: no transaction, no prepared statements. */
  async function forget(client: Client): Promise<void> {
    if (holder === client) {
      // First what undoes an implicit transaction; then what ends the skipping after an error; then what that left open.
      await collect(simpleQuery('rollback'));
      await collect(SYNC);
      if (db.isInTransaction()) await collect(simpleQuery('rollback'));
      holder = null;
    }
    client.units = [];
    if (!client.named) return;
    client.named = false;
    const prefix = ownPrefix(client);
    await collect(
      simpleQuery(
        `do $$ declare s text; begin for s in select name from pg_prepared_statements where starts_with(name, '${prefix}') loop execute format('deallocate %I', s); end loop; end $$`,
      ),
    );
  }

  function receive(client: Client, message: Buffer): void {
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === 'X') {
      client.socket.end();
      return;
    }
    const own = ownNames(message, ownPrefix(client));
    if (own !== message) client.named = true;
    client.partial.push(own);
    if (type !== 'Q' && type !== 'S' && type !== 'H' && type !== 'F') return;
    client.units.push({ bytes: Buffer.concat(client.partial), ends: type !== 'H' });
    client.partial = [];
    if (holder !== client) waiting.add(client);
  }

  function open(client: Client): boolean {
    const opening = client.frames.opening();
    if (!opening) return false;
    if (opening.kind === 'encryption') client.socket.write('N');
    else if (opening.kind === 'cancel') client.socket.destroy();
    else {
      client.session = true;
      client.socket.write(greeting);
    }
    return true;
  }

  function accept(socket: Socket): void {
    const client: Client = {
      id: nextId++,
      socket,
      frames: new Frames(),
      session: false,
      units: [],
      partial: [],
      named: false,
      gone: false,
    };
    clients.add(client);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      client.frames.push(chunk);
      try {
        while (!client.session && open(client));
        if (!client.session) return;
        for (let message = client.frames.message(); message; message = client.frames.message())
          receive(client, message);
      } catch {
        socket.destroy();
      }
      void work();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      client.gone = true;
      clients.delete(client);
      if (client.named && holder !== client) waiting.add(client);
      void work();
    });
  }

  const watch = setInterval(
    () => {
      if (!holder || waiting.size === 0 || running || Date.now() - holderSince < idleInTransactionMs) return;
      holder.socket.write(
        fatalError(
          '25P03',
          'terminating connection due to idle-in-transaction timeout: others waited for the only backend',
        ),
      );
      holder.socket.destroy();
    },
    Math.min(1_000, idleInTransactionMs),
  );
  watch.unref();

  const server = createServer(accept);
  const port = await listen(server, options.port, options.host);
  return {
    port,
    close: async () => {
      clearInterval(watch);
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const client of clients) client.socket.destroy();
      await closed;
    },
  };
}

const ownPrefix = (client: Client) => `c${client.id}_`;

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address && typeof address === 'object' ? address.port : port);
    });
  });
}
