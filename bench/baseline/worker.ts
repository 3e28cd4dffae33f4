/**
 * The bare workflow's process: a worker with the product's settings, and a relay that waits the quiet window and signals
 * with start, 16 at a time as the product's relay does, but straight from memory: no outbox, no codec, no search attributes.
 *   node worker.ts --address=A --namespace=N --task-queue=Q --quiet-ms=N --activities=N --workflows=N --cache=N [--calls=FILE]
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createBareActivities, type TurnRef } from './activities.ts';
import { type Calls, createCallingActivities } from './calling.ts';

const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({
  options: {
    address: text,
    namespace: text,
    'task-queue': text,
    'quiet-ms': text,
    activities: text,
    workflows: text,
    cache: text,
    calls: text,
  },
});
const PARALLEL = 16;

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address: values.address });
const client = new Client({
  connection: await Connection.connect({ address: values.address }),
  namespace: values.namespace,
});
/** With a file that says where to call: the turns make those calls. */
const activitiesOf = (onTurn: (turn: TurnRef) => void) =>
  values.calls
    ? createCallingActivities(JSON.parse(readFileSync(values.calls, 'utf8')) as Calls, onTurn)
    : createBareActivities(onTurn);
const worker = await Worker.create({
  connection,
  namespace: values.namespace,
  taskQueue: values['task-queue'],
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities: activitiesOf(turn => process.send?.({ done: turn })),
  maxConcurrentActivityTaskExecutions: Number(values.activities),
  maxConcurrentWorkflowTaskExecutions: Number(values.workflows),
  maxCachedWorkflows: Number(values.cache),
});
const running = worker.run();

const queue: TurnRef[] = [];
let signalling = 0;
function relay(): void {
  while (signalling < PARALLEL) {
    const turn = queue.shift();
    if (!turn) return;
    signalling++;
    client.workflow
      .signalWithStart('bareConversation', {
        workflowId: `bare/${values['task-queue']}/${turn.conversation}`,
        taskQueue: values['task-queue'],
        signal: 'inboundReceived',
        signalArgs: [{ through: turn.through }],
        args: [{ conversation: turn.conversation }],
      })
      .catch((error: unknown) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`))
      .finally(() => {
        signalling--;
        relay();
      });
  }
}

process.on('message', (turn: TurnRef) => {
  setTimeout(() => {
    queue.push(turn);
    relay();
  }, Number(values['quiet-ms']));
});
const stop = (): void => {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  running.then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
