/** Runs a command to its end, and says that it is still running while it does. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface RunOptions {
  env: Record<string, string | undefined>;
  cwd?: string;
  /** Told every 15 s how long it has been running. */
  say?: (text: string) => void;
  /** What is being done, for `say`: "building …". */
  doing?: string;
  timeoutMs?: number;
  uid?: number;
  gid?: number;
}

const PROGRESS_EVERY_MS = 15_000;

/** Resolves to what the command wrote to stdout. @throws an Error that ends in the last line of its stderr. */
export async function run(command: string, args: string[], options: RunOptions): Promise<string> {
  const startedAt = Date.now();
  const progress = setInterval(() => {
    options.say?.(`${options.doing ?? command}: ${Math.round((Date.now() - startedAt) / 1000)} s so far`);
  }, PROGRESS_EVERY_MS);
  try {
    return await new Promise<string>((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: options.cwd,
        env: options.env,
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
        ...(options.uid === undefined ? {} : { uid: options.uid }),
        ...(options.gid === undefined ? {} : { gid: options.gid }),
      });
      let out = '';
      let tail = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out = (out + chunk).slice(-1_000_000);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        tail = (tail + chunk).slice(-4_000);
      });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (code === 0) return resolve(out);
        const last = tellingLine(tail.trim() || out.trim());
        reject(
          new Error(
            `${command} ${signal ? `was ended by ${signal}` : `ended with code ${code}`}${last ? `: ${last}` : ''}`,
          ),
        );
      });
    });
  } finally {
    clearInterval(progress);
  }
}

/** The first executable of this name on PATH, or null. */
export function onPath(name: string, env: Record<string, string | undefined>): string | null {
  for (const directory of (env.PATH ?? '').split(delimiter)) {
    if (!directory) continue;
    const path = join(directory, name);
    if (isExecutable(path)) return path;
  }
  return null;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The line that says what went wrong: an error's own, if there is one, else the last. */
function tellingLine(text: string): string {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  return (
    lines.findLast(
      line =>
        /(^|\W)(error|fatal|cannot|could not)\b|^\w*Error:/i.test(line) && !/^(npm error|.*complete log)/.test(line),
    ) ??
    lines.at(-1) ??
    ''
  );
}
