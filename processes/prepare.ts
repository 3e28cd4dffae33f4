/**
 * Prepares the record before anything else runs: migrations, then the demo organization with its number and its first member
 * when it is not there yet. Safe to run at every start.
 */
import { createAuth } from '../api/auth/auth.ts';
import { ensureMember } from '../api/auth/callers.ts';
import { loadConfig } from '../config/index.ts';
import { migrate } from '../db/migrate.ts';
import { seedChannel, seedOrganization } from '../db/organization/seed.ts';
import { dentalClinic } from '../domain/playbook/templates/dental-clinic.ts';
import { ensureSearchAttributes } from '../runtime/embedded/temporal-dev.ts';
import { connectOptions } from '../temporal/connection.ts';
import { openRecord } from './compose.ts';
import { main, ready } from './main.ts';
import { temporalOptions } from './temporal-options.ts';

await main('prepare', async () => {
  const config = loadConfig();
  if (!config.DATABASE_URL) throw new Error('DATABASE_URL is not set.');
  await migrate(config.DATABASE_URL);
  const temporal = temporalOptions(config);
  if (config.TEMPORAL_SEARCH_ATTRIBUTES === 'true')
    await ensureSearchAttributes(connectOptions(temporal), temporal.namespace);
  const record = await openRecord(config, 'prepare');
  const now = record.clock.now();
  const orgId = await seedOrganization(
    record.db,
    {
      slug: 'sunset-dental',
      name: 'Sunset Dental',
      zone: 'America/New_York',
      currency: 'USD',
      playbook: { name: 'dental_clinic', config: dentalClinic },
    },
    now,
  );
  if (config.WHATSAPP_PHONE_NUMBER_ID) {
    await seedChannel(
      record.db,
      record.keyring,
      orgId,
      {
        name: 'WhatsApp',
        phoneNumberId: config.WHATSAPP_PHONE_NUMBER_ID,
        businessAccountId: config.WHATSAPP_BUSINESS_ACCOUNT_ID ?? null,
        displayPhoneNumber: config.WHATSAPP_PHONE_NUMBER_ID,
        accessToken: config.WHATSAPP_ACCESS_TOKEN ?? '',
        appSecret: config.WHATSAPP_APP_SECRET ?? '',
        verifyToken: config.WHATSAPP_VERIFY_TOKEN ?? '',
      },
      now,
    );
  }
  if (config.PARLEY_DEMO_PASSWORD) {
    const auth = createAuth({
      db: record.db,
      secret: record.keyring.derived('auth'),
      publicUrl: config.publicUrl,
      log: record.log,
    });
    await ensureMember(record.db, auth, {
      orgId,
      email: config.PARLEY_DEMO_EMAIL,
      password: config.PARLEY_DEMO_PASSWORD,
      name: 'Sunset Admin',
      role: 'OWNER',
      now,
    });
  }
  await record.close();
  ready('prepare');
  setImmediate(() => process.exit(0));
  return () => Promise.resolve();
});
