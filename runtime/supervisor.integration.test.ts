import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environment } from '../test/support/tools.ts';
import { freePort, portFree, requirePorts } from './ports.ts';
import { createSupervisor, type PartSpec, type Supervisor } from './supervisor.ts';

const env = environment();
const helper = JSON.stringify(fileURLToPath(new URL('./exit-with-parent.ts', import.meta.url)));
let directory: string;
let said: string[];
let supervisor: Supervisor;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-supervisor-'));
  said = [];
  supervisor = createSupervisor({ say: text => said.push(text), backoffMs: 20 });
});
afterEach(async () => {
  await supervisor.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A part made of a few lines of script. It says "up" when it is. */
function part(name: string, body: string, more: Partial<PartSpec> = {}): PartSpec {
  const script = `import { exitWithParent } from ${helper}; import fs from 'node:fs'; exitWithParent(); ${body}`;
  return {
    name,
    command: process.execPath,
    args: ['--input-type=module-typescript', '-e', script],
    env,
    cwd: directory,
    ready: { line: /^up$/ },
    ...more,
  };
}
const lives = `console.log('up'); setInterval(() => {}, 1000);`;
const note = (text: string) => `fs.appendFileSync('notes', '${text}\\n');`;
const notes = async () =>
  (await readFile(join(directory, 'notes'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const pidOf = (name: string) => supervisor.status().find(one => one.name === name)?.pid ?? 0;

describe('starting and stopping', () => {
  it('starts in order, each when the one before is ready, and stops in reverse', async () => {
    const body = (name: string) =>
      `process.on('SIGTERM', () => { ${note(`${name} stopped`)} process.exit(0); }); setTimeout(() => { ${note(`${name} up`)} ${lives} }, 50);`;
    await supervisor.start(part('one', body('one')));
    await supervisor.start(part('two', body('two')));
    await supervisor.stop();
    expect(await notes()).toEqual(['one up', 'two up', 'two stopped', 'one stopped']);
    expect(said).toEqual([]);
  });

  it('fails the start with what the part said last', async () => {
    await expect(supervisor.start(part('worker', `console.error('no such thing'); process.exit(3);`))).rejects.toThrow(
      'worker ended while it started (code 3): no such thing',
    );
    await expect(
      supervisor.start(part('worker', 'setInterval(() => {}, 1000);', { readyTimeoutMs: 300 })),
    ).rejects.toThrow('worker was not ready within');
    await expect(supervisor.start({ ...part('x', ''), command: '/no/such/program' })).rejects.toThrow(
      /x ended while it started \(spawn .*ENOENT/,
    );
  });

  it('takes a probe for an answer, and writes the log', async () => {
    const port = await freePort();
    const logFile = join(directory, 'logs', 'part.log');
    const body = `const net = await import('node:net'); setTimeout(() => net.createServer(s => s.destroy()).listen(${port}, '127.0.0.1', () => console.log('listening')), 100);`;
    await supervisor.start(part('server', body, { logFile, ready: { probe: async () => !(await portFree(port)) } }));
    await expect.poll(() => readFile(logFile, 'utf8')).toBe('listening\n');
  });

  it('kills what does not stop in time, and what it left behind', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); const { spawn } = await import('node:child_process'); const child = spawn('sleep', ['1000'], { stdio: 'ignore' }); fs.writeFileSync('pid', String(child.pid)); ${lives}`;
    await supervisor.start(part('stubborn', stubborn, { stopTimeoutMs: 200 }));
    const grandchild = Number(await readFile(join(directory, 'pid'), 'utf8'));
    expect(alive(grandchild)).toBe(true);
    await supervisor.stop();
    // Long enough for init to collect it.
    await expect.poll(() => alive(grandchild), { timeout: 15_000 }).toBe(false);
  });
});

describe('a part that dies', () => {
  it('is started again, and says so', async () => {
    let downs = 0;
    await supervisor.start(part('worker', lives, { onDown: () => downs++ }));
    const first = pidOf('worker');
    process.kill(first, 'SIGKILL');
    await expect.poll(() => said).toEqual(['worker stopped (signal 9); started again']);
    expect(downs).toBe(1);
    const [status] = supervisor.status();
    expect(status).toMatchObject({ state: 'up', restarts: 1 });
    expect(status?.pid).not.toBe(first);
  });

  it('ends everything when it is critical and does not stay up', async () => {
    const fatal: string[] = [];
    supervisor = createSupervisor({
      say: text => said.push(text),
      backoffMs: 1,
      onFatal: error => fatal.push(error.message),
    });
    await supervisor.start(part('other', lives));
    const other = pidOf('other');
    await writeFile(join(directory, 'good'), '');
    const body = `if (!fs.existsSync('good')) { console.error('the disk is full'); process.exit(1); } ${lives}`;
    await supervisor.start(part('database', body, { critical: true }));
    await rm(join(directory, 'good'));
    process.kill(pidOf('database'), 'SIGKILL');
    await expect
      .poll(() => fatal, { timeout: 20_000 })
      .toEqual([expect.stringContaining('database does not stay up (code 1). It said: the disk is full')]);
    expect(alive(other)).toBe(false);
  });
});

it('leaves no orphans when the supervisor itself is killed, ours or not', async () => {
  const module = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const ours = JSON.stringify(part('ours', lives));
  const script = `import { createSupervisor } from ${module('./supervisor.ts')};
    const supervisor = createSupervisor({ say: () => {} });
    await supervisor.start({ ...${ours}, ready: { line: /^up$/ }, env: process.env });
    await supervisor.start({ name: 'foreign', command: 'sleep', args: ['1000'], env: process.env, foreign: true });
    console.log(supervisor.status().map(one => one.pid).join(' '));`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = await new Promise<number[]>(resolve =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim().split(' ').map(Number))),
  );
  expect(pids.map(alive)).toEqual([true, true]);
  parent.kill('SIGKILL');
  await expect.poll(() => pids.map(alive), { timeout: 15_000 }).toEqual([false, false]);
});

describe('ports', () => {
  it('names each port that is taken, its part and its setting', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const port = (server.address() as { port: number }).port;
    const free = await freePort();
    await expect(
      requirePorts([
        { port, part: 'api', setting: 'PORT' },
        { port: free, part: 'worker', setting: 'OTHER' },
      ]),
    ).rejects.toThrow(
      `Port ${port} (api) is in use by another program: stop that program, or set PORT to another port.`,
    );
    await requirePorts([{ port: free, part: 'worker', setting: 'OTHER' }]);
    server.close();
  });
});
