/** The body of a chat completion that asks for structured output. */
import type { ChatCompletionContentPart, ChatCompletionCreateParamsNonStreaming } from 'openai/resources';
import type { OptionalParameter } from './classify.ts';

export interface ChatRequest {
  model: string;
  system: string;
  user: string | ChatCompletionContentPart[];
  schemaName: string;
  schema: Record<string, unknown>;
  seed: number;
  /** The provider's own when left out. */
  temperature?: number | undefined;
  /** What was wrong with the last answer. */
  problem: string | null;
  /** Options the provider does not take: without `response_format` the schema is told in words. */
  without: ReadonlySet<OptionalParameter>;
}

export function chatRequest(request: ChatRequest): ChatCompletionCreateParamsNonStreaming {
  const { model, user, schemaName, schema, seed, temperature, problem, without } = request;
  const inWords = without.has('response_format');
  const system = inWords
    ? `${request.system}\n\nAnswer with one JSON object that fits this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`
    : request.system;
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
      // Told after the prompt, so that a provider's prompt cache still fits its beginning.
      ...(problem === null
        ? []
        : [
            {
              role: 'user' as const,
              content: `Your last answer could not be used. ${problem} Answer again, with JSON that fits the schema and nothing else.`,
            },
          ]),
    ],
    ...(without.has('seed') ? {} : { seed }),
    ...(temperature === undefined || without.has('temperature') ? {} : { temperature }),
    ...(inWords
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: schemaName, strict: true, schema } } }),
  };
}
