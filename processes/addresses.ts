/** Before anything is started: do the servers answer that the settings name instead of ours? */
import { Connection } from '@temporalio/client';
import pg from 'pg';
import type { Config } from '../config/index.ts';
import { connectOptions } from '../temporal/connection.ts';
import { temporalOptions } from './temporal-options.ts';

const PATIENCE_MS = 8_000;

/** @throws an Error that names the setting, what it points at (never a password), and what to do. */
export async function requireAddresses(config: Config): Promise<void> {
  const found = await Promise.all([postgresProblem(config.DATABASE_URL), temporalProblem(config)]);
  const problems = found.filter(problem => problem !== null);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function postgresProblem(connectionString: string | undefined): Promise<string | null> {
  if (connectionString === undefined) return null;
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: PATIENCE_MS });
  // A server that goes away while the connection ends has nobody else to tell.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    const at = `Postgres at ${client.host}:${client.port} (DATABASE_URL)`;
    // With a code of its own (five characters) the server answered: password, database and role are what it may refuse.
    const answered = /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code));
    return `${at} ${answered ? 'refuses' : 'does not answer'}: ${messageOf(error)}. ${answered ? 'Correct' : 'Start it, or correct'} DATABASE_URL, or leave it out for the embedded one.`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function temporalProblem(config: Config): Promise<string | null> {
  if (config.TEMPORAL_ADDRESS === undefined) return null;
  const { address, namespace, ...options } = temporalOptions(config);
  const connection = Connection.lazy(connectOptions({ address, namespace, ...options }));
  try {
    await connection.withDeadline(Date.now() + PATIENCE_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return null;
  } catch (error) {
    const { code } = error as { code?: number };
    if (code === NOT_FOUND)
      return `Temporal at ${address} (TEMPORAL_ADDRESS) has no namespace "${namespace}": make it there, or correct TEMPORAL_NAMESPACE.`;
    if (code === UNAUTHENTICATED || code === PERMISSION_DENIED)
      return `Temporal at ${address} (TEMPORAL_ADDRESS) refuses: ${messageOf(error)}. Correct TEMPORAL_API_KEY or the TEMPORAL_TLS settings.`;
    return `Temporal at ${address} (TEMPORAL_ADDRESS) does not answer within ${PATIENCE_MS / 1000} s. Start it, or correct TEMPORAL_ADDRESS (and TEMPORAL_TLS, when it wants that), or leave it out for the embedded one.`;
  } finally {
    await connection.close().catch(() => undefined);
  }
}

/** gRPC's status codes. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** Node gives a refused connection to several addresses an empty message and the reasons below it. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
