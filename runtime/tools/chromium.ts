/** A Chromium or Chrome for the end-to-end tests: a given one, one on this machine, Playwright's own, or Debian's package. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheRoot, lock } from './cache.ts';
import { isExecutable, onPath, run } from './run.ts';
import type { FoundProgram } from './temporal-cli.ts';
import { type Look, reason, ToolMissing, type ToolOptions } from './tool.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const MEND = 'Install Chromium or Chrome so that it is on PATH, or set PARLEY_TEST_CHROMIUM to one.';

export interface ChromiumOptions extends ToolOptions {
  binary?: string | undefined;
}

/** Finds or gets a browser. As root it needs `--no-sandbox`. @throws ToolMissing */
export async function chromium(options: ChromiumOptions): Promise<FoundProgram> {
  const here = await alreadyHere(options);
  if (here) return here;
  const say = options.say ?? (() => {});
  const unlock = await lock(join(options.cacheDir ?? cacheRoot(options.env), 'chromium.lock'), () =>
    say('waiting for another process that is getting a browser'),
  );
  try {
    return (await alreadyHere(options)) ?? (await get(options, say));
  } finally {
    await unlock();
  }
}

/** What would be used, without getting it. */
export async function lookForChromium(options: ChromiumOptions): Promise<Look> {
  try {
    const here = await alreadyHere(options);
    if (here) return { found: true, text: here.how };
  } catch (error) {
    return { found: false, text: reason(error) };
  }
  return {
    found: false,
    text: `would be downloaded by Playwright${canInstall(options) ? ', or installed with apt-get' : ''}`,
  };
}

async function alreadyHere(options: ChromiumOptions): Promise<FoundProgram | null> {
  if (options.binary) {
    if (!isExecutable(options.binary))
      throw new ToolMissing('Chromium', `${options.binary} is not a program that can be run. ${MEND}`);
    return { how: options.binary, path: options.binary };
  }
  for (const name of NAMES) {
    const path = onPath(name, options.env);
    if (path) return { how: `${path} (on PATH)`, path };
  }
  const place = PLACES.find(isExecutable);
  if (place) return { how: place, path: place };
  const own = await playwrightsOwn();
  return own ? { how: `Playwright's own at ${own}`, path: own } : null;
}

async function playwrightsOwn(): Promise<string | null> {
  try {
    const playwright = await import('playwright-core');
    const path = playwright.chromium.executablePath();
    return isExecutable(path) ? path : null;
  } catch {
    return null;
  }
}

async function get(options: ChromiumOptions, say: (text: string) => void): Promise<FoundProgram> {
  const { env } = options;
  const failures: string[] = [];
  say('getting a browser for the end-to-end tests (once; it is kept for later)');
  try {
    const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
    await run(process.execPath, [cli, 'install', 'chromium'], {
      env,
      say,
      doing: 'downloading Chromium',
      timeoutMs: 5 * 60_000,
    });
    const path = await playwrightsOwn();
    if (path) return { how: `Playwright's own at ${path}`, path };
    failures.push('Playwright put no browser where it looks for one');
  } catch (error) {
    failures.push(reason(error));
  }
  if (canInstall(options)) {
    say('the download is out of reach; installing Debian\'s package "chromium" instead');
    try {
      const apt = {
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
        say,
        doing: 'installing chromium',
        timeoutMs: 10 * 60_000,
      };
      await run('apt-get', ['update', '-qq'], apt);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], apt);
      const path = onPath('chromium', env);
      if (path) return { how: `${path} (installed)`, path };
      failures.push('the package "chromium" brought no program of that name');
    } catch (error) {
      failures.push(reason(error));
    }
  }
  throw new ToolMissing('Chromium', `A browser could not be got (${failures.join('; ')}). ${MEND}`);
}

const canInstall = (options: ChromiumOptions) =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get', options.env) !== null;
