/** Calls to action that are carried out elsewhere (A-CTA-4): tracked links, steps, signed completions, failures. */
import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ctaSecret } from '../../api/webhooks/cta.ts';
import { loadConversation, snapshotOf } from '../../db/conversation/load.ts';
import { ctaLinks } from '../../db/cta/table.ts';
import { escalations } from '../../db/escalation/table.ts';
import { nextFollowUp } from '../../domain/followup/schedule.ts';
import { findConversation, newPhone, outboundOf, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    links: true,
    playbook: {
      checklist: [],
      ctas: [{ type: 'BOOK_CALL', label: 'Book a visit', link: 'https://sunsetdental.example/book' }],
    },
  });
});
afterAll(() => core.stop());

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1';
const base = () => core.webhookUrl.replace('/webhooks/whatsapp', '');

async function say(phone: string, text: string) {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  return quiet(core, phone, 30_000);
}
/** A conversation that was offered the link. */
async function offered() {
  const phone = newPhone();
  const row = await say(phone, 'I would like to book a visit.');
  const text = (await outboundOf(core, row.id)).at(-1)?.text ?? '';
  const token = /\/l\/([\w-]{16})/.exec(text)?.[1];
  if (!token) throw new Error(`no tracked link in ${text}`);
  return { phone, row, text, token };
}
const fresh = async (phone: string) => {
  const row = await findConversation(core, phone);
  if (!row) throw new Error('no conversation');
  return row;
};
const linkOf = (token: string) =>
  core.db.withOrg(core.orgId, async tx => (await tx.select().from(ctaLinks).where(eq(ctaLinks.token, token)))[0]);

async function deliver(body: unknown, secret = ctaSecret(core.keyring, core.orgId, 1)) {
  const bytes = JSON.stringify(body);
  const response = await fetch(`${base()}/webhooks/cta/${core.orgId}`, {
    method: 'POST',
    headers: { 'x-parley-signature-256': `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}` },
    body: bytes,
  });
  return { status: response.status, text: await response.text() };
}

describe('A-CTA-4: a tracked link', () => {
  it('is the conversation’s own, says nothing about anybody, leads to the target, and counts people only', async () => {
    const { phone, row, text, token } = await offered();
    expect(text).not.toContain('sunsetdental.example/book');
    expect(text).not.toContain(phone.slice(1));
    const open = (headers: Record<string, string>, method = 'GET') =>
      fetch(`${base()}/l/${token}`, { method, redirect: 'manual', headers });
    const looks: Record<string, string>[] = [
      { 'user-agent': 'WhatsApp/2.25 A' },
      { 'user-agent': PHONE, 'sec-purpose': 'prefetch' },
    ];
    for (const programs of looks)
      expect((await open(programs)).headers.get('location')).toBe('https://sunsetdental.example/book');
    await open({ 'user-agent': PHONE }, 'HEAD');
    expect((await linkOf(token))?.clicks).toBe(0);
    expect((await fresh(phone)).ctas.BOOK_CALL?.state).toBe('OFFERED_ONCE');

    const answer = await open({ 'user-agent': PHONE });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://sunsetdental.example/book']);
    expect((await linkOf(token))?.clicks).toBe(1);
    const clicked = await fresh(phone);
    expect(clicked.ctas.BOOK_CALL).toMatchObject({ state: 'CLICKED', steps: { click: { source: 'click' } } });
    expect(clicked.stage).toBe('CTA_IN_PROGRESS');
    expect((await fetch(`${base()}/l/${'x'.repeat(16)}`, { redirect: 'manual' })).status).toBe(404);

    // The model reads the playbook's link, and the same one is used again.
    await say(phone, 'What was the link to book again?');
    const prompt = (await turnsOf(core, row.id)).at(-1)?.prompt ?? [];
    expect(prompt.find(part => part.name === 'recent')?.text).toContain('https://sunsetdental.example/book');
    expect(JSON.stringify(prompt)).not.toContain(token);
  }, 90_000);
});

describe('A-CTA-4: completion webhooks', () => {
  it('a step and a completion count once, by the link or the conversation, and end the follow-ups', async () => {
    const { phone, row, token } = await offered();
    const at = (event: object) => deliver({ id: `${token}-1`, cta: 'BOOK_CALL', link: token, ...event });
    expect(await at({ event: 'step', step: 'slot_picked' })).toMatchObject({
      status: 200,
      text: '{"outcome":"recorded"}',
    });
    expect(await at({ event: 'step', step: 'slot_picked' })).toMatchObject({
      status: 200,
      text: '{"outcome":"duplicate"}',
    });
    expect((await fresh(phone)).ctas.BOOK_CALL).toMatchObject({
      state: 'CLICKED',
      steps: { slot_picked: { source: 'webhook' } },
    });
    const done = { id: `${token}-2`, cta: 'BOOK_CALL', event: 'completed', conversation: row.id };
    expect((await deliver(done)).status).toBe(200);
    const completed = await fresh(phone);
    expect(completed.ctas.BOOK_CALL?.state).toBe('COMPLETED');
    const loaded = await core.db.withOrg(core.orgId, tx =>
      loadConversation(tx, { orgId: core.orgId, conversationId: row.id }, false),
    );
    expect(loaded && nextFollowUp(snapshotOf(loaded))).toBeNull();
    expect((await deliver(done)).text).toContain('duplicate');
  }, 60_000);

  it('a failed booking calls a person, CRITICAL, and the agent is silent', async () => {
    const { phone, row, token } = await offered();
    expect((await deliver({ id: `${token}-f`, cta: 'BOOK_CALL', event: 'failed', link: token })).status).toBe(200);
    expect((await fresh(phone)).owner).toBe('HUMAN');
    const [escalation] = await core.db.withOrg(core.orgId, tx =>
      tx.select().from(escalations).where(eq(escalations.conversationId, row.id)),
    );
    expect(escalation).toMatchObject({ priority: 'CRITICAL', reasons: ['booking_failure'], handsOver: 'hand_over' });
  }, 60_000);

  it('what is forged, foreign, malformed or unknown changes nothing and says why', async () => {
    const { phone, row, token } = await offered();
    const news = { id: 'x', cta: 'BOOK_CALL', event: 'completed', link: token };
    expect((await deliver(news, 'another secret')).status).toBe(401);
    expect((await deliver(news, ctaSecret(core.keyring, core.orgId, 2))).status).toBe(401);
    expect((await deliver(news, ctaSecret(core.keyring, crypto.randomUUID(), 1))).status).toBe(401);
    expect((await deliver({ ...news, conversation: row.id })).text).toContain('Give either link');
    expect((await deliver({ ...news, event: 'step', step: 'nonsense' })).status).toBe(400);
    expect((await deliver({ ...news, link: 'y'.repeat(16) })).status).toBe(404);
    expect((await fresh(phone)).ctas.BOOK_CALL?.state).toBe('OFFERED_ONCE');
  }, 60_000);
});
