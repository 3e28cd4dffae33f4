import type { ServerResponse } from 'node:http';
import { applyFault, type Spoken } from '../faults/contents.ts';
import type { ActiveFault } from '../faults/modes.ts';
import { sendJson } from '../http.ts';
import { hash32 } from '../prompt/random.ts';
import { type Ask, answer } from '../skills/answer.ts';
import { isObject } from '../skills/schema.ts';
import { countTokens } from '../tokens.ts';

export const MODEL = 'parley-demo';
/** A fixed time, so that the same request gets the same bytes. */
export const CREATED = 1_767_225_600;

/** The answer to a chat request, with the fault (if any) applied and the caller's token limit kept. */
export function speak(ask: Ask, body: Record<string, unknown>, fault: ActiveFault | null): Spoken {
  const spoken = applyFault(fault, answer(ask), ask);
  const limit = Number(body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY);
  if (spoken.content === null || !(limit > 0) || countTokens(spoken.content) <= limit) return spoken;
  return { ...spoken, content: spoken.content.slice(0, Math.floor(limit * 4)), finishReason: 'length' };
}

function usageOf(ask: Ask, spoken: Spoken): Record<string, unknown> {
  const schema = ask.schema === null ? '' : JSON.stringify(ask.schema);
  const prompt = countTokens(ask.system) + countTokens(ask.user) + countTokens(schema) + 85 * ask.pictures.length + 8;
  const completion = countTokens(spoken.content ?? spoken.refusal ?? '');
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}

/** Sends the spoken answer, whole or as server-sent events when the body says `stream: true`. */
export function sendCompletion(res: ServerResponse, ask: Ask, body: Record<string, unknown>, spoken: Spoken): void {
  const id = `chatcmpl-demo-${hash32(JSON.stringify(body)).toString(16).padStart(8, '0')}`;
  const usage = usageOf(ask, spoken);
  const frame = { id, created: CREATED, model: MODEL, system_fingerprint: 'fp_parley_demo' };
  if (body.stream === true) {
    stream(
      res,
      frame,
      spoken,
      isObject(body.stream_options) && body.stream_options.include_usage === true ? usage : null,
    );
    return;
  }
  const count = Math.min(8, Math.max(1, Number(body.n ?? 1) || 1));
  const choices = Array.from({ length: count }, (_none, index) => ({
    index,
    message: { role: 'assistant', content: spoken.content, refusal: spoken.refusal, annotations: [] },
    logprobs: null,
    finish_reason: spoken.finishReason,
  }));
  sendJson(res, 200, { ...frame, object: 'chat.completion', choices, usage, service_tier: 'default' });
}

function stream(
  res: ServerResponse,
  frame: Record<string, unknown>,
  spoken: Spoken,
  usage: Record<string, unknown> | null,
): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
  });
  const send = (delta: Record<string, unknown>, finish: string | null) =>
    res.write(
      `data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`,
    );
  send({ role: 'assistant', content: '', refusal: null }, null);
  if (spoken.refusal !== null) send({ refusal: spoken.refusal }, null);
  const letters = [...(spoken.content ?? '')];
  const size = Math.max(12, Math.ceil(letters.length / 400));
  for (let at = 0; at < letters.length; at += size) send({ content: letters.slice(at, at + size).join('') }, null);
  send({}, spoken.finishReason);
  if (usage)
    res.write(`data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', choices: [], usage })}\n\n`);
  res.end('data: [DONE]\n\n');
}
