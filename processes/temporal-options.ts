/** Where Temporal is, and which build this is, as the settings say. */
import { type Config, temporalTls } from '../config/index.ts';
import type { TemporalOptions } from '../temporal/connection.ts';
import type { WorkerVersion } from '../temporal/worker.ts';

/** @throws ConfigError when a file of the TLS settings cannot be read. */
export const temporalOptions = (config: Config): TemporalOptions => ({
  address: config.TEMPORAL_ADDRESS ?? `127.0.0.1:${config.TEMPORAL_PORT}`,
  namespace: config.TEMPORAL_NAMESPACE,
  apiKey: config.TEMPORAL_API_KEY,
  tls: temporalTls(config) ?? config.TEMPORAL_TLS === 'true',
});

/** Which build of which deployment this worker is; undefined runs it unversioned. */
export const workerVersion = ({ TEMPORAL_DEPLOYMENT, TEMPORAL_BUILD_ID }: Config): WorkerVersion | undefined =>
  TEMPORAL_DEPLOYMENT && TEMPORAL_BUILD_ID
    ? { deployment: TEMPORAL_DEPLOYMENT, buildId: TEMPORAL_BUILD_ID }
    : undefined;
