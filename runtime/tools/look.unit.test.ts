import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chromium } from './chromium.ts';
import { lookAtTools } from './look.ts';
import { postgresServer } from './postgres-server.ts';
import { temporalCli } from './temporal-cli.ts';
import { timeSkippingServer } from './time-skipping-server.ts';
import { ToolMissing } from './tool.ts';

let root: string;
let env: Record<string, string | undefined>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-tools-'));
  await mkdir(join(root, 'bin'));
  env = { PATH: join(root, 'bin'), HOME: root };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function program(path: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '#!/bin/sh\nexit 1\n');
  await chmod(path, 0o755);
  return path;
}

const temporal = async (options: Parameters<typeof lookAtTools>[0]) =>
  (await lookAtTools(options)).find(tool => tool.name === 'Temporal dev server');

it('prefers an address, then the given program, then PATH, then the cache', async () => {
  expect(await temporal({ env })).toMatchObject({ found: false, text: expect.stringContaining('would be downloaded') });
  const inCache = await program(join(root, '.cache', 'parley', 'temporal-cli-1.5.1', 'temporal'));
  expect((await temporalCli({ env })).path).toBe(inCache);
  const inPath = await program(join(root, 'bin', 'temporal'));
  expect((await temporalCli({ env })).path).toBe(inPath);
  const given = await program(join(root, 'given'));
  expect((await temporalCli({ env, binary: given })).path).toBe(given);
  expect(await temporal({ env, temporalCli: given, temporalAddress: 'host:7233' })).toMatchObject({
    found: true,
    text: 'the server at host:7233',
  });
});

it('says in one sentence what is wrong with a given program', async () => {
  const wrong = join(root, 'nothing');
  const missing = new RegExp(`^${wrong} is not a program that can be run`);
  await expect(temporalCli({ env, binary: wrong })).rejects.toThrow(missing);
  await expect(timeSkippingServer({ env, binary: wrong })).rejects.toThrow(missing);
  await expect(chromium({ env, binary: wrong })).rejects.toThrow(missing);
});

const OUT_OF_REACH = 'http://127.0.0.1:9';

it('builds the dev server with Go when the download is out of reach, and says so', async () => {
  const said: string[] = [];
  await program(join(root, 'bin', 'go'));
  await writeFile(
    join(root, 'bin', 'go'),
    `#!/bin/sh\necho "$@" > "$GOBIN/asked"\nprintf '#!/bin/sh\\n' > "$GOBIN/temporal"\n/bin/chmod 755 "$GOBIN/temporal"\n`,
  );
  const found = await temporalCli({ env, downloadService: OUT_OF_REACH, say: text => said.push(text) });
  expect(found.path).toBe(join(root, '.cache', 'parley', 'temporal-cli-1.5.1', 'temporal'));
  expect(await readFile(join(found.path, '..', 'asked'), 'utf8')).toBe(
    'install github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
  );
  expect(said.join('\n')).toMatch(/out of reach .*building it with Go/);
});

it('says in one sentence what to do without the download and without Go', async () => {
  const getting = temporalCli({ env, downloadService: OUT_OF_REACH });
  await expect(getting).rejects.toThrow(
    /^Temporal's dev server could not be got \(the download failed: .*; and there is no Go to build it with\)\. Put the `temporal` program on PATH/,
  );
  await expect(getting).rejects.toBeInstanceOf(ToolMissing);
});

it('takes a Postgres that runs already as it is', async () => {
  expect(await postgresServer({ env, databaseUrl: 'postgres://u@h/db' })).toEqual({
    how: 'the given DATABASE_URL',
    url: 'postgres://u@h/db',
  });
});

it('says how to mend it when Postgres can neither be found nor got', async () => {
  await program(join(root, 'bin', 'python3'));
  const getting = postgresServer({ env, cacheDir: join(root, 'cache') });
  // A machine may have one in a place of its own, where PATH is not asked.
  await getting.then(
    found => expect('binDir' in found && found.how).toBeTruthy(),
    error => {
      expect(error).toBeInstanceOf(ToolMissing);
      expect(error.message).toMatch(/^Postgres with pgvector could not be got .* Set DATABASE_URL /);
    },
  );
});
