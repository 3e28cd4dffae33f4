/** Temporal's time-skipping test server: a given one, a cached one, Temporal's download, or its Java artifact behind a two-line script. */
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.ts';
import { isExecutable, onPath, run } from './run.ts';
import type { FoundProgram } from './temporal-cli.ts';
import { downloadFromTemporal } from './temporal-download.ts';
import { type Look, reason, ToolMissing, type ToolOptions } from './tool.ts';

const VERSION = '1.38.0';
const PROGRAM = 'temporal-test-server';
const MEND =
  'Set PARLEY_TEST_TIME_SERVER to a temporal-test-server program, or install Java 17 with Maven so that it can be got.';

export interface TimeSkippingServerOptions extends ToolOptions {
  binary?: string | undefined;
}

/** Finds or gets the server: a program whose one argument is the port. @throws ToolMissing */
export async function timeSkippingServer(options: TimeSkippingServerOptions): Promise<FoundProgram> {
  const here = alreadyHere(options);
  if (here) return here;
  const say = options.say ?? (() => {});
  const entry = cacheEntry(options);
  try {
    await cached(entry, directory => get(directory, entry, options.env, say), say);
  } catch (error) {
    throw new ToolMissing(
      'time-skipping server',
      `Temporal's time-skipping test server could not be got (${reason(error)}). ${MEND}`,
      { cause: error },
    );
  }
  return { how: `cached at ${entry}`, path: join(entry, PROGRAM) };
}

/** What would be used, without getting it. */
export async function lookForTimeSkippingServer(options: TimeSkippingServerOptions): Promise<Look> {
  try {
    const here = alreadyHere(options);
    if (here) return { found: true, text: here.how };
  } catch (error) {
    return { found: false, text: reason(error) };
  }
  const java = onPath('java', options.env) && onPath('mvn', options.env);
  return {
    found: false,
    text: `would be downloaded from Temporal${java ? ', or got with Maven and run by Java' : '; there is no Java with Maven to get it otherwise'}`,
  };
}

function alreadyHere(options: TimeSkippingServerOptions): FoundProgram | null {
  if (options.binary) {
    if (!isExecutable(options.binary))
      throw new ToolMissing('time-skipping server', `${options.binary} is not a program that can be run. ${MEND}`);
    return { how: options.binary, path: options.binary };
  }
  const path = join(cacheEntry(options), PROGRAM);
  return isExecutable(path) ? { how: `cached at ${path}`, path } : null;
}

const cacheEntry = (options: ToolOptions) =>
  join(options.cacheDir ?? cacheRoot(options.env), `temporal-test-server-${VERSION}`);

async function get(
  directory: string,
  entry: string,
  env: Record<string, string | undefined>,
  say: (text: string) => void,
): Promise<void> {
  say("getting Temporal's time-skipping test server (once; it is kept for later)");
  let downloading: unknown;
  try {
    return await downloadFromTemporal(PROGRAM, 'default', PROGRAM, directory, { env, say });
  } catch (error) {
    downloading = error;
  }
  const java = onPath('java', env);
  const maven = onPath('mvn', env);
  if (!java || !maven)
    throw new Error(
      `the download failed: ${reason(downloading)}; and there is no ${java ? 'Maven' : 'Java'} to get it with`,
    );
  say(`the download is out of reach (${reason(downloading)}); getting it with Maven instead`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'pom.xml'), POM);
  await run(maven, ['-B', '-q', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
    env,
    cwd: directory,
    say,
    doing: 'getting the time-skipping server',
    timeoutMs: 10 * 60_000,
  });
  if ((await readdir(join(directory, 'lib'))).length === 0) throw new Error('Maven put nothing where it was asked to');
  // The path is the one this directory will have: the entry is renamed into place when it is complete.
  const script = `#!/bin/sh\nexec ${quote(java)} -cp ${quote(join(entry, 'lib', '*'))} io.temporal.testserver.TestServer "$@"\n`;
  await writeFile(join(directory, PROGRAM), script);
  await chmod(join(directory, PROGRAM), 0o755);
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>parley</groupId>
  <artifactId>time-skipping-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;
