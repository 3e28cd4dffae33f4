/** Fetches a file from the ordinary internet: quick to give up when there is none, patient once it flows. */
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const STALLED_MS = 30_000;
const SAY_EVERY_MS = 5_000;

/** @throws when the server does not answer within `connectMs`, refuses, or the stream stops for 30 s. */
export async function fetchQuickly(url: string, connectMs: number): Promise<Response> {
  const cancel = new AbortController();
  const answered = fetch(url, { signal: cancel.signal });
  const late = sleep(connectMs, 'late' as const, { ref: false });
  const response = await Promise.race([answered, late]);
  if (response === 'late') {
    answered.catch(() => {});
    cancel.abort();
    throw new Error(`${new URL(url).host} did not answer within ${connectMs / 1000} s`);
  }
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response;
}

/** Writes the body of `url` to `file`, saying how far it is. */
export async function download(
  url: string,
  file: string,
  what: string,
  say: (text: string) => void,
  connectMs = 5_000,
): Promise<void> {
  const response = await fetchQuickly(url, connectMs);
  if (!response.body) throw new Error(`${new URL(url).host} sent nothing`);
  const totalBytes = Number(response.headers.get('content-length') ?? 0);
  let bytes = 0;
  let saidAt = Date.now();
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), STALLED_MS);
  const progress = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), STALLED_MS);
      if (Date.now() - saidAt >= SAY_EVERY_MS) {
        saidAt = Date.now();
        say(`downloading ${what}: ${megabytes(bytes)}${totalBytes ? ` of ${megabytes(totalBytes)}` : ''} MB`);
      }
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      Readable.fromWeb(response.body as import('node:stream/web').ReadableStream),
      progress,
      createWriteStream(file),
      { signal: stall.signal },
    );
  } finally {
    clearTimeout(timer);
  }
  if (totalBytes > 0 && bytes !== totalBytes) throw new Error(`the download of ${what} ended early`);
}

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
