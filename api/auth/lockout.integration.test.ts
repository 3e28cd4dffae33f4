import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE_KINDS, useDatabase } from '../../test/support/postgres.ts';
import { ORG, PASSWORD, signIn, startApi, type TestApi } from '../testing/server.ts';
import { ensureMember } from './callers.ts';

const MINUTE_MS = 60_000;

describe.each(DATABASE_KINDS)('C-AUTH-4: lockout, on %s', kind => {
  const database = useDatabase({ kind });
  let now = Date.now();
  let one: TestApi;
  let two: TestApi;

  beforeAll(async () => {
    const services = { clock: { now: () => now } };
    one = await startApi(database.url, { services });
    two = await startApi(database.url, { services });
    for (const name of ['ana', 'bo', 'cy', 'di'])
      await ensureMember(one.db, one.auth, {
        orgId: ORG,
        email: `${name}@example.com`,
        password: PASSWORD,
        name,
        role: 'AGENT',
        now,
      });
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
  });

  const ask = async (api: TestApi, email: string, password: string) => {
    const answer = await signIn(api.url, email, password);
    const body = (await answer.json()) as { code?: string; hint?: string };
    return { status: answer.status, code: body.code, hint: body.hint };
  };

  it('five failures in a row lock for 30 minutes, over both apis, also for the right password', async () => {
    for (let tried = 0; tried < 5; tried++)
      expect((await ask(tried % 2 ? one : two, 'ana@example.com', 'wrong')).code).toBe('wrong_credentials');
    expect(await ask(one, 'ana@example.com', PASSWORD)).toMatchObject({ status: 429, code: 'locked' });
    expect(await ask(two, 'ANA@example.com ', PASSWORD)).toMatchObject({ status: 429, code: 'locked' });
    now += 29 * MINUTE_MS;
    expect(await ask(two, 'ana@example.com', PASSWORD)).toMatchObject({ code: 'locked', hint: /1 minute,/ });
    now += MINUTE_MS;
    expect((await ask(two, 'ana@example.com', PASSWORD)).status).toBe(200);
  });

  it('an address nobody has is locked in the same words', async () => {
    const answers = { known: [] as unknown[], unknown: [] as unknown[] };
    for (let tried = 0; tried < 7; tried++) {
      answers.known.push(await ask(one, 'bo@example.com', 'wrong'));
      answers.unknown.push(await ask(one, 'nobody@example.com', 'wrong'));
    }
    expect(answers.unknown).toEqual(answers.known);
    expect(answers.known.at(-1)).toMatchObject({ code: 'locked' });
  });

  it('a right password in between begins the count anew, and failures long ago do not count', async () => {
    for (let round = 0; round < 3; round++) {
      for (let tried = 0; tried < 4; tried++) await ask(one, 'cy@example.com', 'wrong');
      expect((await ask(one, 'cy@example.com', PASSWORD)).status).toBe(200);
    }
    for (let tried = 0; tried < 4; tried++) await ask(one, 'cy@example.com', 'wrong');
    now += 31 * MINUTE_MS;
    await ask(one, 'cy@example.com', 'wrong');
    expect((await ask(one, 'cy@example.com', PASSWORD)).status).toBe(200);
  });

  it('twenty guesses at once get five looks', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(index % 2 ? one : two, 'di@example.com', `guess ${index}`)),
    );
    expect(answers.filter(({ code }) => code === 'wrong_credentials')).toHaveLength(5);
    expect(answers.filter(({ code }) => code === 'locked')).toHaveLength(15);
  });

  it('C-AUTH-6: failures and the lock stand in the audit log of the organization, with the address they came from', async () => {
    const { sql } = await import('drizzle-orm');
    const { rows } = await one.db.withOrg(ORG, tx =>
      tx.execute<{ action: string; n: string; ip: string }>(
        sql`select action, count(*) as n, min(ip_address) as ip from audit_log group by 1 order by 1`,
      ),
    );
    const counted = Object.fromEntries(rows.map(row => [row.action, Number(row.n)]));
    expect(counted).toMatchObject({ 'sign_in.locked': 3, 'sign_in.done': 5 });
    expect(counted['sign_in.failed']).toBeGreaterThan(10);
    expect(rows[0]?.ip).toMatch(/127\.0\.0\.1/);
  });
});
