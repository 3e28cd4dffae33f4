/** Temporal's `temporal` program, which holds its dev server: a given one, one on this machine, a download, or a build. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.ts';
import { isExecutable, onPath, run } from './run.ts';
import { downloadFromTemporal } from './temporal-download.ts';
import { type Look, reason, ToolMissing, type ToolOptions } from './tool.ts';

const VERSION = '1.5.1';
const MODULE = `github.com/temporalio/cli/cmd/temporal@v${VERSION}`;
const MEND =
  'Put the `temporal` program on PATH (https://docs.temporal.io/cli), set TEMPORAL_CLI to it, set TEMPORAL_ADDRESS to a running server, or install Go so that it can be built.';

export interface TemporalCliOptions extends ToolOptions {
  /** A server that runs already: then no program is needed. */
  address?: string | undefined;
  /** The path of the program. */
  binary?: string | undefined;
  /** Temporal's download service; another one only in tests. */
  downloadService?: string;
}

export interface FoundProgram {
  how: string;
  path: string;
}

/** Finds or gets the program. Callers with an address of a server need not ask. @throws ToolMissing */
export async function temporalCli(options: Omit<TemporalCliOptions, 'address'>): Promise<FoundProgram> {
  const here = alreadyHere(options);
  if (here) return here;
  const say = options.say ?? (() => {});
  const entry = cacheEntry(options);
  try {
    await cached(entry, directory => get(directory, options, say), say);
  } catch (error) {
    throw new ToolMissing('Temporal CLI', `Temporal's dev server could not be got (${reason(error)}). ${MEND}`, {
      cause: error,
    });
  }
  return { how: `cached at ${entry}`, path: join(entry, 'temporal') };
}

/** What would be used, without getting it. */
export async function lookForTemporalCli(options: TemporalCliOptions): Promise<Look> {
  if (options.address) return { found: true, text: `the server at ${options.address}` };
  try {
    const here = alreadyHere(options);
    if (here) return { found: true, text: here.how };
  } catch (error) {
    return { found: false, text: reason(error) };
  }
  const go = onPath('go', options.env);
  return {
    found: false,
    text: `would be downloaded from Temporal${go ? `, or built with ${go} (about 4 minutes)` : '; there is no Go to build it with otherwise'}`,
  };
}

function alreadyHere(options: Omit<TemporalCliOptions, 'address'>): FoundProgram | null {
  if (options.binary) {
    if (!isExecutable(options.binary))
      throw new ToolMissing(
        'Temporal CLI',
        `${options.binary} is not a program that can be run: set TEMPORAL_CLI to the \`temporal\` program, or leave it out.`,
      );
    return { how: options.binary, path: options.binary };
  }
  const found = onPath('temporal', options.env);
  if (found) return { how: `${found} (on PATH)`, path: found };
  const path = join(cacheEntry(options), 'temporal');
  return isExecutable(path) ? { how: `cached at ${path}`, path } : null;
}

const cacheEntry = (options: ToolOptions) =>
  join(options.cacheDir ?? cacheRoot(options.env), `temporal-cli-${VERSION}`);

async function get(directory: string, options: TemporalCliOptions, say: (text: string) => void): Promise<void> {
  const { env, downloadService } = options;
  say("getting Temporal's dev server (once; it is kept for later)");
  let downloading: unknown;
  try {
    return await downloadFromTemporal('cli', `v${VERSION}`, 'temporal', directory, {
      env,
      say,
      ...(downloadService ? { service: downloadService } : {}),
    });
  } catch (error) {
    downloading = error;
  }
  const go = onPath('go', env);
  if (!go) throw new Error(`the download failed: ${reason(downloading)}; and there is no Go to build it with`);
  say(`the download is out of reach (${reason(downloading)}); building it with Go instead: about 4 minutes on 2 cores`);
  // An earlier, broken attempt may have left part of an archive.
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await run(go, ['install', MODULE], {
    env: { ...env, GOBIN: directory },
    say,
    doing: "building Temporal's dev server",
    timeoutMs: 30 * 60_000,
  });
}
