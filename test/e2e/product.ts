/** The whole product as a newcomer starts it: scripts/start.ts on free ports, with a home of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../runtime/ports.ts';
import { environment } from '../support/tools.ts';

const START = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));
const READY_MS = 3 * 60_000;
const STOP_MS = 60_000;
/** Settings of whoever runs the tests are not those of the product under test. */
const OURS = /^(PARLEY_(?!TEST_)|TEMPORAL_|WHATSAPP_|OPENAI_|DATABASE_|SMTP_|EMAIL_FROM$|PORT$|HOST$|LOG_LEVEL$)/;

export const LOGIN = { email: 'admin@sunsetdental.com', password: 'correct-horse-battery' };

export interface Ended {
  code: number | null;
  output: string;
}

export interface Product {
  url: string;
  phoneUrl: string;
  modelUrl: string;
  mailUrl: string;
  temporalAddress: string;
  /** Its own process and every process below it, with their command lines. */
  processes(): { pid: number; command: string }[];
  /** Ctrl-C; resolves when it has ended. */
  interrupt(): Promise<Ended>;
}

/** A place to start the product in, more than once. */
export interface Place {
  /** Settings on top of the free ports. */
  settings: Record<string, string>;
  /** @throws an Error with what it printed, when it ends instead of getting ready. */
  start(): Promise<Product>;
  /** For starts that must fail: resolves when it has ended by itself. */
  fail(settings: Record<string, string>): Promise<Ended>;
  remove(): void;
}

export async function findPlace(temporalCli: string): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  const names = [
    'PORT',
    'TEMPORAL_PORT',
    'TEMPORAL_UI_PORT',
    'PARLEY_PG_PORT',
    'PARLEY_PHONE_PORT',
    'PARLEY_MODEL_SIM_PORT',
    'PARLEY_MAIL_PORT',
    'PARLEY_MAIL_SMTP_PORT',
  ];
  const settings: Record<string, string> = {
    PARLEY_HOME: home,
    PARLEY_DEMO_EMAIL: LOGIN.email,
    PARLEY_DEMO_PASSWORD: LOGIN.password,
    TEMPORAL_CLI: temporalCli,
  };
  const taken = new Set<number>();
  for (const name of names) {
    let port = await freePort();
    while (taken.has(port)) port = await freePort();
    taken.add(port);
    settings[name] = String(port);
  }
  return {
    settings,
    async start() {
      const started = launch(home, settings);
      await started.ready;
      return {
        url: `http://127.0.0.1:${settings.PORT}`,
        phoneUrl: `http://127.0.0.1:${settings.PARLEY_PHONE_PORT}`,
        modelUrl: `http://127.0.0.1:${settings.PARLEY_MODEL_SIM_PORT}`,
        mailUrl: `http://127.0.0.1:${settings.PARLEY_MAIL_PORT}`,
        temporalAddress: `127.0.0.1:${settings.TEMPORAL_PORT}`,
        processes: () => family(started.pid),
        interrupt: started.interrupt,
      };
    },
    fail: changed => launch(home, { ...settings, ...changed }).ended,
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

interface Launched {
  pid: number;
  ready: Promise<void>;
  ended: Promise<Ended>;
  interrupt(): Promise<Ended>;
}

function launch(home: string, settings: Record<string, string>): Launched {
  const inherited = Object.fromEntries(Object.entries(environment()).filter(([name]) => !OURS.test(name)));
  // The working directory is where .env is looked for: a developer's own must not be found.
  const child = spawn(process.execPath, [START], { cwd: home, env: { ...inherited, ...settings }, stdio: 'pipe' });
  child.stdin.end();
  let output = '';
  let isReady = (): void => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Parley runs.')) isReady();
    });
  }
  const ended = new Promise<Ended>(resolve => child.once('close', code => resolve({ code, output })));
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
    isReady = () => {
      clearTimeout(late);
      resolve();
    };
    void ended.then(() => {
      clearTimeout(late);
      reject(new Error(`the product ended, or was not ready within ${READY_MS / 1000} s; it printed:\n${output}`));
    });
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    async interrupt() {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const how = await ended;
      clearTimeout(late);
      return how;
    },
  };
}

/** The processes of this machine that are still there. */
export const stillRunning = (pids: number[]): string[] =>
  all()
    .filter(({ pid }) => pids.includes(pid))
    .map(({ pid, command }) => `${pid} ${command}`);

function family(root: number): { pid: number; command: string }[] {
  const processes = all();
  const found = processes.filter(({ pid }) => pid === root);
  for (let index = 0; index < found.length; index++)
    found.push(...processes.filter(({ parent }) => parent === found[index]?.pid));
  return found.map(({ pid, command }) => ({ pid, command }));
}

function all(): { pid: number; parent: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap(line => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    // A zombie has ended; only its parent has not yet been told.
    if (!match?.[1] || !match[2] || match[3]?.startsWith('Z')) return [];
    return [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] ?? '' }];
  });
}
