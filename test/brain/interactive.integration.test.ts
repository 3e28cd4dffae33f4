/** Buttons and lists through the real pipeline (A-WA-6): composed by code, taken by the provider, tapped without a model. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { conversationOf, messagesOf, newPhone, outboundOf, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

const REASONS = ['Check-up', 'Cleaning', 'Whitening', 'A filling or a crown that came off'];

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    playbook: {
      checklist: [
        { key: 'reason_for_visit', question: 'What brings you in?', type: 'choice', choices: REASONS },
        { key: 'new_patient', question: 'Is this your first visit?', type: 'yes_no' },
      ],
      ctas: [{ type: 'BOOK_CALL', label: 'Book a visit' }],
      faqs: dentalClinic.faqs,
    },
  });
});
afterAll(() => core.stop());

type Interactive = Record<string, { id: string; title: string }>;
async function handled(phone: string, count: number) {
  await until('the message', async () => (await conversationOf(core, phone)).lastInboundNumber >= count);
  return quiet(core, phone, 30_000);
}
const tap = (from: string, reply: Interactive) => core.phone.inbound({ from, type: 'interactive', ...reply });
const modelSteps = (turnId: string | undefined) =>
  core.db.withOrg(core.orgId, async tx => {
    const { rows } = await tx.execute<{ step: string; model: string | null }>(
      sql`select step, model from turn_steps where turn_id = ${turnId}`,
    );
    return new Map(rows.map(row => [row.step, row.model]));
  });

it('A-WA-6: the agent sends a list, the tapped row sets the slot without a model, and yes or no follow as buttons', async () => {
  const phone = newPhone();
  core.phone.inbound({ from: phone, text: 'Hello' });
  const opened = await handled(phone, 1);
  const [first] = await outboundOf(core, opened.id);
  expect(first?.state).not.toBe('FAILED');
  expect(first?.outbound).toMatchObject({
    kind: 'list',
    sections: [
      {
        rows: [
          { id: 'slot:reason_for_visit:Check-up', title: 'Check-up' },
          { id: 'slot:reason_for_visit:Cleaning' },
          { id: 'slot:reason_for_visit:Whitening' },
          { title: 'A filling or a crown th…', description: REASONS[3] },
        ],
      },
    ],
  });

  tap(phone, { list_reply: { id: 'slot:reason_for_visit:Cleaning', title: 'Cleaning' } });
  const chosen = await handled(phone, 2);
  const reply = (await messagesOf(core, chosen.id)).find(message => message.number === 2);
  expect(reply?.kind).toBe('LIST_REPLY');
  expect(chosen.memory.slots.reason_for_visit).toMatchObject({
    value: 'Cleaning',
    confidence: 1,
    sourceMessageId: reply?.id,
  });
  const turn = (await turnsOf(core, chosen.id)).at(-1);
  const steps = await modelSteps(turn?.id);
  expect(steps.get('extract')).toBeNull();
  expect(steps.get('plan')).not.toBeNull();
  const second = (await outboundOf(core, chosen.id)).at(-1);
  expect(second?.outbound).toMatchObject({
    kind: 'buttons',
    buttons: [
      { id: 'slot:new_patient:yes', title: 'Yes' },
      { id: 'slot:new_patient:no', title: 'No' },
    ],
  });
}, 90_000);

it('A-WA-6: a tap moves its call to action, also while a person owns the conversation; a stale id is read as its title', async () => {
  const phone = newPhone();
  core.phone.inbound({ from: phone, text: 'Hello' });
  await handled(phone, 1);
  tap(phone, { button_reply: { id: 'slot:gone:x', title: 'How much is a cleaning?' } });
  const stale = await handled(phone, 2);
  expect(Object.keys(stale.memory.slots)).not.toContain('gone');
  expect((await outboundOf(core, stale.id)).at(-1)?.text).toContain('$120');
  expect((await modelSteps((await turnsOf(core, stale.id)).at(-1)?.id)).get('extract')).not.toBeNull();

  tap(phone, { button_reply: { id: 'cta:BOOK_CALL:yes', title: 'Book a visit' } });
  const taken = await handled(phone, 3);
  expect(taken.ctas.BOOK_CALL?.state).toBe('CLICKED');
  await core.db.withOrg(core.orgId, tx =>
    tx.execute(sql`update conversations set owner = 'HUMAN' where id = ${taken.id}`),
  );
  tap(phone, { button_reply: { id: 'cta:BOOK_CALL:no', title: 'Not now' } });
  expect((await handled(phone, 4)).ctas.BOOK_CALL?.state).toBe('DECLINED');
}, 90_000);
