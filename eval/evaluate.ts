/** One whole evaluation: servers, a stack for each playbook, personas, figures. */
import { loadConfig } from '../config/index.ts';
import { createLogger } from '../config/log.ts';
import { installLogger } from '../temporal/worker.ts';
import { commitOf } from './commit.ts';
import type { NamedPlaybook } from './playbooks.ts';
import { type EvalResult, type PersonaResult, totalsOf } from './results.ts';
import { runPersonas } from './run.ts';
import { emptied, evalDatabase, evalTemporal } from './stack/servers.ts';
import { startEvalStack } from './stack/stack.ts';

export interface EvaluateOptions {
  playbooks: NamedPlaybook[];
  only?: string[] | undefined;
  parallel: number;
  seed: number;
  env: Record<string, string | undefined>;
  say: (text: string) => void;
  onPersona: (result: PersonaResult, done: number, of: number, playbook: string) => void;
  signal: AbortSignal;
}

const QUIET_MS = 350;
const PATIENCE_MS = 45_000;

/** What the simulated model is called wherever it runs: `npm start` configures it like a real one. */
const SIMULATED = 'parley-demo';

/** The settings of a real model; null when none is configured. */
export function realModel(env: Record<string, string | undefined>): Record<string, string | undefined> | null {
  const config = loadConfig(env);
  if (config.PARLEY_MODEL === SIMULATED) return null;
  if (config.OPENAI_API_KEY === undefined && config.OPENAI_BASE_URL === undefined) return null;
  const names = Object.entries(config).filter(
    ([name]) => /^(?:OPENAI_|PARLEY_MODEL)/.test(name) && !/SIM_PORT/.test(name),
  );
  return Object.fromEntries(names.map(([name, value]) => [name, value === undefined ? undefined : String(value)]));
}

/** Resolves one result for each playbook, in order. */
export async function evaluate(options: EvaluateOptions): Promise<EvalResult[]> {
  const { env, say, seed } = options;
  const model = realModel(env);
  installLogger(createLogger('eval', 'error'));
  say('starting a database and a Temporal server of its own');
  const [database, temporal] = await Promise.allSettled([evalDatabase({ env, say }), evalTemporal({ env, say })]);
  const results: EvalResult[] = [];
  try {
    if (database.status === 'rejected') throw database.reason;
    if (temporal.status === 'rejected') throw temporal.reason;
    for (const [index, { name, playbook }] of options.playbooks.entries()) {
      options.signal.throwIfAborted();
      if (index > 0) await emptied(database.value.url);
      const startedAt = Date.now();
      const stack = await startEvalStack({
        databaseUrl: database.value.url,
        temporal: temporal.value,
        playbook,
        model,
        seed,
        quietMs: QUIET_MS,
        modelTimeoutMs: 30_000,
      });
      say(`playing ${name}`);
      try {
        const personas = await runPersonas(stack, {
          playbook,
          only: options.only,
          parallel: options.parallel,
          patienceMs: PATIENCE_MS,
          signal: options.signal,
          onPersona: (result, done, of) => options.onPersona(result, done, of, name),
        });
        results.push({
          playbook: name,
          business: playbook.business.name,
          startedAt: new Date(startedAt).toISOString(),
          durationMs: Date.now() - startedAt,
          seed,
          commit: commitOf(),
          model: model ? (model.PARLEY_MODEL ?? 'the configured model') : SIMULATED,
          demoModel: model === null,
          stack: `${database.value.how}, ${temporal.value.how}`,
          personas,
          totals: totalsOf(personas),
        });
      } finally {
        await stack.stop();
      }
    }
    return results;
  } finally {
    if (temporal.status === 'fulfilled') await temporal.value.stop().catch(() => undefined);
    if (database.status === 'fulfilled') await database.value.stop().catch(() => undefined);
  }
}
