/** A wrong address costs one sentence, not a start that stops half way. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/index.ts';
import { freePort } from '../runtime/ports.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { useTemporal } from '../test/support/temporal.ts';
import { requireAddresses } from './addresses.ts';

const database = useDatabase();
const temporal = useTemporal();
const check = (env: Record<string, string>) => requireAddresses(loadConfig(env, 'none'));

describe('the addresses of the settings', () => {
  it('are fine when the servers answer, and when there are none', async () => {
    await check({});
    await check({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address });
  });

  it('that do not answer are named with their setting, all at once, without a password', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const both = check({ DATABASE_URL: `postgres://me:hunter2@${nobody}/x`, TEMPORAL_ADDRESS: nobody });
    const { message } = (await both.catch((error: unknown) => error)) as Error;
    const [postgres = '', server = '', ...more] = message.split('\n');
    expect(postgres).toContain(`Postgres at ${nobody} (DATABASE_URL) does not answer`);
    expect(postgres).toMatch(/Start it, or correct DATABASE_URL, or leave it out for the embedded one\.$/);
    expect(server).toContain(`Temporal at ${nobody} (TEMPORAL_ADDRESS) does not answer`);
    expect(more).toEqual([]);
    expect(message).not.toContain('hunter2');
  }, 30_000);

  it('that answer and refuse say what is refused', async () => {
    const elsewhere = new URL(database.url);
    elsewhere.pathname = '/no_such_database';
    await expect(check({ DATABASE_URL: elsewhere.href })).rejects.toThrow(
      /refuses: .*no_such_database.*Correct DATABASE_URL/,
    );
    const lost = check({ TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: 'nowhere' });
    await expect(lost).rejects.toThrow(/has no namespace "nowhere".*correct TEMPORAL_NAMESPACE/);
  });
});
