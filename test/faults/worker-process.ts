/** Starts worker processes for tests that kill them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./worker-with-faults.ts', import.meta.url));

export interface Stopped {
  stopped: string;
  workflowId: string | null;
}

export interface WorkerProcess {
  /** Steps at which something stands still, in order of arrival. */
  stopped: Stopped[];
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM: drained and closed. */
  stop(): Promise<void>;
}

/** @param stopAt `step:count` each. Resolves when the worker polls. */
export async function startWorkerProcess(env: Record<string, string>, stopAt: string[] = []): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [program, ...stopAt.flatMap(step => ['--stop-at', step])], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const said: string[] = [];
  child.stderr.on('data', chunk => said.push(String(chunk)));
  const stopped: Stopped[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', code =>
      reject(new Error(`the worker ended with ${code} before it was ready: ${said.join('')}`)),
    );
    createInterface({ input: child.stdout }).on('line', line => {
      const fact = parse(line);
      if (fact?.ready === true) resolve();
      if (typeof fact?.stopped === 'string') stopped.push(fact as unknown as Stopped);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (alive(child)) child.kill(signal);
    await gone;
  };
  return { stopped, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

const alive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

function parse(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
