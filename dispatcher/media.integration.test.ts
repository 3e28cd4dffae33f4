import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Ports } from '../activities/ports.ts';
import { mediaFiles } from '../db/message/table.ts';
import { MediaError } from '../domain/message/errors.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { mediaRound } from './media.ts';
import { openTestRecord, type TestRecord, textOf } from './testing/record.ts';

const database = useDatabase();
let record: TestRecord;
let ports: Ports;
let downloads: string[];
let download: (id: string) => Promise<void>;
let credentials: () => Promise<void>;

beforeAll(async () => {
  record = await openTestRecord(database.url);
  const unused = () => Promise.reject(new Error('not part of this test'));
  ports = {
    db: record.db,
    clock: record.clock,
    log: pino({ level: 'silent' }),
    channels: {
      whatsapp: {
        send: unused,
        markRead: unused,
        upload: unused,
        listTemplates: unused,
        download: async (_credentials, id) => {
          downloads.push(id);
          await download(id);
          return { body: (async function* () {})(), mime: 'image/png', sizeBytes: 0, sha256: null };
        },
      },
    },
    credentials: async () => {
      await credentials();
      return { phoneNumberId: '1', businessAccountId: '1', accessToken: 'x' };
    },
    model: { complete: unused, transcribe: unused, embed: unused },
    media: { put: async () => ({ sizeBytes: 3, sha256: 'abc' }), get: unused, delete: unused },
    countTokens: () => 0,
    checkpoint: () => Promise.resolve(),
  };
});
afterAll(() => record?.close());
beforeEach(async () => {
  downloads = [];
  download = async () => undefined;
  credentials = async () => undefined;
  await record.db.withOrg(record.orgId, tx => tx.delete(mediaFiles).where(eq(mediaFiles.orgId, record.orgId)));
});

let sent = 0;
async function images(count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    const id = `image-${++sent}`;
    const update = textOf(`+${15_550_400_000 + sent}`, id, '', record.clock.now());
    if (update.type !== 'message') return;
    const media = { providerMediaId: id, mime: 'image/png', sha256: null, fileName: null };
    await record.deliver({ ...update, content: { ...update.content, kind: 'IMAGE', media } });
  }
  await record.round();
}
const files = () =>
  record.db.withOrg(record.orgId, tx =>
    tx.select().from(mediaFiles).where(eq(mediaFiles.orgId, record.orgId)).orderBy(mediaFiles.createdAt),
  );

it('is fetched once by two workers at the same time', async () => {
  await images(4);
  await Promise.all([mediaRound(ports), mediaRound(ports)]);
  expect(downloads).toHaveLength(4);
  expect((await files()).map(file => file.state)).toEqual(['STORED', 'STORED', 'STORED', 'STORED']);
});

it('tries again with backoff what may work later, five times at most', async () => {
  await images(1);
  download = () => Promise.reject(new MediaError('unavailable', 'away', true));
  const triedAt: number[] = [];
  for (let second = 0; second < 300; second++) {
    const before = downloads.length;
    await mediaRound(ports);
    if (downloads.length > before) triedAt.push(second);
    record.clock.at += 1_000;
  }
  expect(triedAt).toEqual([0, 2, 10, 42, 170]);
  expect(await files()).toMatchObject([{ state: 'FAILED', failure: 'unavailable', attempts: 5 }]);
});

it('stores what works at the second attempt, and gives up at once what never will', async () => {
  await images(2);
  const [gone] = (await files()).map(file => file.providerMediaId);
  let away = true;
  download = async id => {
    if (id === gone) throw new MediaError('refused', 'no', false);
    if (away) throw new MediaError('timeout', 'slow', true);
  };
  await mediaRound(ports);
  away = false;
  record.clock.at += 2_000;
  await mediaRound(ports);
  expect(downloads).toHaveLength(3);
  const found = await files();
  expect(found.find(file => file.providerMediaId === gone)).toMatchObject({ state: 'FAILED', failure: 'refused' });
  expect(found.find(file => file.providerMediaId !== gone)).toMatchObject({ state: 'STORED', failure: null });
});

it('does not let files without credentials stand before the others', async () => {
  await images(8);
  record.clock.at += 1;
  credentials = () => Promise.reject(new Error('a sealed value does not open'));
  expect(await mediaRound(ports)).toBe(true);
  credentials = async () => undefined;
  await images(1);
  await mediaRound(ports);
  expect(downloads).toEqual([`image-${sent}`]);
  record.clock.at += 2_000;
  await mediaRound(ports);
  expect((await files()).every(file => file.state === 'STORED')).toBe(true);
});

it('comes back when the worker that had it died', async () => {
  await images(1);
  download = () => new Promise(() => undefined);
  void mediaRound(ports);
  await expect.poll(() => downloads).toHaveLength(1);
  await mediaRound(ports);
  expect(downloads).toHaveLength(1);
  download = async () => undefined;
  record.clock.at += 200_000;
  await mediaRound(ports);
  expect(await files()).toMatchObject([{ state: 'STORED', attempts: 2 }]);
});
