/** The send ledger in Postgres, under any order of claims, answers, statuses, expiry and people (design.md section 6). */
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConversation } from '../../db/conversation/load.ts';
import { conversations } from '../../db/conversation/table.ts';
import { PermitWait, takePermit } from '../../db/limits/queries.ts';
import { type Claim, claim } from '../../db/message/claim.ts';
import { applyStatus, expireSending, recordAnswer, type Settlement, settleByPerson } from '../../db/message/settle.ts';
import { messages } from '../../db/message/table.ts';
import { openTestRecord, type TestRecord, textOf } from '../../dispatcher/testing/record.ts';
import type { SendResult } from '../../domain/message/outbound.ts';
import { takeUnit } from '../../domain/message/rate.ts';
import type { DeliveryState } from '../../domain/words.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';

let record: TestRecord;
let conversationId: string;

const error = (code: string, verdict: 'retry' | 'give_up' | 'unknown') => ({
  code,
  message: code,
  verdict,
  retryAfterMs: null,
});
const RESULTS: Record<'accepted' | 'throttled' | 'refused' | 'lost', SendResult> = {
  accepted: { type: 'accepted', providerMessageId: '', identities: [], held: false },
  throttled: { type: 'refused', error: error('130429', 'retry') },
  refused: { type: 'refused', error: error('131026', 'give_up') },
  lost: { type: 'unknown', error: error('timeout', 'unknown') },
};

type Step =
  | { do: 'claim'; attempt: number }
  | { do: 'answer'; attempt: number; result: keyof typeof RESULTS }
  | { do: 'status'; state: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED'; ours: boolean }
  | { do: 'expire' }
  | { do: 'person'; state: 'SENT' | 'FAILED' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('claim' as const), attempt: fc.nat(2) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      attempt: fc.nat(2),
      result: fc.constantFrom('accepted' as const, 'throttled' as const, 'refused' as const, 'lost' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      state: fc.constantFrom('SENT' as const, 'DELIVERED' as const, 'READ' as const, 'FAILED' as const),
      ours: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'expire' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('person' as const),
      state: fc.constantFrom('SENT' as const, 'FAILED' as const),
    }),
  },
);

/** One message and what may happen to it. */
class Ledger {
  readonly messageId = randomUUID();
  readonly wamid = `wamid.${this.messageId}`;
  private readonly attempts = [randomUUID(), randomUUID(), randomUUID()];

  async row(): Promise<typeof messages.$inferSelect | null> {
    const [row] = await record.db.withOrg(record.orgId, tx =>
      tx
        .select()
        .from(messages)
        .where(and(eq(messages.orgId, record.orgId), eq(messages.id, this.messageId))),
    );
    return row ?? null;
  }

  async act(step: Step): Promise<Claim | Settlement | null> {
    const { orgId, clock } = record;
    // Rate permits are not what is tested here.
    clock.at += 60_000;
    const base = { orgId, messageId: this.messageId, now: clock.at };
    // Not inside the transaction: the embedded Postgres has one backend.
    const known = (await this.row()) !== null;
    return record.db.withOrg(orgId, async tx => {
      switch (step.do) {
        case 'claim': {
          const loaded = await loadConversation(tx, { orgId, conversationId }, true);
          if (!loaded) throw new Error('the conversation is gone');
          loaded.row.windowEndsAt = clock.at + 1_000;
          return claim(tx, loaded, {
            messageId: this.messageId,
            turnId: null,
            sender: 'BOT',
            content: { kind: 'text', text: 'Hello', previewUrl: false },
            epoch: loaded.row.ownerEpoch,
            cursor: null,
            attemptId: this.attempts[step.attempt] ?? '',
            now: clock.at,
          });
        }
        case 'answer': {
          if (!known) return null;
          const result = RESULTS[step.result];
          return recordAnswer(tx, {
            ...base,
            attemptId: this.attempts[step.attempt] ?? '',
            result: result.type === 'accepted' ? { ...result, providerMessageId: this.wamid } : result,
          });
        }
        case 'status':
          await applyStatus(tx, orgId, {
            channelAccountId: record.channelAccountId,
            providerMessageId: this.wamid,
            ourMessageId: step.ours ? this.messageId : null,
            state: step.state,
            error: step.state === 'FAILED' ? error('131026', 'give_up') : null,
            pricing: null,
            now: clock.at,
          });
          return null;
        case 'expire':
          await expireSending(tx, { ...base, ids: [this.messageId], olderThan: clock.at });
          return null;
        case 'person':
          await settleByPerson(tx, { ...base, state: step.state });
          return null;
      }
    });
  }
}

/** How far a customer can be known to have got it. */
const RANK: Partial<Record<DeliveryState, number>> = { SENT: 1, DELIVERED: 2, READ: 3 };

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  /** The embedded one is many times slower. */
  const runs = (onPostgres: number) => (kind === 'postgres' ? onPostgres : Math.ceil(onPostgres / 5));
  beforeAll(async () => {
    record = await openTestRecord(database.url);
    await record.deliver(textOf('+15550199001', 'wamid.first', 'Hello', record.clock.at));
    await record.round();
    const [row] = await record.db.withOrg(record.orgId, tx => tx.select({ id: conversations.id }).from(conversations));
    if (!row) throw new Error('the message opened no conversation');
    conversationId = row.id;
  });
  afterAll(() => record?.close());

  describe('the ledger', () => {
    it('is monotonic, sends only what was definitely not sent, and leaves UNKNOWN only by a status or a person', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async steps => {
          const ledger = new Ledger();
          let before: DeliveryState | null = null;
          let highest = 0;
          let mayHaveLeft = false;
          /** The attempt that claimed last. */
          let holder: number | null = null;
          for (const each of steps) {
            const outcome = await ledger.act(each);
            const row = await ledger.row();
            const now = row?.state ?? null;
            const claimed = each.do === 'claim' && outcome?.type === 'claimed';
            if (each.do === 'claim' && before === 'SENDING') {
              // Nobody knows what became of the holder's call: it alone may go on with its claim.
              if (each.attempt === holder) expect([outcome, now]).toEqual([{ type: 'claimed' }, 'SENDING']);
              else expect([outcome, now]).toEqual([{ type: 'settled', state: 'UNKNOWN' }, 'UNKNOWN']);
            } else if (claimed) {
              holder = each.attempt;
              expect(mayHaveLeft, 'claimed again although it may have left').toBe(false);
              expect([null, 'QUEUED']).toContain(before);
              mayHaveLeft = true;
            }
            const definite =
              each.do === 'answer' &&
              (each.result === 'throttled' || each.result === 'refused') &&
              before === 'SENDING';
            if (definite && now !== 'SENDING') mayHaveLeft = false;
            if (before === 'UNKNOWN' && now !== 'UNKNOWN') {
              const settles =
                each.do === 'status' || each.do === 'person' || (each.do === 'answer' && each.result === 'accepted');
              expect(settles, `UNKNOWN became ${now} by ${each.do}`).toBe(true);
              expect(row?.settledBy).toBe(each.do === 'person' ? 'person' : 'status');
            }
            const rank = RANK[now ?? 'QUEUED'] ?? 0;
            if (highest >= 2)
              expect(rank, `${before} became ${now} by ${JSON.stringify(each)}`).toBeGreaterThanOrEqual(highest);
            highest = Math.max(highest, rank);
            if (now === 'UNKNOWN') expect(row?.unknownSince).not.toBeNull();
            if (rank > 0) expect(row?.errorCode).toBeNull();
            before = now;
          }
        }),
        { numRuns: runs(150), seed: 41 },
      );
    }, 60_000);

    it('A-REL-1: gives up after three definite refusals, 4 and 8 s apart, and keeps their number and why', async () => {
      const ledger = new Ledger();
      const states = [];
      const waits = [];
      for (let attempt = 0; attempt < 4; attempt++) {
        const claimed = await ledger.act({ do: 'claim', attempt: 0 });
        if (claimed?.type === 'claimed') {
          const settled = await ledger.act({ do: 'answer', attempt: 0, result: 'throttled' });
          waits.push(settled?.type === 'retry' ? settled.afterMs : null);
        }
        const row = await ledger.row();
        states.push([row?.state, row?.attempts, row?.errorCode]);
      }
      expect(states).toEqual([
        ['QUEUED', 1, '130429'],
        ['QUEUED', 2, '130429'],
        ['FAILED', 3, '130429'],
        ['FAILED', 3, '130429'],
      ]);
      expect(waits).toEqual([4_000, 8_000, null]);
    });

    it.each(['lost', 'refused'] as const)('A-REL-1: is not repeated when it was %s', async result => {
      const ledger = new Ledger();
      await ledger.act({ do: 'claim', attempt: 0 });
      const settled = await ledger.act({ do: 'answer', attempt: 0, result });
      const state = result === 'lost' ? 'UNKNOWN' : 'FAILED';
      expect(settled).toEqual({ type: 'done', state });
      expect(await ledger.act({ do: 'claim', attempt: 1 })).toEqual({ type: 'settled', state });
      expect((await ledger.row())?.attempts).toBe(1);
    });

    it('takes a status with an opaque value that is not ours for what it is', async () => {
      for (const ourMessageId of ['-'.repeat(36), 'another-integration', randomUUID()]) {
        const applied = await record.db.withOrg(record.orgId, tx =>
          applyStatus(tx, record.orgId, {
            channelAccountId: record.channelAccountId,
            providerMessageId: 'wamid.of-somebody-else',
            ourMessageId,
            state: 'DELIVERED',
            error: null,
            pricing: null,
            now: record.clock.at,
          }),
        );
        expect(applied).toBeNull();
      }
    });
  });

  describe('rate permits in Postgres', () => {
    it('let through exactly what the rule lets through', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 5, maxLength: 25 }),
          fc.integer({ min: 1, max: 4 }),
          async (gapsMs, burst) => {
            const rate = { key: `test:${randomUUID()}`, intervalMs: 1_000, burst };
            let tat: number | null = null;
            let now = record.clock.at;
            for (const gapMs of gapsMs) {
              now += gapMs;
              const rule = takeUnit(tat, now, rate);
              const taken = await record.db
                .withOrg(record.orgId, tx => takePermit(tx, [rate], now))
                .then(
                  () => ({ ok: true }),
                  (refused: unknown) => refused,
                );
              if (rule.ok) {
                expect(taken).toEqual({ ok: true });
                tat = rule.tat;
              } else {
                expect(taken).toBeInstanceOf(PermitWait);
                expect((taken as PermitWait).waitMs).toBe(rule.waitMs);
              }
            }
          },
        ),
        { numRuns: runs(25), seed: 5 },
      );
    }, 60_000);

    it('give no more than the burst to twenty that come at once', async () => {
      const rate = { key: `test:${randomUUID()}`, intervalMs: 6_000, burst: 10 };
      const now = record.clock.at;
      const takes = await Promise.allSettled(
        Array.from({ length: 20 }, () => record.db.withOrg(record.orgId, tx => takePermit(tx, [rate], now))),
      );
      expect(takes.filter(take => take.status === 'fulfilled')).toHaveLength(10);
    });
  });
});
