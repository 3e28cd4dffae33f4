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

it('looks a number up anew that it does not know, once a second at most', async () => {
  const directory = createAccountDirectory(load);
  expect(await directory.find(number('1'), 's')).toHaveLength(1);
  known.push(account('2'));
  vi.advanceTimersByTime(1_000);
  expect(await directory.find(number('2'), 's')).toHaveLength(1);
  expect(looks).toBe(2);
  for (let tries = 0; tries < 5; tries++) expect(await directory.find(number('nobody'), 's')).toEqual([]);
  expect(looks).toBe(2);
  vi.advanceTimersByTime(1_000);
  await Promise.all([directory.find(number('nobody'), 's'), directory.find(number('nobody'), 's')]);
  expect(looks).toBe(3);
  expect(await directory.find({ phoneNumberId: null, wabaId: null }, 's')).toEqual([]);
});

it('knows the old numbers while the record is away, and says of an unknown one that it cannot tell', async () => {
  const directory = createAccountDirectory(load);
  await directory.secrets();
  away = true;
  vi.advanceTimersByTime(20_000);
  expect(await directory.secrets()).toEqual(['s']);
  expect(await directory.find(number('1'), 's')).toHaveLength(1);
  await expect(directory.find(number('2'), 's')).rejects.toThrow('away');
  away = false;
  known.push(account('2'));
  vi.advanceTimersByTime(1_000);
  expect(await directory.find(number('2'), 's')).toHaveLength(1);
});
