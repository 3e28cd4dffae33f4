/** Real processes of the product, as they are deployed: started by their file and their settings, ended by a signal. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environment } from './tools.ts';

export interface RunningProcess {
  /** The facts of its line `{"ready":true, …}`. */
  facts: Record<string, unknown>;
  /** SIGTERM, then its end; resolves its exit code. */
  stop(): Promise<number>;
  /** kill -9. */
  kill(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @param file of the project, as `processes/api.ts`.
 * @param cwd an empty directory, so that no .env is read.
 * @throws with what it said when it ends before it is ready.
 */
export async function startProcess(file: string, cwd: string, env: Record<string, string>): Promise<RunningProcess> {
  const child = spawn(process.execPath, [`${root}${file}`], {
    cwd,
    env: { PATH: environment().PATH ?? '', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<number>(resolve => child.once('exit', code => resolve(code ?? -1)));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-4_000);
  });
  const facts = await new Promise<Record<string, unknown>>((resolve, reject) => {
    void gone.then(code => reject(new Error(`${file} ended with ${code} before it was ready: ${said}`)));
    createInterface({ input: child.stdout }).on('line', line => {
      if (line.startsWith('{"ready":true')) resolve(JSON.parse(line) as Record<string, unknown>);
    });
  });
  const end = (signal: NodeJS.Signals): Promise<number> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return gone;
  };
  return { facts, stop: () => end('SIGTERM'), kill: () => end('SIGKILL').then(() => undefined) };
}
