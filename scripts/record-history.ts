/**
 * Records a conversation's history from a running Parley, as a regression test:
 *
 *   node scripts/record-history.ts <name> <conversation id or workflow id> [run id]
 *
 * writes test/histories/<name>.json, which `npm test` replays from then on. It reads the same settings as the running system
 * (the environment or .env); beside a plain `npm start` it needs none.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { loadConfig } from '../config/index.ts';
import { openRecord } from '../processes/compose.ts';
import { temporalOptions } from '../processes/temporal-options.ts';
import { embeddedPostgresUrl } from '../runtime/embedded/postgres.ts';
import { createCodec } from '../temporal/codec.ts';
import { connectClient } from '../temporal/connection.ts';
import { plainHistory } from '../temporal/history.ts';
import { conversationWorkflowId } from '../workflows/conversation/ids.ts';

const [name, subject, runId] = process.argv.slice(2);
if (!name || !subject || !/^[a-z0-9-]+$/.test(name)) {
  process.stderr.write('Use: record-history <name, of lower-case letters, digits and -> <conversation id> [run id]\n');
  process.exit(2);
}
const path = fileURLToPath(new URL(`../test/histories/${name}.json`, import.meta.url));
if (existsSync(path)) {
  process.stderr.write(
    `${relative('.', path)} exists: a recorded history is never replaced. Choose another name; if it no longer replays, the workflow needs patched().\n`,
  );
  process.exit(2);
}

const config = loadConfig();
const embedded = embeddedPostgresUrl(config.PARLEY_PG_PORT);
const record = await openRecord({ ...config, DATABASE_URL: config.DATABASE_URL ?? embedded }, 'record-history');
const codec = createCodec(record.keyring);
const client = await connectClient(temporalOptions(config), codec).catch((error: unknown) => {
  process.stderr.write(`Temporal does not answer (${String(error)}): start Parley, or set TEMPORAL_ADDRESS.\n`);
  process.exit(1);
});
try {
  const history = await client.workflow.getHandle(await workflowIdOf(subject), runId).fetchHistory();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await plainHistory(history, codec));
  process.stdout.write(`${relative('.', path)}: ${history.events?.length ?? 0} events\n`);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await client.connection.close();
  await record.close();
}

/** A workflow id as it is; a conversation id with its organization. */
async function workflowIdOf(given: string): Promise<string> {
  if (given.includes('/')) return given;
  const found = await record.db.withSystem(tx =>
    tx.execute<{ org_id: string }>(sql`select org_id from conversations where id::text = ${given}`),
  );
  const orgId = found.rows[0]?.org_id;
  if (!orgId) throw new Error(`There is no conversation ${given} here.`);
  return conversationWorkflowId(orgId, given);
}
