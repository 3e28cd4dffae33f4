/** Connections to Temporal, with the codec everywhere. */
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { ParleyCodec } from './codec.ts';

export interface TemporalOptions {
  address: string;
  namespace: string;
  apiKey?: string | undefined;
  tls: boolean;
}

/** Messages and stacks of failures are sealed too: they may quote what an activity saw. */
export const dataConverterOf = (codec: ParleyCodec): DataConverter => ({
  payloadCodecs: [codec],
  failureConverterPath: new URL('./failure-converter.ts', import.meta.url).pathname,
});

const connectOptions = ({ address, apiKey, tls }: TemporalOptions): ConnectionOptions => ({
  address,
  ...(apiKey ? { apiKey } : {}),
  ...(tls || apiKey ? { tls: true } : {}),
});

/** @throws when the server does not answer within 10 s. */
export async function connectClient(options: TemporalOptions, codec: ParleyCodec): Promise<Client> {
  const connection = await Connection.connect({ ...connectOptions(options), connectTimeout: '10 seconds' });
  return new Client({ connection, namespace: options.namespace, dataConverter: dataConverterOf(codec) });
}

export const connectWorker = (options: TemporalOptions): Promise<NativeConnection> =>
  NativeConnection.connect(connectOptions(options) as Parameters<typeof NativeConnection.connect>[0]);
