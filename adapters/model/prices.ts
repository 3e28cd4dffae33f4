/** What models cost. Providers change prices: this is a table with a date, and `prices` of the gateway overrides it. */

export interface ModelPrice {
  /** Micro-dollars per million input tokens: 150_000 is $0.15. */
  inputMicrosPerMillion: number;
  outputMicrosPerMillion: number;
  /** Transcription that is billed by time: micro-dollars a minute. */
  audioMicrosPerMinute?: number;
}

/** List prices without discounts for cached input, so costs are never understated. */
export const PRICES_AS_OF = '2025-08-07';

const dollars = (input: number, output: number): ModelPrice => ({
  inputMicrosPerMillion: input * 1e6,
  outputMicrosPerMillion: output * 1e6,
});

export const DEFAULT_PRICES: Record<string, ModelPrice> = {
  'gpt-5': dollars(1.25, 10),
  'gpt-5-mini': dollars(0.25, 2),
  'gpt-5-nano': dollars(0.05, 0.4),
  'gpt-4.1': dollars(2, 8),
  'gpt-4.1-mini': dollars(0.4, 1.6),
  'gpt-4.1-nano': dollars(0.1, 0.4),
  'gpt-4o': dollars(2.5, 10),
  'gpt-4o-mini': dollars(0.15, 0.6),
  'o4-mini': dollars(1.1, 4.4),
  o3: dollars(2, 8),
  'text-embedding-3-small': dollars(0.02, 0),
  'text-embedding-3-large': dollars(0.13, 0),
  'gpt-4o-transcribe': dollars(2.5, 10),
  'gpt-4o-mini-transcribe': dollars(1.25, 5),
  'whisper-1': { ...dollars(0, 0), audioMicrosPerMinute: 6_000 },
};

/** The price of a model by its name, also when it is dated ("gpt-4o-2024-08-06") or has a provider's prefix ("openai/gpt-4o"); null when unknown. */
export function priceOf(model: string, prices: Record<string, ModelPrice>): ModelPrice | null {
  const bare = model.split('/').at(-1) ?? model;
  for (const name of [model, bare, bare.replace(/-\d{4}-\d{2}-\d{2}$/, '')]) {
    const price = Object.hasOwn(prices, name) ? prices[name] : undefined;
    if (price) return price;
  }
  return null;
}

/** Micro-dollars, rounded up; 0 for a model without a price. */
export function costMicros(
  price: ModelPrice | null,
  usage: { inputTokens: number; outputTokens: number; audioSeconds?: number },
): number {
  if (!price) return 0;
  const tokens =
    (usage.inputTokens * price.inputMicrosPerMillion + usage.outputTokens * price.outputMicrosPerMillion) / 1e6;
  const audio = ((usage.audioSeconds ?? 0) / 60) * (price.audioMicrosPerMinute ?? 0);
  return Math.ceil(tokens + audio);
}
