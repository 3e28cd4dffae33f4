/**
 * Child processes of a run. What they print goes straight to a file: reading it here would cost the machine under test.
 * They end with this process: the product's and the simulators' by the end of stdin, our own by the end of the channel.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildSpec {
  name: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** An empty directory, so that no .env is read. */
  cwd: string;
  logFile: string;
  /** Opens a message channel. */
  channel?: boolean;
  say?: (text: string) => void;
}

export interface Child {
  name: string;
  pid: number;
  process: ChildProcess;
  /** The facts of its line `{"ready":true, …}`. */
  facts: Record<string, unknown>;
  over(): boolean;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
/** A clean stop that takes longer is told of. */
const SLOW_STOP_MS = 5_000;

/** Resolves when it has printed its ready line. @throws with what it said last when it ends first or takes too long. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const log = openSync(spec.logFile, 'w');
  const child = spawn(process.execPath, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    stdio: spec.channel ? ['pipe', log, log, 'ipc'] : ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  let over = false;
  const ended = new Promise<void>(resolve => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    over = true;
  });
  const stop = async (): Promise<void> => {
    if (over) return;
    const since = Date.now();
    child.kill('SIGTERM');
    const late = await Promise.race([ended.then(() => false), sleep(STOP_TIMEOUT_MS, true, { ref: false })]);
    if (late) child.kill('SIGKILL');
    await ended;
    if (Date.now() - since > SLOW_STOP_MS)
      spec.say?.(`${spec.name} took ${((Date.now() - since) / 1000).toFixed(0)} s to stop`);
  };
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const said = readFileSync(spec.logFile, 'utf8');
    const line = said.split('\n').find(text => text.includes('"ready":true'));
    if (line) {
      return {
        name: spec.name,
        pid: child.pid ?? 0,
        process: child,
        facts: JSON.parse(line) as Record<string, unknown>,
        over: () => over,
        stop,
      };
    }
    if (over || Date.now() > deadline) {
      await stop();
      throw new Error(
        `${spec.name} did not start: ${said.trim().split('\n').at(-1)?.slice(0, 400) ?? 'it said nothing'}`,
      );
    }
    await sleep(50);
  }
}
