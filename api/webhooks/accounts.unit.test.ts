import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebhookAccount } from '../../db/channel/queries.ts';
import { createAccountDirectory } from './accounts.ts';

const account = (externalId: string): WebhookAccount => ({
  orgId: 'o',
  channelAccountId: externalId,
  externalId,
  businessId: 'b',
  appSecret: 's',
  verifyToken: 'v',
});
const number = (phoneNumberId: string) => ({ phoneNumberId, wabaId: null });

let known: WebhookAccount[];
let looks: number;
let away: boolean;
const load = async () => {
  looks++;
  if (away) throw new Error('away');
  return [...known];
};
beforeEach(() => {
  vi.useFakeTimers();
  known = [account('1')];
  looks = 0;
  away = false;
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks while the clock goes on. */
async function find(directory: ReturnType<typeof createAccountDirectory>, phoneNumberId: string, afterMs = 200) {
  const found = directory.find(number(phoneNumberId), 's');
  found.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(afterMs);
  return found;
}

it('looks a number up anew that it does not know, five times a second at most', async () => {
  const directory = createAccountDirectory(load);
  expect(await directory.find(number('1'), 's')).toHaveLength(1);
  known.push(account('2'));
  expect(await find(directory, '2')).toHaveLength(1);
  expect(looks).toBe(2);
  const asked = Promise.all(Array.from({ length: 5 }, () => directory.find(number('nobody'), 's')));
  await vi.advanceTimersByTimeAsync(200);
  expect(await asked).toEqual([[], [], [], [], []]);
  expect(looks).toBe(3);
  expect(await directory.find({ phoneNumberId: null, wabaId: null }, 's')).toEqual([]);
  expect(looks).toBe(3);
});

it('finds a number that was connected a moment after everything was looked up', async () => {
  const directory = createAccountDirectory(load);
  await directory.secrets();
  vi.advanceTimersByTime(10);
  known.push(account('2'));
  let found: WebhookAccount[] | null = null;
  void directory.find(number('2'), 's').then(answer => {
    found = answer;
  });
  await vi.advanceTimersByTimeAsync(150);
  expect(found).toBeNull();
  await vi.advanceTimersByTimeAsync(50);
  expect(found).toHaveLength(1);
});

it('knows the old numbers while the record is away, and says of an unknown one that it cannot tell', async () => {
  const directory = createAccountDirectory(load);
  await directory.secrets();
  away = true;
  vi.advanceTimersByTime(20_000);
  expect(await directory.secrets()).toEqual(['s']);
  expect(await directory.find(number('1'), 's')).toHaveLength(1);
  await expect(find(directory, '2')).rejects.toThrow('away');
  away = false;
  known.push(account('2'));
  expect(await find(directory, '2')).toHaveLength(1);
});
