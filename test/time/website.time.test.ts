/** Pages that were read are looked at again every month, in skipped time (A-KNOW-2, A-KNOW-3). */
import { eq } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { reviewDocument } from '../../db/knowledge/review.ts';
import { knowledgeDocuments } from '../../db/knowledge/table.ts';
import { findScan, listScans, startScan } from '../../db/website/scans.ts';
import { DEFAULT_LIMITS } from '../../domain/website/words.ts';
import { until } from '../support/core.ts';
import { useTime } from '../support/time.ts';
import { htmlPage, startSite } from '../support/website.ts';

const DAY_MS = 86_400_000;
const site = await startSite();
const time = useTime({ websites: [site.url] });
afterAll(() => site.stop());

const LONG = 'Sunset Dental has looked after families in Brooklyn for twenty years, six days a week.';
const night = (price: string) => htmlPage('Night guards', `<p>A night guard made to measure costs ${price}.</p>`);

const inOrg = <T>(work: Parameters<typeof time.core.db.withOrg<T>>[1]): Promise<T> =>
  time.core.db.withOrg(time.core.orgId, work);
const documents = () => inOrg(tx => tx.select().from(knowledgeDocuments));
const guard = async () => (await documents()).find(row => row.title === 'Night guards');
const scans = () => inOrg(tx => listScans(tx, { orgId: time.core.orgId, limit: 20 }));
const ended = (what: string, count: number) =>
  until(
    what,
    async () => {
      const rows = await scans();
      return rows.length === count && rows.every(row => row.state !== 'RUNNING') ? rows : null;
    },
    30_000,
  );

describe('a page that was read', () => {
  it('A-KNOW-2, A-KNOW-3: is looked at again after 30 days and not before; a changed one gives no facts until a person has looked', async () => {
    const { orgId } = time.core;
    site.set('/', htmlPage('Home', `<p>${LONG}</p>`, ['/night-guards', '/terms']));
    site.set('/night-guards', night('$415'));
    site.set('/terms', htmlPage('Terms', `<p>Visits may be moved a day before. ${LONG}</p>`));
    const scan = await inOrg(tx =>
      startScan(tx, { orgId, startUrl: `${site.url}/`, limits: DEFAULT_LIMITS, createdBy: null, now: time.now() }),
    );
    await ended('the scan', 1);
    await until('the index', async () => (await documents()).every(row => row.status === 'INDEXED'));
    const read = (await inOrg(tx => findScan(tx, { orgId, id: scan?.id ?? '' })))?.endedAt ?? 0;

    // 29 days: nobody asks for a page.
    site.asked.length = 0;
    site.set('/night-guards', night('$460'));
    await time.advanceTo(read + 29 * DAY_MS);
    await new Promise(resolve => setTimeout(resolve, 6_000));
    expect(site.asked).toEqual([]);
    expect((await guard())?.staleAlert).toBe(false);

    // 30 days and a little: all are looked at, one has changed.
    await time.advanceTo(read + 30 * DAY_MS + 60_000);
    const [check] = await ended('the check', 2);
    expect(check).toMatchObject({ kind: 'CHECK', state: 'DONE', totals: { CHANGED: 1, UNCHANGED: 2 } });
    expect(site.pages().sort()).toEqual(['/', '/night-guards', '/terms']);
    const changed = await guard();
    expect(changed).toMatchObject({ staleAlert: true, content: expect.stringContaining('$415') });
    expect(changed?.changedContent).toContain('$460');
    const others = (await documents()).filter(row => row.title !== 'Night guards');
    expect(others.every(row => !row.staleAlert && (row.lastVerifiedAt ?? 0) >= read + 30 * DAY_MS)).toBe(true);

    // Asked about it, a person is called, and neither price is said.
    const phone = '+17185550171';
    await time.say(phone, 'How much is a night guard made to measure?');
    const { id } = await time.row(phone);
    const [turn] = await time.query<{ decision: { handoff: string }; prompt: { name: string; text: string }[] }>(
      'select decision, prompt from turns where conversation_id = $1 order by number desc limit 1',
      [id],
    );
    expect(turn?.decision.handoff).toBe('stale_knowledge');
    expect(turn?.prompt.find(part => part.name === 'knowledge')?.text ?? '').not.toMatch(/\$4(15|60)/);
    expect(time.sent(phone).some(({ text }) => /\$4(15|60)/.test(text))).toBe(false);

    // The person takes the new words: the alert ends, and it counts as looked at now.
    await inOrg(tx => reviewDocument(tx, { orgId, id: changed?.id ?? '', accept: true, now: time.now() }));
    await until('the index', async () => (await guard())?.status === 'INDEXED');
    expect(await guard()).toMatchObject({ staleAlert: false, changedContent: null });
    const other = '+17185550172';
    await time.say(other, 'How much is a night guard made to measure?');
    const [after] = await time.query<{ prompt: { name: string; text: string }[] }>(
      'select prompt from turns where conversation_id = $1 order by number desc limit 1',
      [(await time.row(other)).id],
    );
    expect(after?.prompt.find(part => part.name === 'knowledge')?.text).toContain('$460');
    await time.retireAll();

    // The next month: one is gone, and one cannot be had: that one stays as it is and is tried again the day after.
    site.asked.length = 0;
    site.set('/night-guards', null);
    site.set('/terms', (_request, response) => response.writeHead(403).end());
    await time.advance(30 * DAY_MS + 60_000);
    const [second] = await ended('the second check', 3);
    expect(second).toMatchObject({
      kind: 'CHECK',
      totals: { 'CHANGED:gone': 1, 'SKIPPED:http_error': 1, UNCHANGED: 1 },
    });
    expect(await guard()).toMatchObject({ staleAlert: true, changedContent: '' });
    site.asked.length = 0;
    await time.advance(DAY_MS + 60_000);
    await ended('the third check', 4);
    expect(site.pages()).toEqual(['/terms']);
    await inOrg(tx => reviewDocument(tx, { orgId, id: changed?.id ?? '', accept: true, now: time.now() }));
    expect(
      await inOrg(tx => tx.select().from(knowledgeDocuments).where(eq(knowledgeDocuments.title, 'Night guards'))),
    ).toEqual([]);
  }, 180_000);
});
