/** The record and the dispatcher's rounds on it, without Temporal: time is what the test says. */
import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { type Database, openDatabase } from '../../db/database.ts';
import { insertRawUpdates, type RawUpdate } from '../../db/intake/queries.ts';
import { createKeyring, type Keyring } from '../../db/keys/keyring.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import type { InboundContent, InboundUpdate } from '../../domain/message/inbound.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { intakeRound } from '../intake.ts';

export interface TestRecord {
  db: Database;
  keyring: Keyring;
  orgId: string;
  channelAccountId: string;
  clock: { at: number; now(): number };
  counted: [outcome: string, reason: string][];
  /** Lines that were logged. */
  logged: Record<string, unknown>[];
  /** Stores updates as the webhook does, one raw row each. */
  deliver(...updates: InboundUpdate[]): Promise<void>;
  /** One round of intake. */
  round(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestRecord(databaseUrl: string): Promise<TestRecord> {
  const db = openDatabase({ url: databaseUrl, poolSize: 8, onError: () => undefined });
  const keyring = createKeyring(db, randomBytes(32));
  const clock = { at: Date.now(), now: () => clock.at };
  const orgId = await seedOrganization(
    db,
    {
      slug: `test-${randomUUID()}`,
      name: 'Test',
      zone: 'UTC',
      currency: 'USD',
      playbook: { name: 'dental_clinic', config: dentalClinic },
    },
    clock.now(),
  );
  const channel = {
    name: 'WhatsApp',
    phoneNumberId: randomUUID(),
    businessAccountId: '1',
    displayPhoneNumber: '+1 718 555 0142',
    accessToken: 'secret',
    appSecret: 'secret',
    verifyToken: 'secret',
  };
  const channelAccountId = await seedChannel(db, keyring, orgId, channel, clock.now());
  const counted: TestRecord['counted'] = [];
  const logged: TestRecord['logged'] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  return {
    db,
    keyring,
    orgId,
    channelAccountId,
    clock,
    counted,
    logged,
    async deliver(...updates) {
      const rows: RawUpdate[] = [];
      for (const update of updates)
        rows.push({
          orgId,
          channelAccountId,
          updateKey: randomBytes(16),
          body: await keyring.seal(orgId, 'raw_update', Buffer.from(JSON.stringify(update))),
        });
      await db.withSystem(tx => insertRawUpdates(tx, rows, clock.now()));
    },
    async round() {
      await intakeRound({
        db,
        keyring,
        normalize: body => [body as InboundUpdate],
        clock,
        quietMs: 0,
        log,
        checkpoint: () => Promise.resolve(),
        count: (outcome, reason) => counted.push([outcome, reason]),
      });
    },
    close: () => db.close(),
  };
}

export const senderOf = (phone: string) => ({
  identities: [{ kind: 'phone' as const, value: phone }],
  name: null,
  username: null,
});

export const contentOf = (text: string): InboundContent => ({
  kind: 'TEXT',
  text,
  media: null,
  location: null,
  replyId: null,
  extra: null,
});

export const textOf = (phone: string, id: string, text: string, at: number): InboundUpdate => ({
  type: 'message',
  providerMessageId: id,
  sender: senderOf(phone),
  sentAt: at,
  content: contentOf(text),
  replyToProviderId: null,
  forwarded: false,
  attribution: null,
  answerable: true,
});
