import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/postgres.ts';
import { startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
beforeAll(async () => {
  api = await startApi(database.url);
});
afterAll(() => api?.stop());

describe('limits and headers', () => {
  it('counts each member', async () => {
    const limited = await startApi(database.url, {
      rates: { apiPerMin: 3, authPerMin: 100, publicPerMin: 4 },
    });
    try {
      const cookies = [await limited.as('VIEWER'), await limited.as('VIEWER')];
      const ask = async (cookie: string) => (await fetch(`${limited.url}/api/v1/me`, { headers: { cookie } })).status;
      const first = [
        await ask(cookies[0] ?? ''),
        await ask(cookies[0] ?? ''),
        await ask(cookies[0] ?? ''),
        await ask(cookies[0] ?? ''),
      ];
      expect(first).toEqual([200, 200, 200, 429]);
      expect(await ask(cookies[1] ?? '')).toBe(200);
      const nobody = [];
      for (let i = 0; i < 5; i++) nobody.push(await ask(''));
      expect(nobody).toEqual([401, 401, 401, 401, 429]);
    } finally {
      await limited.stop();
    }
  });

  it('allows no inline script or style', async () => {
    const csp = (await fetch(`${api.url}/api/v1/me`)).headers.get('content-security-policy') ?? '';
    expect(csp).toContain("script-src 'self'");
    expect(csp).toContain("style-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toMatch(/unsafe-inline|unsafe-eval|upgrade-insecure/);
  });
});
