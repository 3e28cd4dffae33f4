/**
 * A worker process exactly like processes/worker.ts that stops at named steps, so that it can be killed there:
 *
 *   node test/faults/worker-with-faults.ts --stop-at send.claimed:3 --stop-at decide.stored:2
 *
 * The first three conversations that come to `send.claimed` stay there, every later one passes; each is printed as
 * {"stopped":"send.claimed","workflowId":"…"} (null for steps of the dispatcher). Settings come from the environment.
 */
import { Context } from '@temporalio/activity';
import { main } from '../../processes/main.ts';
import { startWorker } from '../../processes/start-worker.ts';

const left = new Map<string, number>();
for (const [index, argument] of process.argv.entries()) {
  if (argument !== '--stop-at') continue;
  const [step, count] = (process.argv[index + 1] ?? '').split(':');
  if (!step || !/^\d*$/.test(count ?? '')) throw new Error('--stop-at needs a step, or step:count');
  left.set(step, Number(count || 1));
}
const stoppedOnce = new Set<string>();

function workflowId(): string | null {
  try {
    return Context.current().info.workflowExecution?.workflowId ?? null;
  } catch {
    return null;
  }
}

async function checkpoint(step: string): Promise<void> {
  const remaining = left.get(step) ?? 0;
  const id = workflowId();
  if (remaining === 0 || (id !== null && stoppedOnce.has(id))) return;
  left.set(step, remaining - 1);
  if (id !== null) stoppedOnce.add(id);
  process.stdout.write(`${JSON.stringify({ stopped: step, workflowId: id })}\n`);
  await new Promise(() => undefined);
}

await main('worker', () => startWorker({ supervised: true, checkpoint }));
