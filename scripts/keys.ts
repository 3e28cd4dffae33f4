/**
 * npm run keys: the keys everything sealed depends on, and their change while Parley runs (docs/keys.md).
 *
 *   npm run keys -- status                what keys there are, under which master key, and what they seal
 *   npm run keys -- rewrap                turn all keys over to PARLEY_MASTER_KEY (with PARLEY_MASTER_KEY_FORMER set)
 *   npm run keys -- rotate [slug]         a new data key for one organization, or for all
 *   npm run keys -- reseal                seal what lies at rest under the newest data keys
 */
import { ConfigError, formerMasterKey, loadConfig, masterKey } from '../config/index.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { masterKeyId } from '../db/keys/keyring.ts';
import { openKeyring, rewrap } from '../db/keys/master.ts';
import { keyStatus, reseal } from '../db/keys/reseal.ts';
import { embeddedPostgresUrl } from '../runtime/embedded/postgres.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const [command = 'status', subject] = process.argv.slice(2);

try {
  const config = loadConfig();
  const master = masterKey(config);
  const former = formerMasterKey(config);
  const url = config.DATABASE_URL ?? embeddedPostgresUrl(config.PARLEY_PG_PORT);
  const db = openDatabase({ url, poolSize: 2, onError: () => undefined });
  try {
    await run(db, master, former);
  } finally {
    await db.close();
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof ConfigError ? message : `keys: ${message}`}\n`);
  process.exitCode = 1;
}

async function run(db: Database, master: Buffer, former: Buffer | null): Promise<void> {
  if (command === 'rewrap') {
    const { turned, total } = await rewrap(db, master, former);
    say(`${turned} of ${total} data keys turned over to ${masterKeyId(master)}; the rest were there already.`);
    say(
      'Every key opens under it. Take PARLEY_MASTER_KEY_FORMER out of the settings, restart, and destroy the former key.',
    );
    return;
  }
  const keyring = await openKeyring(db, master, former);
  if (command === 'status') return status(db, master);
  if (command === 'reseal') {
    const { secrets, rawUpdates } = await reseal(db, keyring);
    say(`Sealed anew: ${secrets} secrets of numbers, ${rawUpdates} raw updates.`);
    return;
  }
  if (command === 'rotate') {
    const chosen = (await keyStatus(db)).filter(({ slug }) => subject === undefined || slug === subject);
    if (chosen.length === 0) throw new Error(`there is no organization "${subject}"; see npm run keys -- status`);
    for (const { orgId, slug } of chosen) {
      const { id } = await keyring.rotate(orgId, Date.now());
      say(`${slug}: new data key ${id}`);
    }
    say('Running processes take them up within 30 s. After that: npm run keys -- reseal');
    return;
  }
  throw new Error(`there is no command "${command}": use status, rewrap, rotate [slug] or reseal`);
}

async function status(db: Database, master: Buffer): Promise<void> {
  const now = masterKeyId(master);
  say(`PARLEY_MASTER_KEY is ${now}`);
  let behind = 0;
  for (const { slug, generations } of await keyStatus(db)) {
    say(slug);
    for (const { keyId, generation, masterKeyId: wrappedBy, createdAt, values } of generations) {
      if (wrappedBy !== now) behind++;
      say(
        `  ${generation}. ${keyId}, of ${new Date(createdAt).toISOString().slice(0, 10)}, under ${wrappedBy}, seals ${values} values at rest`,
      );
    }
  }
  if (behind > 0) say(`${behind} data keys are under another master key: npm run keys -- rewrap`);
}
