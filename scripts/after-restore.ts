/**
 * node scripts/after-restore.ts [--no-gap]: makes a restored record safe to work on. deploy/restore.sh runs it; nothing else of
 * Parley may run meanwhile. `--no-gap` says that the old system did nothing after the backup (a planned move): then what stood
 * open goes on by itself.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { createTombstoneFile } from '../adapters/storage/tombstones.ts';
import { normalizeUpdate } from '../adapters/whatsapp-cloud/normalize.ts';
import { ConfigError, loadConfig } from '../config/index.ts';
import { migrate } from '../db/migrate.ts';
import { doubtOpenSends, handOverUnanswered, skipDueActions, wakeAll } from '../db/operations/restored.ts';
import { cleanRestored } from '../dispatcher/erasures.ts';
import { intakeRound } from '../dispatcher/intake.ts';
import { openRecord } from '../processes/compose.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Of the old system's dispatchers, which are gone. */
const freeLeases = sql`update raw_updates set claimed_until = null where handled_at is null`;
const MAX_ROUNDS = 100_000;

const { values } = parseArgs({ options: { 'no-gap': { type: 'boolean', default: false } } });
try {
  await afterRestore(values['no-gap']);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function afterRestore(noGap: boolean): Promise<void> {
  const config = loadConfig();
  if (!config.DATABASE_URL) throw new Error('DATABASE_URL is not set: give the address of the restored record.');
  await migrate(config.DATABASE_URL);
  const record = await openRecord(config, 'after-restore');
  const { db, keyring, log } = record;
  const clock = { now: () => Date.now() };
  try {
    // What had come and was not recorded yet belongs to its conversation before anything is decided.
    const count = (): void => undefined;
    const checkpoint = () => Promise.resolve();
    const intake = { db, keyring, normalize: normalizeUpdate, clock, quietMs: 0, log, checkpoint, count };
    await db.withSystem(tx => tx.execute(freeLeases));
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) if ((await intakeRound(intake)) === null) break;
    const erasure = { hash: keyring.hashId, ...createTombstoneFile(join(config.home, 'tombstones.jsonl')) };
    say(
      `${await cleanRestored({ db, clock, log, erasure })} people who were erased since the backup are erased again.`,
    );
    if (!noGap) {
      say(`${await doubtOpenSends(db, clock.now())} open sends are UNKNOWN now: people say what became of them.`);
      say(`${await handOverUnanswered(db, clock.now())} conversations that waited for an answer are handed to people.`);
      say(`${await skipDueActions(db, clock.now())} conversations had due follow-ups or promises, which are skipped.`);
    }
    say(`${await wakeAll(db, clock.now())} conversations take up their timers again when a worker starts.`);
  } finally {
    await record.close();
  }
}
