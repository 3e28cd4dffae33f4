/** Builds the admin UI when what is built is missing or older than its sources. */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { lock } from './tools/cache.ts';
import { run } from './tools/run.ts';

export interface AdminUiOptions {
  /** The checkout. */
  root: string;
  env: Record<string, string | undefined>;
  say?: (text: string) => void;
}

/** What the UI is made of: its own folder, and the code it shares with the api. */
const SOURCES = [
  'admin-ui/index.html',
  'admin-ui/package.json',
  'admin-ui/vite.config.ts',
  'admin-ui/src',
  'admin-ui/public',
  'api/contracts',
  'domain',
];

/** Resolves to the directory to serve. @throws an Error with what the build said. */
export async function buildAdminUi(options: AdminUiOptions): Promise<string> {
  const folder = join(options.root, 'admin-ui');
  const built = join(folder, 'dist');
  if (await isCurrent(options.root, built)) return built;
  const unlock = await lock(join(folder, 'node_modules', '.parley-build.lock'), () =>
    options.say?.('waiting for another process that is building the admin UI'),
  );
  try {
    if (await isCurrent(options.root, built)) return built;
    options.say?.('building the admin UI');
    const vite = join(
      dirname(createRequire(join(folder, 'package.json')).resolve('vite/package.json')),
      'bin',
      'vite.js',
    );
    const progress = options.say ? { say: options.say } : {};
    await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      env: options.env,
      cwd: folder,
      ...progress,
      doing: 'building the admin UI',
      timeoutMs: 5 * 60_000,
    });
  } catch (error) {
    throw new Error(
      `The admin UI could not be built (${error instanceof Error ? error.message : error}): run \`npm install\`, then \`npm run build -w admin-ui\` to see it all.`,
      { cause: error },
    );
  } finally {
    await unlock();
  }
  return built;
}

async function isCurrent(root: string, built: string): Promise<boolean> {
  const page = join(built, 'index.html');
  if (!existsSync(page)) return false;
  const builtAt = (await stat(page)).mtimeMs;
  for (const source of SOURCES) {
    if ((await newest(join(root, source))) > builtAt) return false;
  }
  return true;
}

async function newest(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  let latest = found.mtimeMs;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    latest = Math.max(latest, (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  }
  return latest;
}
