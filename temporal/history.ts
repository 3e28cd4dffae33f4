/** Histories of workflows as plain JSON: payloads and failures opened, without what only this machine knows. */
import type { Payload } from '@temporalio/common';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { ParleyCodec } from './codec.ts';

type Opens = Pick<ParleyCodec, 'decode'>;

/**
 * The JSON that Temporal's own tools write and replay takes. Conversations' histories hold no personal data, so what comes
 * out may be kept; process identities and stacks, which name machines and folders, are left out.
 * @throws CodecError when a payload cannot be opened here.
 */
export async function plainHistory(history: History, codec: Opens): Promise<string> {
  const opened = (await open(history, codec)) as History;
  return `${JSON.stringify(JSON.parse(historyToJSON(opened)), null, 1)}\n`;
}

async function open(value: unknown, codec: Opens): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(item => open(item, codec)));
  if (!isMessage(value)) return value;
  if (isPayload(value)) return (await codec.decode([value]))[0];
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]): Promise<[string, unknown]> => [key, await open(item, codec)]),
  );
  return withoutMachine(Object.fromEntries(entries));
}

/** Everything but scalars, bytes and 64-bit numbers. */
function isMessage(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !('unsigned' in value);
}

function isPayload(value: Record<string, unknown>): value is Record<string, unknown> & Payload {
  return isMessage(value.metadata) && value.metadata.encoding instanceof Uint8Array;
}

const PROCESS = /^\d+@/;

/** Failures get their message back; their stacks and the names of processes (identities, sticky queues) go. */
function withoutMachine(message: Record<string, unknown>): Record<string, unknown> {
  const plain = { ...message };
  if (typeof plain.identity === 'string' && plain.identity) plain.identity = 'parley';
  if (typeof plain.name === 'string' && PROCESS.test(plain.name)) plain.name = 'parley-sticky';
  if (typeof plain.stackTrace === 'string') plain.stackTrace = '';
  const sealed = plain.encodedAttributes;
  if (isMessage(sealed) && sealed.data instanceof Uint8Array) {
    const { message: text } = JSON.parse(Buffer.from(sealed.data).toString('utf8')) as { message?: string };
    Object.assign(plain, { message: text ?? '', stackTrace: '', encodedAttributes: null });
  }
  return plain;
}
