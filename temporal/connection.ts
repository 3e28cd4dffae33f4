/** Connections to Temporal, with the codec everywhere. */
import { Client, type ClientInterceptors, Connection, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { NativeConnection } from '@temporalio/worker';
import type { ParleyCodec } from './codec.ts';

/** PEM texts. */
export interface TemporalTls {
  /** Authority of the server's certificate; absent: the public ones. */
  ca?: string | undefined;
  /** Who we are, for mutual TLS. */
  pair?: { cert: string; key: string } | undefined;
  /** The name in the server's certificate, when the address is another one. */
  serverName?: string | undefined;
}

export interface TemporalOptions {
  address: string;
  namespace: string;
  apiKey?: string | undefined;
  /** true: TLS with public authorities and no certificate of ours. */
  tls: boolean | TemporalTls;
}

/** Messages and stacks of failures are sealed too: they may quote what an activity saw. */
export const dataConverterOf = (codec: ParleyCodec): DataConverter => ({
  payloadCodecs: [codec],
  failureConverterPath: new URL('./failure-converter.ts', import.meta.url).pathname,
});

function tlsOf({ tls, apiKey }: TemporalOptions): ConnectionOptions['tls'] {
  // A key over an open line would be everybody's.
  if (typeof tls === 'boolean') return tls || apiKey !== undefined;
  return {
    ...(tls.serverName === undefined ? {} : { serverNameOverride: tls.serverName }),
    ...(tls.ca === undefined ? {} : { serverRootCACertificate: Buffer.from(tls.ca) }),
    ...(tls.pair ? { clientCertPair: { crt: Buffer.from(tls.pair.cert), key: Buffer.from(tls.pair.key) } } : {}),
  };
}

/** For whoever connects without workflows: settings of the server's search attributes. */
export function connectOptions(options: TemporalOptions): ConnectionOptions {
  const tls = tlsOf(options);
  return {
    address: options.address,
    ...(options.apiKey ? { apiKey: options.apiKey } : {}),
    ...(tls ? { tls } : {}),
  };
}

/**
 * @param codec null: for looking at runs only; what is sealed stays sealed.
 * @throws when the server does not answer within 10 s.
 */
export async function connectClient(
  options: TemporalOptions,
  codec: ParleyCodec | null,
  interceptors?: ClientInterceptors,
): Promise<Client> {
  const connection = await Connection.connect({ ...connectOptions(options), connectTimeout: '10 seconds' });
  return new Client({
    connection,
    namespace: options.namespace,
    ...(codec ? { dataConverter: dataConverterOf(codec) } : {}),
    ...(interceptors ? { interceptors } : {}),
  });
}

/** The worker's SDK is loaded here only: it is large, and a client does without. */
export async function connectWorker(options: TemporalOptions): Promise<NativeConnection> {
  const { NativeConnection } = await import('@temporalio/worker');
  return NativeConnection.connect(connectOptions(options) as Parameters<typeof NativeConnection.connect>[0]);
}
