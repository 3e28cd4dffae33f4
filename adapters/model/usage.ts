/** Tokens and money of one call, over all of its attempts: a bad answer is billed too. */
import type { ModelUsage } from '../../activities/ports.ts';
import { costMicros, type ModelPrice, priceOf } from './prices.ts';

const CHARS_PER_TOKEN = 4;

export interface UsageMeter {
  add(model: string, counted: { inputTokens: number; outputTokens: number; audioSeconds?: number }): void;
  /** @param model the one that answered; null when none did. */
  total(model: string | null): ModelUsage;
  readonly answered: boolean;
}

/** @param onUnpriced called for a model without a price: it is metered as 0. */
export function createUsageMeter(prices: Record<string, ModelPrice>, onUnpriced: (model: string) => void): UsageMeter {
  const startedAt = performance.now();
  const sum = { inputTokens: 0, outputTokens: 0, costMicros: 0 };
  let lastModel = '';
  return {
    add(model, counted) {
      const price = priceOf(model, prices);
      if (!price) onUnpriced(model);
      lastModel = model;
      sum.inputTokens += counted.inputTokens;
      sum.outputTokens += counted.outputTokens;
      sum.costMicros += costMicros(price, counted);
    },
    total: model => ({ model: model ?? lastModel, ...sum, latencyMs: Math.round(performance.now() - startedAt) }),
    get answered() {
      return lastModel !== '';
    },
  };
}

/** Tokens as the provider counted them; estimated from the text where it did not. */
export function tokensOf(
  usage: unknown,
  text: { input: string; output: string },
): { inputTokens: number; outputTokens: number; audioSeconds?: number } {
  const given = (usage ?? {}) as Record<string, unknown>;
  const count = (...names: string[]) =>
    names
      .map(name => given[name])
      .find((value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0);
  const seconds = count('seconds');
  return {
    inputTokens: count('prompt_tokens', 'input_tokens') ?? Math.ceil(text.input.length / CHARS_PER_TOKEN),
    outputTokens: count('completion_tokens', 'output_tokens') ?? Math.ceil(text.output.length / CHARS_PER_TOKEN),
    ...(seconds === undefined ? {} : { audioSeconds: seconds }),
  };
}

/** Tokens of a chat completion, whatever it is. */
export function completionTokens(completion: unknown, prompt: string): { inputTokens: number; outputTokens: number } {
  const given = completion as { usage?: unknown; choices?: { message?: { content?: unknown } | null }[] } | null;
  const content = given?.choices?.[0]?.message?.content;
  return tokensOf(given?.usage, { input: prompt, output: typeof content === 'string' ? content : '' });
}
