import { createLogger } from '../../config/log.ts';
import { installLogger } from '../../temporal/worker.ts';
import { evalDatabase, evalTemporal } from '../stack/servers.ts';
import { type EvalStack, startEvalStack } from '../stack/stack.ts';
import { hostilePlaybook } from './playbook.ts';

/** Short, so that a model that hangs is given up while somebody watches. */
const MODEL_TIMEOUT_MS = 2_500;
const QUIET_MS = 200;

/** A stack for hostile runs on servers of its own; it and they are gone when `work` has ended. */
export async function withHostileStack<T>(
  options: { env: Record<string, string | undefined>; say: (text: string) => void; seed: number },
  work: (stack: EvalStack) => Promise<T>,
): Promise<T> {
  installLogger(createLogger('eval', 'fatal'));
  const database = await evalDatabase(options);
  try {
    const temporal = await evalTemporal(options);
    try {
      const stack = await startHostileStack(database.url, temporal, options.seed);
      return await work(stack).finally(stack.stop);
    } finally {
      await temporal.stop().catch(() => undefined);
    }
  } finally {
    await database.stop().catch(() => undefined);
  }
}

export const startHostileStack = (
  databaseUrl: string,
  temporal: Parameters<typeof startEvalStack>[0]['temporal'],
  seed: number,
  modelTimeoutMs = MODEL_TIMEOUT_MS,
): Promise<EvalStack> =>
  startEvalStack({
    databaseUrl,
    temporal,
    playbook: hostilePlaybook('HTL'),
    model: null,
    seed,
    quietMs: QUIET_MS,
    modelTimeoutMs,
    modelLatencyMs: 0,
  });
