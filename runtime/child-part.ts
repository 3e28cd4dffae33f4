/** One run of one part: a child process in a group of its own, its output, when it is ready, and how it ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface PartSpec {
  /** As a person knows it: "worker". */
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd?: string;
  /** Ready when it prints a line that matches, or when the probe says so; without either, once it runs. */
  ready?: { line: RegExp } | { probe: () => Promise<boolean> };
  readyTimeoutMs?: number;
  /** What it prints is appended here; at 10 MB the file is set aside once as `.1`. */
  logFile?: string;
  onLine?: (line: string) => void;
  /** It went down; it will be started again. */
  onDown?: (how: string) => void;
  /** It is up again after having been down. */
  onUp?: () => void;
  /** Nothing works without it: when it does not stay up, everything stops. */
  critical?: boolean;
  /** Not our program, so it does not notice when this process is gone: it runs under a guard that does. */
  foreign?: boolean;
  stopTimeoutMs?: number;
}

export interface ChildPart {
  pid: number | null;
  /** Rejects with one sentence when it ends first, or is not ready in time. */
  ready: Promise<void>;
  /** How it ended: "code 1", "signal 9". Never rejects. */
  ended: Promise<string>;
  lastLine(): string;
  /** SIGTERM, and SIGKILL for the whole group when that is not enough. */
  stop(): Promise<void>;
  kill(): void;
}

const GUARD = fileURLToPath(new URL('./guard.ts', import.meta.url));
const LOG_BYTES = 10_000_000;
const PROBE_EVERY_MS = 100;

export function launch(spec: PartSpec): ChildPart {
  const [command, args] = spec.foreign
    ? [process.execPath, [GUARD, '--', spec.command, ...spec.args]]
    : [spec.command, spec.args];
  // stdin is the line by which the child notices that this process is gone (exitWithParent); its own group lets all of it be ended.
  const child = spawn(command, args, { cwd: spec.cwd, env: spec.env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  child.stdin?.on('error', () => {});
  const log = spec.logFile ? openLog(spec.logFile) : null;
  let last = '';
  const seen = new Set<(line: string) => void>();
  if (spec.onLine) seen.add(spec.onLine);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', line => {
      if (line.trim() !== '') last = line.trim().slice(0, 500);
      log?.write(`${line}\n`);
      for (const see of seen) see(line);
    });
  }
  let over = false;
  const ended = endOf(child).then(how => {
    over = true;
    // Whatever it started and left behind.
    signalGroup(child, 'SIGKILL');
    log?.end();
    return how;
  });
  const ready = becomesReady(
    spec,
    seen,
    ended,
    () => over,
    () => last,
  );
  // Who does not wait for it must not be told of a rejection.
  ready.catch(() => {});
  return {
    pid: child.pid ?? null,
    ready,
    ended,
    lastLine: () => last,
    kill: () => signalGroup(child, 'SIGKILL'),
    stop: async () => {
      if (over) return;
      child.kill('SIGTERM');
      const late = await Promise.race([
        ended.then(() => false),
        sleep(spec.stopTimeoutMs ?? 10_000, true, { ref: false }),
      ]);
      if (late) signalGroup(child, 'SIGKILL');
      await ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === null ? `signal ${signalNumber(signal)}` : `code ${code}`));
  });
}

async function becomesReady(
  spec: PartSpec,
  seen: Set<(line: string) => void>,
  ended: Promise<string>,
  over: () => boolean,
  last: () => string,
): Promise<void> {
  const timeoutMs = spec.readyTimeoutMs ?? 60_000;
  const cancel = new AbortController();
  const tooEarly = ended.then(how => {
    throw new Error(`${spec.name} ended while it started (${how})${last() ? `: ${last()}` : ''}`);
  });
  const tooLate = sleep(timeoutMs, undefined, { signal: cancel.signal }).then(() => {
    throw new Error(
      `${spec.name} was not ready within ${Math.round(timeoutMs / 1000)} s${last() ? `: ${last()}` : ''}`,
    );
  });
  tooLate.catch(() => {});
  tooEarly.catch(() => {});
  try {
    await Promise.race([isReady(spec, seen, over, cancel.signal), tooEarly, tooLate]);
  } finally {
    cancel.abort();
  }
}

function isReady(
  spec: PartSpec,
  seen: Set<(line: string) => void>,
  over: () => boolean,
  cancelled: AbortSignal,
): Promise<void> {
  const { ready } = spec;
  if (!ready) return new Promise(resolve => setTimeout(resolve, 50));
  if ('line' in ready) {
    return new Promise(resolve => {
      const see = (line: string) => {
        if (!ready.line.test(line)) return;
        seen.delete(see);
        resolve();
      };
      seen.add(see);
    });
  }
  return (async () => {
    while (!over() && !cancelled.aborted) {
      // Asked only of this run: a probe another program answers must not make a part that has ended "ready".
      if ((await ready.probe().catch(() => false)) && !over()) return;
      await sleep(PROBE_EVERY_MS);
    }
    // It ended or was too late: the other side of the race says so.
    await new Promise(() => {});
  })();
}

function openLog(file: string): WriteStream {
  mkdirSync(dirname(file), { recursive: true });
  try {
    if (statSync(file).size > LOG_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A full disk must not end what it was to be a record of.
  stream.on('error', () => {});
  return stream;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function signalNumber(signal: NodeJS.Signals | null): string {
  const numbers: Partial<Record<NodeJS.Signals, number>> = {
    SIGKILL: 9,
    SIGTERM: 15,
    SIGINT: 2,
    SIGHUP: 1,
    SIGSEGV: 11,
    SIGABRT: 6,
  };
  return signal ? String(numbers[signal] ?? signal) : 'unknown';
}
