/** Websites, the test question and the script library over the api: who may, what is refused, what is told. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpGuard } from '../../adapters/http-guard/guard.ts';
import { auditLog } from '../../db/audit/table.ts';
import { addDocuments, createSource } from '../../db/knowledge/queries.ts';
import { seedOrganization } from '../../db/organization/seed.ts';
import { listPlaybooks } from '../../db/playbook/versions.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, post, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let manager: string;
let owner: string;

beforeAll(async () => {
  api = await startApi(database.url, {
    endpoints,
    services: {
      // Names are looked up here and nowhere else.
      websites: createHttpGuard({
        resolve: async name => {
          if (name === 'nowhere.example.com') throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
          return [{ address: name.startsWith('inside') ? '10.0.0.7' : '93.184.215.14', family: 4 }];
        },
      }),
    },
  });
  await seedOrganization(
    api.db,
    {
      slug: 'one',
      name: 'One',
      zone: 'America/New_York',
      currency: 'USD',
      playbook: { name: 'dental_clinic', config: dentalClinic },
    },
    0,
  );
  manager = await api.as('MANAGER');
  owner = await api.as('OWNER');
});
afterAll(() => api?.stop());

const path = (rest: string): string => `${api.url}/api/v1${rest}`;
const start = (url: string, cookie = manager) => post(path('/knowledge/scans'), cookie, { url });
const audited = (action: string) =>
  api.db.withOrg(ORG, tx => tx.select().from(auditLog).where(eq(auditLog.action, action)));
const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;

describe('a scan over the api (A-ONB-9)', () => {
  it.each([
    ['http://10.0.0.1/', /not a public address/],
    ['inside.example.com', /inner network/],
    ['https://nowhere.example.com', /cannot be found/],
    ['https://example.com:8080/', /only port/],
    ['ftp://example.com', /no web address/],
    ['https://user:secret@example.com', /no web address/],
  ])('%s is refused in words that say why', async (url, sentence) => {
    const answer = await start(url);
    expect(answer.status).toBe(422);
    expect(await json(answer)).toMatchObject({ code: 'bad_address', detail: expect.stringMatching(sentence) });
  });

  it('begins, is told, is refused a second time and over three, and stops; each is audited', async () => {
    const scan = await json(await start('example.com'));
    expect(scan).toMatchObject({ state: 'RUNNING', kind: 'SCAN', url: 'https://example.com/', found: 1, waiting: 1 });
    expect((await start('http://www.example.com/about')).status).toBe(409);
    await start('a.example.com');
    await start('b.example.com');
    expect((await start('c.example.com')).status).toBe(409);
    const detail = await json(await fetch(path(`/knowledge/scans/${scan.id}`), { headers: { cookie: manager } }));
    expect(detail.pages).toEqual([expect.objectContaining({ url: 'https://example.com/', state: 'FOUND' })]);
    const stopped = await json(await post(path(`/knowledge/scans/${scan.id}/stop`), manager));
    expect(stopped).toMatchObject({ state: 'STOPPED', waiting: 0, skipped: 1 });
    expect((await start('c.example.com')).status).toBe(200);
    const { scans } = await json(await fetch(path('/knowledge/scans'), { headers: { cookie: manager } }));
    expect(scans).toHaveLength(4);
    expect(await audited('website_scan')).toHaveLength(4);
    expect(await audited('website_scan_stopped')).toHaveLength(1);
  });
});

describe('the test question (A-RETR-3, B-RATE-3)', () => {
  it('shows playbook and knowledge with scores, by words where nothing is embedded; the 21st in a minute is refused', async () => {
    await api.db.withOrg(ORG, async tx => {
      const sourceId = await createSource(tx, { orgId: ORG, type: 'TEXT', name: 'x', now: 0 });
      await addDocuments(tx, { orgId: ORG, sourceId, now: 0, documents: [{ title: 'Parking', content: 'Behind.' }] });
    });
    const ask = (question: string) => post(path('/knowledge/test'), manager, { question });
    const found = await json(await ask('How much is a cleaning?'));
    expect(found).toMatchObject({ meaning: false });
    expect(found.hits).toContainEqual(
      expect.objectContaining({ from: 'playbook', title: 'How much is a cleaning?', used: true, whyNot: null }),
    );
    for (let index = 0; index < 19; index++) await ask('again');
    const refused = await ask('once more');
    expect(refused.status).toBe(429);
    expect(await json(refused)).toMatchObject({ code: 'rate_limited', hint: expect.stringContaining('Ask again in') });
  });
});

describe('the script library over the api (A-ONB-14, A-LANG-2)', () => {
  it('is saved as a version of the playbook, with its texts by language; what may not be said is refused by its place', async () => {
    const [playbook] = await api.db.withOrg(ORG, tx => listPlaybooks(tx, { orgId: ORG }));
    const at = path(`/playbooks/${playbook?.id}/scripts`);
    const read = async () => json(await fetch(at, { headers: { cookie: owner } }));
    const before = await read();
    expect(before).toMatchObject({ version: 1, scripts: [], languages: ['en', 'es', 'hi', 'hi-en'] });
    const scripts = [{ situation: 'opener', about: '', texts: { en: 'Welcome!', hi: 'स्वागत है!' } }];
    const texts = {
      ...(before.texts as object),
      es: { humanEscalation: 'Un colega le responderá aquí en breve.', fallback: '' },
    };
    const saved = await post(at, owner, { basedOn: 1, scripts, texts });
    expect(await json(saved)).toEqual({ version: 2 });
    const after = await read();
    expect(after).toMatchObject({
      version: 2,
      newest: 2,
      scripts,
      texts: { es: { humanEscalation: expect.any(String) } },
    });
    expect((after.texts as Record<string, object>).es).not.toHaveProperty('fallback');
    expect((await post(at, owner, { basedOn: 1, scripts, texts })).status).toBe(409);
    const wrong = await post(at, owner, {
      scripts: [{ situation: 'exit', about: '', texts: { en: 'I am a real person.' } }],
      texts: { en: { fallback: 'It is guaranteed.' } },
    });
    expect(wrong.status).toBe(422);
    const { errors } = (await json(wrong)) as { errors: { path: string }[] };
    expect(errors.map(error => error.path).sort()).toEqual(['scripts[0].texts.en', 'texts.fallback']);
    expect((await post(at, manager, { scripts, texts })).status).toBe(403);
  });
});
