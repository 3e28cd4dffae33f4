/** A fetch whose answers cannot grow past a limit: they are counted while they are read, and cut off. */

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

export interface CappedFetch {
  fetch: typeof globalThis.fetch;
  /** True once an answer was cut off: the SDK may wrap the error. */
  exceeded(): boolean;
}

/**
 * @param signal aborts the body too, also after the headers came: how long it may all take.
 * @param inner what asks: the guard's fetch.
 */
export function cappedFetch(maxBytes: number, signal: AbortSignal, inner: typeof globalThis.fetch): CappedFetch {
  let exceeded = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await inner(input, {
      ...init,
      signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal,
    });
    if (!response.body) return response;
    const tooLarge = () => {
      exceeded = true;
      return new AnswerTooLarge(`The answer is larger than ${maxBytes} bytes.`);
    };
    if (Number(response.headers.get('content-length')) > maxBytes) {
      await response.body.cancel();
      throw tooLarge();
    }
    let size = 0;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          size += chunk.byteLength;
          if (size > maxBytes) controller.error(tooLarge());
          else controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
  return { fetch, exceeded: () => exceeded };
}
