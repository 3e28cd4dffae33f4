/** Wrong types in every field of every kind of update: a good message beside a bent one is recorded, and nothing is set aside. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { envelope, newPhone, post, textsValue } from '../conversation/helpers.ts';
import { type Core, NUMBER, startCore } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { long, sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { each, parked, recordedIds, TIMEOUT_MS, worked } from './intake.ts';
import { bent, type Path, pathsOf, samples, WRONG } from './wire-samples.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, run: false });
  core.startDispatcher();
});
afterAll(() => core.stop());

const senders = Array.from({ length: 6 }, newPhone);
const benders = Array.from({ length: 5 }, (_, index) => String(15_550_250_000 + index));
let cases = 0;

interface Bent {
  body: string;
  /** Of the good message beside it. */
  id: string;
  what: string;
}
interface MessagesChange {
  value: { messages: unknown[]; contacts: unknown[] };
}

/** The bent update beside a good message: in the same list, the same entry, or the next entry. */
function delivery(sample: number, path: number, wrong: unknown): Bent {
  const number = cases++;
  const all = samples(`bent-${number}`, benders[number % benders.length] ?? '');
  const change = all[sample % all.length] ?? { field: '', value: {} };
  const id = `wamid.beside-${number}`;
  const beside = textsValue([
    { from: senders[number % senders.length] ?? '', id, text: `Beside number ${number}` },
  ]) as unknown as MessagesChange['value'];
  const entry = { id: NUMBER.wabaId, time: 1_750_000_000, changes: [change] };
  const places = pathsOf(entry);
  const at: Path = places[path % places.length] ?? ['changes'];
  const bentEntry = bent(entry, at, wrong) as { changes?: unknown };
  const what = `${JSON.stringify(at)} of ${change.field} = ${String(JSON.stringify(wrong)).slice(0, 80)}`;
  const good = { field: 'messages', value: beside };
  const inItem = at.length > 5 && at[3] === 'messages';
  if (inItem && number % 3 === 0) {
    const changes = (bentEntry.changes as MessagesChange[]).map(item => ({
      ...item,
      value: {
        ...item.value,
        messages: [...item.value.messages, ...beside.messages],
        contacts: [...item.value.contacts, ...beside.contacts],
      },
    }));
    return { body: wire([{ ...bentEntry, changes }]), id, what };
  }
  if (number % 3 === 1 && at.length > 1 && Array.isArray(bentEntry.changes))
    return { body: wire([{ ...bentEntry, changes: [...bentEntry.changes, good] }]), id, what };
  return { body: wire([bentEntry, { id: NUMBER.wabaId, changes: [good] }]), id, what };
}
const wire = (entry: unknown[]): string => JSON.stringify({ object: 'whatsapp_business_account', entry });

async function expectGoodOnesRecorded(sent: Bent[]): Promise<void> {
  const refused: string[] = [];
  await each(sent, async ({ body, what }) => {
    // As the provider does, what got no answer is posted again.
    const status = await post(core, body).catch(() => post(core, body));
    if (status !== 200) refused.push(`${status} for ${what}`);
  });
  expect(refused).toEqual([]);
  await worked(core);
  const found = await recordedIds(core, 'wamid.beside-');
  expect(
    sent.filter(({ id }) => found.get(id) !== 1).map(({ what }) => what),
    'cost its neighbour',
  ).toEqual([]);
  expect(await parked(core)).toEqual([]);
}

it(
  `${sized(500, 20_000)} drawn at random`,
  async () => {
    const wrong = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...WRONG) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    );
    const drawn = fc.sample(fc.tuple(fc.nat(), fc.nat(), wrong), { seed: 8, numRuns: sized(500, 20_000) });
    await expectGoodOnesRecorded(drawn.map(([sample, path, value]) => delivery(sample, path, value)));
  },
  TIMEOUT_MS,
);

if (long)
  it(
    'every field with every wrong value',
    async () => {
      for (const [index, sample] of samples('x', '1').entries()) {
        const places = pathsOf({ id: '', time: 0, changes: [sample] }).length;
        await expectGoodOnesRecorded(
          WRONG.flatMap(value => Array.from({ length: places }, (_, path) => delivery(index, path, value))),
        );
      }
    },
    TIMEOUT_MS,
  );

it('a good message alone is still taken after all of it', async () => {
  const value = textsValue([{ from: newPhone(), id: 'wamid.last', text: 'Hello' }]);
  expect(await post(core, envelope({ value }))).toBe(200);
  await worked(core);
  expect((await recordedIds(core, 'wamid.last')).size).toBe(1);
});
