/** What customers and people notice when a person is needed, on real protocols. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noticeView } from '../../api/notifications/view.ts';
import { SYSTEM } from '../../db/audit/queries.ts';
import { users } from '../../db/auth/table.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import { escalations } from '../../db/escalation/table.ts';
import { listNotices } from '../../db/notification/queries.ts';
import { addMember } from '../../db/organization/members.ts';
import { findTemplate } from '../../db/template/queries.ts';
import { templates } from '../../db/template/table.ts';
import {
  conversationOf,
  envelope,
  findConversation,
  kept,
  newPhone,
  outboundOf,
  post,
  quiet,
  received,
  textsValue,
  turnsOf,
} from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
const HAND_OVER = 'A colleague of ours writes to you here in a moment.';
let core: Core;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    playbook: { texts: { humanEscalation: HAND_OVER } },
  });
});
afterAll(() => core.stop());

it('A-WA-1, E-MODE-2, E-MODE-5: while the model does not answer, a delivery is kept and a takeover stands at once, and nothing leaves', async () => {
  core.model.faults.set({ mode: 'hang' });
  const phone = newPhone();
  const [message] = kept(core, [{ from: phone, text: 'How much is a crown?' }]);
  if (!message) throw new Error('the simulator made no message');
  const since = performance.now();
  expect(await post(core, envelope({ value: textsValue([message]) }))).toBe(200);
  const answeredMs = performance.now() - since;
  core.phone.setWebhookMode({ hold: false });
  // The aims are 100 and 50 ms at the 95th percentile, measured by the bench; here no model's seconds may stand in it.
  expect(answeredMs).toBeLessThan(2_000);
  const { id } = await until('the conversation', () => findConversation(core, phone));
  await until('a turn', async () => (await turnsOf(core, id)).some(turn => turn.outcome === 'RUNNING'));
  const from = performance.now();
  await core.db.withOrg(core.orgId, tx =>
    takeOver(tx, { orgId: core.orgId, conversationId: id, memberId: null, actor: SYSTEM, now: Date.now() }),
  );
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(await conversationOf(core, phone)).toMatchObject({ owner: 'HUMAN' });
  core.model.faults.clear();
  await quiet(core, phone, 60_000);
  expect(received(core, phone)).toEqual([]);
}, 120_000);

async function say(phone: string, text: string) {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, name: 'Asha Patel', text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  return quiet(core, phone, 30_000);
}

it('A-ESC-4, B-ROUTE-2, E-ESC-2, E-ESC-3: a refund is handed over with one explanation, and people are told what to do', async () => {
  const { orgId, db } = core;
  const now = Date.now();
  const userId = crypto.randomUUID();
  const memberId = await db.withSystem(async tx => {
    await tx.insert(users).values({ id: userId, name: 'Ben', email: `${userId}@example.com` });
    return addMember(tx, { orgId, userId, role: 'AGENT', now });
  });
  const phone = newPhone();
  const before = await say(phone, 'How much is a cleaning?');
  const row = await say(phone, 'I want my money back for the last visit. This is a complaint.');
  expect(row).toMatchObject({ owner: 'HUMAN', ownerEpoch: before.ownerEpoch + 1 });
  const out = await outboundOf(core, row.id);
  expect(out.at(-1)).toMatchObject({ text: HAND_OVER, sender: 'BOT' });
  expect(out.filter(message => message.text === HAND_OVER)).toHaveLength(1);
  const [called] = await db.withOrg(orgId, tx =>
    tx
      .select()
      .from(escalations)
      .where(and(eq(escalations.orgId, orgId), eq(escalations.conversationId, row.id))),
  );
  expect(called).toMatchObject({ state: 'pending', priority: 'HIGH', handsOver: 'hand_over', reasons: ['complaint'] });
  // Under the old epoch, in the step that hands over: nothing of the agent can come after it.
  expect((await turnsOf(core, row.id)).at(-1)).toMatchObject({
    id: out.at(-1)?.turnId,
    epoch: before.ownerEpoch,
    decision: { handoff: 'complaint', origin: 'fixed' },
  });
  const notice = await until('the notice', async () => {
    const mine = { orgId, memberId, now, before: null, limit: 5 };
    const [found] = await db.withOrg(orgId, tx => listNotices(tx, mine));
    return found;
  });
  expect(noticeView(notice, new Map())).toMatchObject({
    kind: 'escalation_needed',
    title: 'Asha Patel needs a person',
    text: 'high · complaint · Acknowledge the complaint and say what happens next and when.',
    urgent: true,
    conversationId: row.id,
  });
}, 120_000);

it('A-PRICE-5: the store is the provider’s list, field by field, and follows what the provider decides', async () => {
  const { orgId, db, channelAccountId } = core;
  const rows = () => db.withOrg(orgId, tx => tx.select().from(templates).where(eq(templates.orgId, orgId)));
  const find = () =>
    db.withOrg(orgId, tx => findTemplate(tx, { orgId, channelAccountId, name: 'followup_reminder', language: 'en' }));
  const found = await until('the mirror', find);
  expect(found).toMatchObject({
    providerTemplateId: expect.stringMatching(/./),
    category: expect.stringMatching(/^(UTILITY|MARKETING|AUTHENTICATION)$/),
    status: 'APPROVED',
    quality: expect.stringMatching(/./),
    components: expect.arrayContaining([
      expect.objectContaining({ type: 'BODY', text: expect.stringContaining('{{') }),
    ]),
  });
  expect((await rows()).length).toBe(core.phone.templates().length);
  core.phone.reviewTemplate('followup_reminder', 'REJECTED', 'INVALID_FORMAT');
  await until('the refusal', async () => (await rows()).some(row => row.id === found.id && row.status === 'REJECTED'));
  expect(await find()).toBeNull();
  core.phone.reviewTemplate('followup_reminder', 'APPROVED');
  await until('the approval', find);
}, 60_000);
