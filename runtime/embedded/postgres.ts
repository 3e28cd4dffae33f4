/** Starts the embedded database as a child process, for tests and tools; `npm start` lets the supervisor do it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const POSTGRES_MAIN: string = fileURLToPath(new URL('./postgres-main.ts', import.meta.url));

export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
  /** kill -9, as a crash would be. */
  kill(): Promise<void>;
}

/** The address clients use. Settings of a session are shared by all of them: use SET LOCAL. */
export const embeddedPostgresUrl = (port: number, host = '127.0.0.1') => `postgres://postgres@${host}:${port}/postgres`;

/** @throws an Error with what it said when it does not start. */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  port?: number;
  host?: string;
  env: Record<string, string | undefined>;
}): Promise<EmbeddedPostgres> {
  const host = options.host ?? '127.0.0.1';
  const args = [POSTGRES_MAIN, `--data-dir=${options.dataDir}`, `--port=${options.port ?? 0}`, `--host=${host}`];
  const child = spawn(process.execPath, args, { env: options.env, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000);
    });
    child.stdout.on('data', (chunk: Buffer) => {
      const listening = /listening on .*:(\d+)\n/.exec(chunk.toString());
      if (listening) resolve(Number(listening[1]));
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(said.trim() || 'the embedded database ended while it started')));
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  return {
    url: embeddedPostgresUrl(port, host),
    port,
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
