/** Media files: look-up, streamed download, upload. The token goes only to Meta's hosts and to the configured one. */
import { createHash } from 'node:crypto';
import type { ChannelCredentials } from '../../activities/ports.ts';
import { MediaError } from '../../domain/message/errors.ts';
import { answerError, explain } from './errors.ts';
import { callGraph, type GraphOptions, type HttpOutcome, neverSent, USER_AGENT } from './http.ts';
import { asNumber, asObject, asString } from './json.ts';
import { bareMime, sha256Hex } from './media-content.ts';

const META_HOST = /(^|\.)(fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net|whatsapp\.com)$/;
const MAX_REDIRECTS = 3;
/** WhatsApp's own limit for documents; what announces more is not even opened. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** For a whole file: one that trickles in would hold its place for ever. */
const DOWNLOAD_MS = 150_000;
/** A file takes longer than a message; the activity around it has two minutes. */
const UPLOAD_MS = 60_000;

export interface MediaDownload {
  body: AsyncIterable<Uint8Array>;
  mime: string;
  sizeBytes: number | null;
  sha256: string | null;
}

/**
 * Streams a file. Addresses live 5 minutes, so each download looks the file up first. The stream fails with a
 * retryable MediaError when it stalls for `timeoutMs`, breaks off, or does not match the announced SHA-256.
 */
export async function download(
  options: GraphOptions,
  credentials: ChannelCredentials,
  providerMediaId: string,
): Promise<MediaDownload> {
  const query = new URLSearchParams({ phone_number_id: credentials.phoneNumberId });
  const outcome = await callGraph(options, {
    method: 'GET',
    path: `${encodeURIComponent(providerMediaId)}?${query}`,
    token: credentials.accessToken,
  });
  const file = outcome.type === 'answer' && outcome.status === 200 ? asObject(outcome.body) : null;
  const url = asString(file?.url);
  if (!file || !url) throw mediaError(outcome);
  const announcedBytes = asNumber(file.file_size);
  if (announcedBytes !== null && announcedBytes > MAX_FILE_BYTES) throw tooLarge();
  const controller = new AbortController();
  const response = await open(options, credentials.accessToken, url, controller);
  const lengthBytes = asNumber(response.headers.get('content-length'));
  if (lengthBytes !== null && lengthBytes > MAX_FILE_BYTES) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const sha256 = sha256Hex(file.sha256);
  return {
    body: stream(response, controller, {
      stallMs: options.timeoutMs,
      totalMs: options.downloadMs ?? DOWNLOAD_MS,
      sha256,
    }),
    mime: bareMime(file.mime_type) ?? bareMime(response.headers.get('content-type')) ?? 'application/octet-stream',
    sizeBytes: announcedBytes ?? lengthBytes,
    sha256,
  };
}

async function open(
  options: GraphOptions,
  token: string,
  address: string,
  controller: AbortController,
): Promise<Response> {
  let url = checkedUrl(options, address);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const timer = setTimeout(
      () => controller.abort(new MediaError('timeout', 'The file server did not answer in time.', true)),
      options.timeoutMs,
    );
    try {
      const response = await options.fetch(url, {
        redirect: 'manual',
        signal: controller.signal,
        headers: { authorization: `Bearer ${token}`, 'user-agent': USER_AGENT },
      });
      const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (next) {
        await response.body?.cancel();
        url = checkedUrl(options, new URL(next, url).href);
        continue;
      }
      if (response.ok) return response;
      await response.body?.cancel();
      throw statusError(response.status);
    } catch (error) {
      throw asMediaError(error);
    } finally {
      clearTimeout(timer);
    }
  }
  throw new MediaError('unavailable', 'The file server redirected too often.', true);
}

/** @throws MediaError for a host that is not Meta's: the token must not leave for it. */
function checkedUrl(options: GraphOptions, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const bare = url !== null && url.username === '' && url.password === '';
  const isOwn = bare && url.origin === new URL(options.graphUrl).origin;
  const isMeta = bare && url.protocol === 'https:' && url.port === '' && META_HOST.test(url.hostname);
  if (url && (isOwn || isMeta)) return url;
  throw new MediaError(
    'refused_host',
    'The file lies on a host that does not belong to WhatsApp; it was not fetched.',
    false,
  );
}

async function* stream(
  response: Response,
  controller: AbortController,
  { stallMs, totalMs, sha256 }: { stallMs: number; totalMs: number; sha256: string | null },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  const late = () => controller.abort(new MediaError('timeout', 'The file came too slowly.', true));
  const total = setTimeout(late, totalMs);
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new MediaError('timeout', 'The file stopped coming.', true)), stallMs);
  };
  try {
    arm();
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      hash.update(chunk);
      yield chunk;
      arm();
    }
  } catch (error) {
    throw asMediaError(error);
  } finally {
    clearTimeout(timer);
    clearTimeout(total);
  }
  if (sha256 && hash.digest('hex') !== sha256)
    throw new MediaError('corrupt', 'The file that came is not the file that was announced.', true);
}

/** Uploads a file; resolves the id to send it with (it lives 30 days). Uploading twice harms nobody, so failures may be retried. */
export async function upload(
  options: GraphOptions,
  credentials: ChannelCredentials,
  file: { bytes: Uint8Array; mime: string; fileName: string },
): Promise<string> {
  const form = new FormData();
  form.append('messaging_product', 'whatsapp');
  form.append('type', file.mime);
  form.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.mime }), file.fileName);
  const outcome = await callGraph(
    { ...options, timeoutMs: Math.max(options.timeoutMs, UPLOAD_MS) },
    {
      method: 'POST',
      path: `${encodeURIComponent(credentials.phoneNumberId)}/media`,
      token: credentials.accessToken,
      form,
    },
  );
  const id = outcome.type === 'answer' && outcome.status === 200 ? asString(asObject(outcome.body)?.id) : null;
  if (!id) throw mediaError(outcome);
  return id;
}

const tooLarge = (): MediaError =>
  new MediaError('too_large', `The file is larger than ${MAX_FILE_BYTES} bytes.`, false);

function mediaError(outcome: HttpOutcome): MediaError {
  if (outcome.type === 'failed')
    return new MediaError(outcome.error.code === 'timeout' ? 'timeout' : 'unavailable', outcome.error.message, true);
  if (outcome.status < 300)
    return new MediaError('unavailable', 'WhatsApp answered with something we cannot read.', true);
  const error = answerError(outcome.status, outcome.body, outcome.retryAfterMs);
  const { explanation, remedy } = explain(error.code);
  const retryable = error.verdict === 'unknown' || error.verdict === 'retry' || error.verdict === 'wait';
  const code =
    outcome.status === 404
      ? 'not_found'
      : outcome.status === 401 || error.code === '190'
        ? 'unauthorized'
        : retryable
          ? 'unavailable'
          : 'refused';
  return new MediaError(code, `${explanation} ${remedy}`, retryable);
}

function statusError(status: number): MediaError {
  if (status === 401 || status === 403)
    return new MediaError('unauthorized', 'WhatsApp no longer accepts our access token.', false);
  // An expired address answers 404 too; the next attempt gets a new one.
  if (status === 404 || status === 410)
    return new MediaError('not_found', 'The file is not there, or its address has expired.', true);
  return new MediaError(
    'unavailable',
    `The file server answered ${status}.`,
    status >= 500 || status === 429 || status === 408,
  );
}

function asMediaError(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  const message = neverSent(error)
    ? 'The file server could not be reached.'
    : 'The connection to the file server broke off.';
  return new MediaError('unavailable', message, true, { cause: error });
}
