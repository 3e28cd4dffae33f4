/**
 * The embedded database, in a process of its own: node postgres-main.ts --data-dir=… [--port=0] [--host=127.0.0.1]
 * Prints `listening on HOST:PORT` when it can be used. Ends on SIGTERM or SIGINT, or with the process that started it.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { exitWithParent } from '../exit-with-parent.ts';
import { holdAlone } from '../hold-alone.ts';
import { type Front, startFront } from './postgres-front.ts';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

try {
  await main();
} catch (error) {
  fail(error);
}

async function main(): Promise<void> {
  if (!values['data-dir'])
    throw new Error('usage: node postgres-main.ts --data-dir=DIRECTORY [--port=0] [--host=127.0.0.1]');
  const dataDir = resolve(values['data-dir']);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await holdAlone(dataDir, 'the embedded database');
  const db = await PGlite.create({ dataDir, extensions: { vector } });
  const front = await startFront({ db, host: values.host, port: Number(values.port), onBroken: fail }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new Error(
        `Port ${values.port} (embedded Postgres) is in use by another program: stop that program, or set PARLEY_PG_PORT to another port.`,
      );
    },
  );
  stopOnSignals(db, front);
  process.stdout.write(`listening on ${values.host}:${front.port}\n`);
}

function stopOnSignals(db: PGlite, front: Front): void {
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= front.close().then(() => db.close());
    return stopping;
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => void stop().then(() => process.exit(0), fail));
  exitWithParent(stop);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
