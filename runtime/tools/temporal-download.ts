/** Temporal's own download of its servers, the same one its SDKs use. */
import { chmod, copyFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { download, fetchQuickly } from './download.ts';
import { run } from './run.ts';

const SDK_VERSION = (createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string }).version;

interface Archive {
  archiveUrl: string;
  fileToExtract: string;
}

/**
 * Puts the program `target` into `directory`.
 * @param artifact as the download service calls it: "cli" or "temporal-test-server".
 * @param version a release ("v1.5.1") or "default".
 * @throws when the service cannot be reached, or has nothing for this machine.
 */
export async function downloadFromTemporal(
  artifact: string,
  version: string,
  target: string,
  directory: string,
  options: { env: Record<string, string | undefined>; say: (text: string) => void; service?: string },
): Promise<void> {
  // What the SDK sends: "default" is the version that goes with it.
  const query = new URLSearchParams({
    platform: platform(),
    arch: arch(),
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': SDK_VERSION,
  });
  const found = await fetchQuickly(
    `${options.service ?? 'https://temporal.download'}/${artifact}/${version}?${query}`,
    4_000,
  );
  const archive: unknown = await found.json();
  if (!isArchive(archive)) throw new Error('the download service answered something else than an archive');
  const file = join(directory, 'archive.tar.gz');
  options.say(`downloading ${target}`);
  await download(archive.archiveUrl, file, target, options.say);
  await run('tar', ['-xf', file, '-C', directory], { env: options.env, timeoutMs: 120_000 });
  await rm(file);
  const extracted = join(directory, archive.fileToExtract);
  const path = join(directory, target);
  if (extracted !== path) await copyFile(extracted, path);
  await chmod(path, 0o755);
}

function isArchive(value: unknown): value is Archive {
  return (
    typeof value === 'object' &&
    value !== null &&
    'archiveUrl' in value &&
    typeof value.archiveUrl === 'string' &&
    'fileToExtract' in value &&
    typeof value.fileToExtract === 'string'
  );
}

function platform(): string {
  if (process.platform === 'darwin') return 'darwin';
  if (process.platform === 'linux') return 'linux';
  throw new Error(`Temporal has no download for ${process.platform}`);
}

function arch(): string {
  if (process.arch === 'x64') return 'amd64';
  if (process.arch === 'arm64') return 'arm64';
  throw new Error(`Temporal has no download for ${process.arch}`);
}
