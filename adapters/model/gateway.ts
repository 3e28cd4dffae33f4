/** The model gateway: strict structured output, embeddings and transcription, or a classified failure (X-FAIL). */
import { toFile } from 'openai';
import type { ModelPort, ModelUsage } from '../../activities/ports.ts';
import type { Logger } from '../../config/log.ts';
import type { ModelRole } from '../../domain/agent/schemas.ts';
import type { HttpGuard } from '../http-guard/guard.ts';
import { parseAnswer, textOf } from './answer.ts';
import { type Attempt, withAttempts } from './attempts.ts';
import { chatRequest } from './chat-request.ts';
import { embeddingBatches, vectorsOf } from './embedding.ts';
import { strictJsonSchema } from './json-schema.ts';
import { ModelError } from './model-error.ts';
import { DEFAULT_PRICES, type ModelPrice } from './prices.ts';
import { createCallQueue, type Priority } from './queue.ts';
import { transcriptOf, withExtension } from './transcript.ts';
import { createTransport } from './transport.ts';
import { completionTokens, createUsageMeter, tokensOf, type UsageMeter } from './usage.ts';

export interface ModelGatewayOptions {
  /** OpenAI-compatible address, e.g. http://127.0.0.1:4020/v1; OpenAI itself when left out. */
  baseUrl?: string | undefined;
  /** Give one when `baseUrl` is a tenant's: it may not lead into our own network then. */
  guard?: HttpGuard | undefined;
  apiKey: string;
  models: Record<ModelRole, string>;
  /** Overrides and additions to the built-in price table. */
  prices?: Record<string, ModelPrice>;
  /** For one HTTP attempt. */
  timeoutMs: number;
  /** For a whole call with its waits and the fallback model; 2.5 attempts long when left out. */
  deadlineMs?: number;
  /** First wait after a failure, doubled each time: 500 when left out. */
  backoffBaseMs?: number;
  /** HTTP attempts with the role's model: 3 when left out. */
  maxAttempts?: number;
  /** Tried when the role's model gave up (not for embeddings and transcription). */
  fallbackModel?: string | undefined;
  /** Calls at once: 32 when left out. */
  concurrency?: number;
  /** Calls that may wait for a slot: 1,000 when left out. */
  maxWaiting?: number;
  log?: Logger | undefined;
}

export interface ModelGateway extends ModelPort {
  /** Calls running and waiting now, for the metrics. */
  load(): { running: number; waiting: number };
  /** Models used without a known price: their cost is metered as 0. */
  unpricedModels(): string[];
}

const MAX_RESPONSE_BYTES = 2 * 1024 * 1024;
const MAX_EMBEDDING_BYTES = 16 * 1024 * 1024;
const BACKGROUND_ROLES: readonly ModelRole[] = ['summarize'];
/** More texts than this is ingestion, not a customer's question. */
const LIVE_TEXTS = 4;

/** Every method throws ModelError and nothing else; a cancelled signal rejects at once with code `cancelled`. */
export function createModelGateway(options: ModelGatewayOptions): ModelGateway {
  const {
    models,
    timeoutMs,
    log,
    fallbackModel,
    maxAttempts = 3,
    deadlineMs = timeoutMs * 2.5,
    backoffBaseMs = 500,
  } = options;
  const prices = { ...DEFAULT_PRICES, ...options.prices };
  const configured = options.baseUrl !== undefined || !['', 'none'].includes(options.apiKey);
  const queue = createCallQueue({ concurrency: options.concurrency ?? 32, maxWaiting: options.maxWaiting ?? 1000 });
  const transport = createTransport({
    baseUrl: options.baseUrl,
    guard: options.guard,
    apiKey: options.apiKey || 'none',
    timeoutMs,
    queue,
    log,
  });
  const unpriced = new Set<string>();

  async function run<T>(
    role: ModelRole,
    names: string[],
    signal: AbortSignal,
    work: (attempt: Attempt, meter: UsageMeter) => Promise<T>,
  ): Promise<{ value: T; usage: ModelUsage }> {
    if (!configured)
      throw new ModelError(
        'not_configured',
        'No model is configured: set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible provider.',
        { retryable: false },
      );
    const meter = createUsageMeter(prices, model => {
      if (!unpriced.has(model)) log?.warn({ model }, 'no price is known for this model: its cost is metered as 0');
      unpriced.add(model);
    });
    let used = names[0] ?? '';
    try {
      const value = await withAttempts(
        {
          models: names,
          maxAttempts,
          deadlineMs,
          backoffBaseMs,
          signal,
          onFailure: (failure, at) => log?.warn({ role, ...at, code: failure.code }, 'a model attempt failed'),
        },
        attempt => {
          used = attempt.model;
          return work(attempt, meter);
        },
      );
      return { value, usage: meter.total(used) };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      throw new ModelError(error.code, error.message, {
        retryable: error.retryable,
        usage: meter.answered ? meter.total(null) : null,
        cause: error.cause,
      });
    }
  }

  return {
    async complete(request) {
      const { role, system, user, schemaName, seed, temperature, orgId } = request;
      const schema = strictJsonSchema(request.schema);
      const priority: Priority = BACKGROUND_ROLES.includes(role) ? 'background' : 'live';
      const names = [models[role], ...(fallbackModel ? [fallbackModel] : [])];
      return run(role, names, request.signal, async (attempt, meter) => {
        const { model, problem } = attempt;
        const completion: unknown = await transport.call(
          attempt,
          { priority, orgId, maxBytes: MAX_RESPONSE_BYTES },
          ({ client, signal, without }) =>
            client.chat.completions.create(
              chatRequest({ model, system, user, schemaName, schema, seed, temperature, problem, without }),
              { signal },
            ),
        );
        meter.add(model, completionTokens(completion, system + (typeof user === 'string' ? user : '')));
        return parseAnswer(textOf(completion), request.schema);
      });
    },

    async transcribe({ orgId, bytes, mime, fileName, signal: callerSignal }) {
      const { value: text, usage } = await run(
        'transcribe',
        [models.transcribe],
        callerSignal,
        async (attempt, meter) => {
          const answer: unknown = await transport.call(
            attempt,
            { priority: 'live', orgId, maxBytes: MAX_RESPONSE_BYTES },
            async ({ client, signal }) =>
              client.audio.transcriptions.create(
                {
                  model: attempt.model,
                  response_format: 'json',
                  file: await toFile(bytes, withExtension(fileName, mime), { type: mime }),
                },
                { signal },
              ),
          );
          const said = (answer as { text?: unknown } | null)?.text;
          meter.add(
            attempt.model,
            tokensOf((answer as { usage?: unknown } | null)?.usage, {
              input: '',
              output: typeof said === 'string' ? said : '',
            }),
          );
          return transcriptOf(said);
        },
      );
      return { text, usage };
    },

    async embed({ orgId, texts, signal: callerSignal }) {
      const priority: Priority = texts.length <= LIVE_TEXTS ? 'live' : 'background';
      const vectors: number[][] = [];
      let total: ModelUsage = { model: models.embed, inputTokens: 0, outputTokens: 0, costMicros: 0, latencyMs: 0 };
      for (const batch of embeddingBatches(texts)) {
        const { value, usage } = await run('embed', [models.embed], callerSignal, async (attempt, meter) => {
          const answer: unknown = await transport.call(
            attempt,
            { priority, orgId, maxBytes: MAX_EMBEDDING_BYTES },
            ({ client, signal, without }) =>
              client.embeddings.create(
                {
                  model: attempt.model,
                  input: batch,
                  encoding_format: 'float',
                  ...(without.has('dimensions') ? {} : { dimensions: 1536 }),
                },
                { signal },
              ),
          );
          const tokens = tokensOf((answer as { usage?: unknown } | null)?.usage, {
            input: batch.join(' '),
            output: '',
          });
          meter.add(attempt.model, { ...tokens, outputTokens: 0 });
          return vectorsOf(answer, batch.length);
        });
        vectors.push(...value);
        total = {
          ...usage,
          inputTokens: total.inputTokens + usage.inputTokens,
          costMicros: total.costMicros + usage.costMicros,
          latencyMs: total.latencyMs + usage.latencyMs,
        };
      }
      return { vectors, usage: total };
    },

    load: () => ({ running: queue.running, waiting: queue.waiting }),
    unpricedModels: () => [...unpriced],
  };
}
