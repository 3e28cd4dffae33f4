/**
 * Payload codec: AES-256-GCM with a data key per organization (design.md section 8). The organization is taken from the
 * workflow id in the serialization context when encoding; the key id stands in the metadata, because decoding (a codec
 * endpoint, a stored history) has no context. Failures are encoded too (worker and client set encodeCommonAttributes).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { readied, SealError } from '../db/keys/envelope.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import { orgOfWorkflowId } from '../workflows/conversation/ids.ts';

const ENCODING = 'binary/parley-encrypted';
const INSTALLATION = 'installation';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const text = new TextEncoder();
const read = new TextDecoder();

interface CodecKey {
  id: string;
  key: Buffer;
}

export class CodecError extends Error {
  override name = 'CodecError';
}

export interface ParleyCodec extends PayloadCodec {
  /** Decodes only payloads of this organization. @throws CodecError for any other. */
  decodeFor(orgId: string, payloads: Payload[]): Promise<Payload[]>;
}

const PayloadProto = proto.temporal.api.common.v1.Payload;

export interface CodecOptions {
  /**
   * Waits for keys while the record is away, instead of failing. For workers: one whose codec fails in the middle of a task
   * ends as a whole, and what it waits for comes back.
   */
  waitForKeys?: boolean;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

export function createCodec(keyring: Keyring, { waitForKeys = false }: CodecOptions = {}): ParleyCodec {
  const installation: CodecKey = { id: INSTALLATION, key: keyring.derived('temporal-payloads') };

  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs)) {
      try {
        return await ask();
      } catch (error) {
        // A key that does not open will not open later either.
        if (!waitForKeys || error instanceof SealError) throw error;
        await new Promise(resolve => setTimeout(resolve, waitMs));
      }
    }
  }

  async function keyFor(context: SerializationContext | undefined): Promise<CodecKey> {
    const workflowId = context && 'workflowId' in context ? context.workflowId : undefined;
    const orgId = workflowId ? orgOfWorkflowId(workflowId) : null;
    return orgId ? patiently(() => keyring.current(orgId)) : installation;
  }

  function encrypt({ id, key }: CodecKey, payload: Payload): Payload {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', readied(key), iv);
    cipher.setAAD(Buffer.from(id));
    const body = Buffer.concat([cipher.update(PayloadProto.encode(payload).finish()), cipher.final()]);
    return {
      metadata: { encoding: text.encode(ENCODING), 'encryption-key-id': text.encode(id) },
      data: Buffer.concat([iv, cipher.getAuthTag(), body]),
    };
  }

  async function decrypt(payload: Payload, only: string | null): Promise<Payload> {
    const encoding = payload.metadata?.encoding;
    if (!encoding || read.decode(encoding) !== ENCODING) return payload;
    const id = read.decode(payload.metadata?.['encryption-key-id'] ?? new Uint8Array());
    if (id !== INSTALLATION && !UUID.test(id)) throw new CodecError('this payload names no key of ours');
    const key = id === INSTALLATION ? installation : await patiently(() => keyring.byId(id));
    if (!key) throw new CodecError('the key of this payload is not known here');
    if (only !== null && (!('orgId' in key) || key.orgId !== only))
      throw new CodecError('this payload belongs to another organization');
    const data = payload.data ?? new Uint8Array();
    if (data.length < 28) throw new CodecError('this payload is too short to be one of ours');
    const decipher = createDecipheriv('aes-256-gcm', readied(key.key), data.subarray(0, 12));
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(data.subarray(12, 28));
    try {
      return PayloadProto.decode(Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]));
    } catch {
      throw new CodecError('this payload does not open: wrong master key, or it was changed');
    }
  }

  return {
    async encode(payloads, context) {
      if (payloads.length === 0) return payloads;
      const key = await keyFor(context);
      return payloads.map(payload => encrypt(key, payload));
    },
    decode: payloads => Promise.all(payloads.map(payload => decrypt(payload, null))),
    decodeFor: (orgId, payloads) => Promise.all(payloads.map(payload => decrypt(payload, orgId))),
  };
}
