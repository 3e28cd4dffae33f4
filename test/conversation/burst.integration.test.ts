/** Messages that come while the agent is thinking: one coherent reply, never the old one beside the merged one (promise 3). */
import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, startCore, until } from '../support/core.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  allQuiet,
  conversationOf,
  createGate,
  findConversation,
  messagesOf,
  newPhone,
  outboundOf,
  pause,
  randomOf,
  received,
  turnsOf,
} from './helpers.ts';

const temporal = useTemporal();

/** What must hold of every conversation, however its messages fell. */
async function expectCoherent(core: Core, phone: string): Promise<void> {
  const { id } = await conversationOf(core, phone);
  const [all, turns] = await Promise.all([messagesOf(core, id), turnsOf(core, id)]);
  const replies = all.filter(message => message.direction === 'out');
  const sends = core.phone.ledger.sends({ to: phone });
  expect(sends.map(send => send.bizOpaqueCallbackData).sort()).toEqual(replies.map(reply => reply.id).sort());
  const ranges = replies
    .map(reply => turns.find(turn => turn.id === reply.turnId))
    .map(turn => ({ from: turn?.cursorFrom ?? -1, through: turn?.through ?? -1, outcome: turn?.outcome }))
    .sort((a, b) => a.from - b.from);
  let covered = 0;
  for (const range of ranges) {
    expect(range.from, 'two replies answer the same message, or one was skipped').toBe(covered);
    covered = range.through;
  }
  const inbound = all.filter(message => message.direction === 'in');
  expect(covered, 'a message was never answered').toBe(inbound.length);
  for (const message of inbound)
    expect(turns.find(turn => turn.id === message.handledBy)?.outcome, 'handled by a turn that sent nothing').toBe(
      'SENT',
    );
}

const conversationIdHere = (): string => Context.current().info.workflowExecution?.workflowId.split('/').at(-1) ?? '';

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  const gate = createGate();
  let core: Core;

  beforeAll(async () => {
    core = await startCore({
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      quietMs: 60,
      checkpoint: gate.checkpoint,
    });
  });
  afterAll(() => core.stop());

  describe('a message that comes', () => {
    const STEPS = [
      'turn.opened',
      'extract.before_model',
      'extract.after_model',
      'decide.before_plan',
      'decide.before_write',
      'decide.before_critique',
      'decide.stored',
      'send.before_claim',
    ];
    const TRIALS = kind === 'postgres' ? sized(3, 12) : 1;

    it.each(STEPS)(`at %s is answered together with the first one (${TRIALS} trials)`, async step => {
      const phones = new Map<string, string>();
      const injected = new Set<string>();
      gate.every(async reached => {
        if (reached !== step) return;
        const id = conversationIdHere();
        const phone = phones.get(id);
        if (!phone || injected.has(phone)) return;
        injected.add(phone);
        core.phone.inbound({ from: phone, text: 'And do you take Delta insurance?' });
        await until('the newer message', async () => (await findConversation(core, phone))?.lastInboundNumber === 2);
      });
      const group = Array.from({ length: TRIALS }, newPhone);
      const recorded = gate.hold('relay.before_signal');
      core.phone.inbound(
        group.map(from => ({ from, text: 'How much is a cleaning?' })),
        'value',
      );
      await recorded.reached;
      for (const phone of group) phones.set((await conversationOf(core, phone)).id, phone);
      recorded.release();
      await until('the newer messages', () => injected.size === TRIALS, 30_000);
      await allQuiet(core, group);
      gate.every(() => Promise.resolve());
      for (const phone of group) {
        await expectCoherent(core, phone);
        expect(received(core, phone)).toHaveLength(1);
        expect(received(core, phone)[0]).toContain('Delta');
      }
    });
  });

  describe('messages at random moments', () => {
    const AT_ONCE = 24;
    const TRIALS = (kind === 'postgres' ? sized(1, 6) : 1) * AT_ONCE;
    /** How many fall into a running turn depends on the machine: more customers write until enough did. */
    const AT_MOST = 3 * TRIALS;
    const ENOUGH = kind === 'postgres' ? sized(4, 20) : 3;

    it(`are answered without overlap and without a gap (${TRIALS} customers at least)`, async () => {
      const random = randomOf(7);
      const texts = [
        'How much is a cleaning?',
        'Do you take Delta insurance?',
        'How much is a crown?',
        'When are you open?',
      ];
      gate.every(() => pause(Math.floor(random() * 40)));
      let replies = 0;
      let superseded = 0;
      let customers = 0;
      while (customers < TRIALS || (superseded <= ENOUGH && customers < AT_MOST)) {
        const some = Array.from({ length: AT_ONCE }, newPhone);
        customers += some.length;
        await Promise.all(
          some.map(async phone => {
            for (const text of texts.slice(0, 2 + Math.floor(random() * 3))) {
              core.phone.inbound({ from: phone, text });
              await pause(Math.floor(random() * random() * 1_500));
            }
          }),
        );
        await allQuiet(core, some);
        // A wake-up that is still on its way must not make another reply.
        await pause(300);
        await allQuiet(core, some);
        for (const phone of some) {
          await expectCoherent(core, phone);
          const { id } = await conversationOf(core, phone);
          replies += (await outboundOf(core, id)).length;
          superseded += (await turnsOf(core, id)).filter(turn => turn.outcome === 'SUPERSEDED').length;
        }
      }
      gate.every(() => Promise.resolve());
      // Some bursts must have hit a running turn, or the moments prove nothing.
      expect(superseded).toBeGreaterThan(ENOUGH);
      expect(replies).toBeGreaterThanOrEqual(customers);
    }, 240_000);
  });
});
