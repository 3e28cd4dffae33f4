import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSmtp } from '../adapters/mail/smtp.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { createKeyring, type Keyring } from '../db/keys/keyring.ts';
import { leaseMails, mailStates, queueMail } from '../db/mail/queries.ts';
import { type MailSimulator, startMailSimulator } from '../simulators/mail/server.ts';
import { DATABASE_KINDS, useDatabase } from '../test/support/postgres.ts';
import { mailRound } from './mail.ts';

describe.each(DATABASE_KINDS)('X-SEND: mails, on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  let keyring: Keyring;
  let simulator: MailSimulator;
  let now = 1_800_000_000_000;
  let serial = 0;

  beforeAll(async () => {
    db = openDatabase({ url: database.url, poolSize: 4, onError: () => undefined });
    keyring = createKeyring(db, Buffer.alloc(32, 7));
    simulator = await startMailSimulator();
  });
  afterAll(async () => {
    await simulator?.close();
    await db?.close();
  });
  afterEach(() => Object.assign(simulator.faults, { refuse: null, loseAnswer: false }));

  const log = pino({ level: 'silent' });
  const smtp = (port = simulator.smtpPort) =>
    createSmtp({
      host: '127.0.0.1',
      port,
      user: undefined,
      password: undefined,
      from: 'Parley <no-reply@parley.example>',
    });
  const round = (mail = smtp()) => mailRound({ db, clock: { now: () => now }, log, mail }, keyring);
  const queue = async (validMs = 3_600_000) => {
    const to = `person-${++serial}@example.com`;
    const content = {
      to,
      subject: 'Grüße, “Ünïcode” and ग्राहक',
      text: `Text ${serial}: é\n.dot first\n`,
      html: `<p>Text ${serial}</p>`,
    };
    const id = await db.withSystem(tx =>
      queueMail(tx, { keyring, kind: 'reset', content, expiresAt: now + validMs, now }),
    );
    return { id, to, content };
  };
  const stateOf = async (id: string) => (await db.withSystem(tx => mailStates(tx, [id]))).get(id);
  const arrived = (to: string) => simulator.mails.filter(mail => mail.recipients.includes(to));

  it('B-AUTH-5: a queued mail arrives once, whole, and its words are gone from the record', async () => {
    const { id, to, content } = await queue();
    await Promise.all([round(), round()]);
    await round();
    expect(await stateOf(id)).toBe('SENT');
    expect(arrived(to)).toMatchObject([
      {
        subject: content.subject,
        text: expect.stringContaining('.dot first'),
        html: content.html,
        messageId: `<${id}@parley.example>`,
      },
    ]);
    const { rows } = await db.withSystem(tx =>
      tx.execute<{ n: string }>('select count(content_sealed) as n from mails'),
    );
    expect(Number(rows[0]?.n)).toBe(0);
  });

  it('a server that says "not now", or is not there, gets it later', async () => {
    const { id, to } = await queue();
    await round(smtp(1));
    expect(await stateOf(id)).toBe('QUEUED');
    simulator.faults.refuse = 451;
    now += 5_000;
    await round();
    expect(await stateOf(id)).toBe('QUEUED');
    simulator.faults.refuse = null;
    await round();
    expect(await stateOf(id)).toBe('QUEUED');
    now += 10_000;
    await round();
    expect([await stateOf(id), arrived(to).length]).toEqual(['SENT', 1]);
  });

  it('a mail that is refused for good, or is over, is not sent', async () => {
    const refused = await queue();
    simulator.faults.refuse = 550;
    await round();
    expect(await stateOf(refused.id)).toBe('FAILED');
    simulator.faults.refuse = null;
    const late = await queue(1_000);
    now += 2_000;
    await round();
    expect([await stateOf(late.id), arrived(late.to).length]).toEqual(['FAILED', 0]);
  });

  it('an answer that never came leaves it not known: it is not sent again', async () => {
    const { id, to } = await queue();
    simulator.faults.loseAnswer = true;
    await round();
    simulator.faults.loseAnswer = false;
    now += 3_600_000;
    await round();
    expect([await stateOf(id), arrived(to).length]).toEqual(['UNKNOWN', 1]);
  });

  it('a process that ended while it sent leaves it not known', async () => {
    const { id, to } = await queue();
    await db.withSystem(tx => leaseMails(tx, { keyring, now, leaseMs: 120_000, limit: 5 }));
    await round();
    expect(await stateOf(id)).toBe('SENDING');
    now += 121_000;
    await round();
    expect([await stateOf(id), arrived(to).length]).toEqual(['UNKNOWN', 0]);
  });
});
