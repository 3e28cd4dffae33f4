/** Starts a process for an evaluation. It ends with this one, and what becomes of it stands in its row. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ApiServices } from '../api/endpoint.ts';
import type { Logger } from '../config/log.ts';

const PROGRAM = fileURLToPath(new URL('./eval-run.ts', import.meta.url));

export function evalStarter(env: Record<string, string | undefined>, log: Logger): NonNullable<ApiServices['evals']> {
  return {
    start(orgId, runId) {
      // Its standard input is the line by which it notices that this process is gone.
      const child = spawn(process.execPath, [PROGRAM, `--org=${orgId}`, `--run=${runId}`, '--supervised'], {
        env,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      child.stdin.on('error', () => undefined);
      child.on('error', error => log.error({ err: error, runId }, 'an evaluation could not be started'));
      child.on('exit', (code, signal) => {
        if (code !== 0) log.warn({ runId, code, signal }, 'an evaluation ended badly');
      });
    },
  };
}
