/** A stretch of network that can be cut: a TCP proxy between two parts. Our own, so that a cut is exactly what it says. */
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `reset`: open connections are reset, new ones too. `black_hole`: nothing is said any more, in either direction, and nobody
 * is told; what was sent into it is gone, so connections of that time stay dead after the link heals, as they do behind a
 * router that forgot them.
 */
export type Cut = 'reset' | 'black_hole';

export interface Link {
  port: number;
  cut(how: Cut): void;
  heal(): void;
  /** Connections made so far. */
  made(): number;
  close(): Promise<void>;
}

export interface Target {
  host?: string;
  port: number;
}

interface Pair {
  near: Socket;
  far: Socket | null;
  dead: boolean;
}

/** @param targets one, or several that take turns; one that refuses is passed over, as a load balancer does. */
export async function startLink(...targets: [Target, ...Target[]]): Promise<Link> {
  const pairs = new Set<Pair>();
  let state: Cut | 'open' = 'open';
  let turns = 0;
  let made = 0;

  const end = (pair: Pair): void => {
    pairs.delete(pair);
    pair.near.destroy();
    pair.far?.destroy();
  };
  const reach = (pair: Pair, left: number): void => {
    const target = targets[turns++ % targets.length] ?? targets[0];
    const far = connect({ host: target.host ?? '127.0.0.1', port: target.port, noDelay: true });
    far.once('error', () => {
      if (left > 1 && !pair.near.destroyed) reach(pair, left - 1);
      else if (!pair.dead) reset(pair);
    });
    far.once('connect', () => {
      far.removeAllListeners('error');
      pair.far = far;
      join(pair, far);
    });
  };
  const join = (pair: Pair, far: Socket): void => {
    for (const [from, to] of [
      [pair.near, far],
      [far, pair.near],
    ] as const) {
      from.on('data', chunk => {
        if (pair.dead) return;
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.on('end', () => {
        if (!pair.dead) to.end();
      });
      from.on('error', () => {
        if (!pair.dead) reset(pair);
      });
      from.on('close', () => {
        if (!pair.dead) end(pair);
      });
    }
  };
  const reset = (pair: Pair): void => {
    pairs.delete(pair);
    pair.near.resetAndDestroy();
    pair.far?.resetAndDestroy();
  };
  const bury = (pair: Pair): void => {
    pair.dead = true;
    // Read on, so that the other end's system goes on acknowledging: only the silence tells.
    pair.near.resume();
    pair.far?.resume();
  };

  const server = createServer({ noDelay: true }, near => {
    made++;
    const pair: Pair = { near, far: null, dead: false };
    near.on('error', () => undefined);
    if (state === 'reset') return near.resetAndDestroy();
    pairs.add(pair);
    if (state === 'black_hole') bury(pair);
    else reach(pair, targets.length);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server),
    cut(how) {
      state = how;
      for (const pair of pairs) {
        if (how === 'reset') reset(pair);
        else bury(pair);
      }
    },
    heal() {
      state = 'open';
    },
    made: () => made,
    async close() {
      for (const pair of pairs) end(pair);
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (!address || typeof address !== 'object') throw new Error('the link has no port');
  return address.port;
}
