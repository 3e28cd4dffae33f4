/** What people set and see of a lead: consent, template previews, the number's limit, linked conversations. */
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consentEndpoint, saveConsentEndpoint } from '../../api/contacts/endpoints.ts';
import type { ApiServices } from '../../api/endpoint.ts';
import { SYSTEM } from '../../db/audit/queries.ts';
import { channelAccounts } from '../../db/channel/table.ts';
import { dailyLimitReached } from '../../db/channel/tier.ts';
import { contactIdentities, contacts } from '../../db/contact/table.ts';
import { linkConversations, linkedConversations } from '../../db/conversation/links.ts';
import { loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { conversations } from '../../db/conversation/table.ts';
import { mergeContacts } from '../../db/crm/merge.ts';
import { messageChunks } from '../../db/knowledge/table.ts';
import { seedChannel } from '../../db/organization/seed.ts';
import { fillTemplate, findTemplate, templateContent } from '../../db/template/queries.ts';
import { templateVariables } from '../../db/template/variables.ts';
import { backfillRound } from '../../dispatcher/knowledge.ts';
import { setByPerson } from '../../domain/slots/by-person.ts';
import { newPhone, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, NUMBER, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
});
afterAll(() => core.stop());

async function talk() {
  const phone = newPhone();
  core.phone.inbound({ from: phone, name: 'Asha Patel', text: 'How much is a cleaning?' });
  await until('the conversation', async () => (await quiet(core, phone, 30_000)) !== null);
  const row = await quiet(core, phone, 30_000);
  return { phone, row };
}

it('A-PRICE-3: the tier is read from the account, and a number that has reached it writes first to nobody new', async () => {
  const { orgId, db, channelAccountId } = core;
  const account = await until('the tier', async () => {
    const [found] = await db.withOrg(orgId, tx =>
      tx.select().from(channelAccounts).where(eq(channelAccounts.id, channelAccountId)),
    );
    return found?.messagingTier ? found : null;
  });
  expect(account).toMatchObject({ messagingTier: 'TIER_250', quality: 'GREEN' });
  const { row } = await talk();
  const asked = { orgId, channelAccountId, contactId: row.contactId, now: Date.now() };
  expect(await db.withOrg(orgId, tx => dailyLimitReached(tx, asked))).toBe(false);
  const tier = (messagingTier: string) =>
    db.withOrg(orgId, tx =>
      tx.update(channelAccounts).set({ messagingTier }).where(eq(channelAccounts.id, channelAccountId)),
    );
  await tier('TIER_0');
  expect(await db.withOrg(orgId, tx => dailyLimitReached(tx, asked))).toBe(true);
  await tier('TIER_UNLIMITED');
  expect(await db.withOrg(orgId, tx => dailyLimitReached(tx, asked))).toBe(false);
}, 60_000);

it('A-PRICE-3: consent to marketing is recorded with who, how and in what words; the customer’s own choice counts as one', async () => {
  const { row, phone } = await talk();
  const { orgId, db } = core;
  const record = async () =>
    (await db.withOrg(orgId, tx => tx.select().from(contacts).where(eq(contacts.id, row.contactId))))[0];
  const caller = {
    userId: crypto.randomUUID(),
    memberId: crypto.randomUUID(),
    orgId,
    role: 'MANAGER' as const,
    sessionId: '',
  };
  const services = { db, clock: core.ports.clock } as ApiServices;
  const input = { params: { id: row.contactId }, query: {}, caller, services };
  expect(await consentEndpoint.handle({ ...input, body: undefined })).toMatchObject({ given: false, how: null });
  const words = 'Ticked "send me offers" at the desk.';
  const given = await saveConsentEndpoint.handle({ ...input, body: { given: true, how: 'paper', words } });
  expect(given).toMatchObject({
    given: true,
    recordedBy: caller.memberId,
    how: 'paper',
    words,
    givenAt: expect.any(String),
  });
  expect(await saveConsentEndpoint.handle({ ...input, body: { given: false } })).toMatchObject({
    given: false,
    words: null,
  });
  core.phone.inbound({ from: phone, marketingPreference: 'resume' });
  await until('the consent', async () => (await record())?.marketingOptInAt !== null);
  expect((await record())?.marketingOptIn).toMatchObject({ memberId: null, how: 'channel' });
  core.phone.inbound({ from: phone, marketingPreference: 'stop', at: Date.now() + 1_000 });
  await until('the stop', async () => (await record())?.marketingStoppedAt !== null);
}, 60_000);

it('A-PRICE-6: a template is shown to a lead with every variable, and what is missing keeps it from being sent', async () => {
  const { orgId, db, channelAccountId } = core;
  const { row } = await talk();
  await db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId: row.id }, false);
    const found = await findTemplate(tx, { orgId, channelAccountId, name: 'followup_reminder', language: 'en' });
    if (!loaded || !found) throw new Error('nothing to preview');
    const facts = templateVariables(loaded);
    expect(fillTemplate(found, facts).every(({ text }) => text !== null)).toBe(true);
    expect(templateContent(found, facts)).toMatchObject({ preview: expect.stringContaining('Asha') });
    const odd = { ...found, components: [{ type: 'BODY', text: 'Hi {{name}}, your {{unheard_of}} waits.' }] };
    expect(fillTemplate(odd, facts)).toEqual([
      { part: 'BODY', variable: 'name', name: 'name', text: 'Asha Patel' },
      { part: 'BODY', variable: 'unheard_of', name: 'unheard_of', text: null },
    ]);
    expect(templateContent(odd, facts)).toBeNull();
  });
}, 60_000);

it('A-RETR-2: conversations are linked only with the same contact, and unlinked again', async () => {
  const { orgId, db } = core;
  const [one, other] = [await talk(), await talk()];
  const ref = { orgId, conversationId: one.row.id, memberId: crypto.randomUUID(), now: Date.now() };
  await db.withOrg(orgId, async tx => {
    expect(await linkConversations(tx, { ...ref, others: [other.row.id] })).toBe('other_contact');
    expect(await linkConversations(tx, { ...ref, others: [crypto.randomUUID()] })).toBe('missing');
    expect(await linkedConversations(tx, ref)).toEqual([]);
    expect(await linkedConversations(tx, { orgId, conversationId: crypto.randomUUID() })).toBeNull();
  });
}, 60_000);

it('A-UI-15: what another number of the same person was told is thought with, and forgotten with an unlink', async () => {
  const { orgId, db } = core;
  const [one, other] = [await talk(), await talk()];
  const now = Date.now();
  const known = 'Delta Dental 4711';
  await db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId: other.row.id }, true);
    if (!loaded) throw new Error('the conversation is gone');
    await saveConversation(tx, loaded, { memory: setByPerson(loaded.row.memory, 'insurance', known, now) }, now);
    const pair = { orgId, keptId: one.row.contactId, otherId: other.row.contactId, memberId: crypto.randomUUID(), now };
    expect((await mergeContacts(tx, { ...pair, actor: SYSTEM })).kind).toBe('merged');
  });
  const asks = async (text: string) => {
    const before = (await turnsOf(core, one.row.id)).length;
    core.phone.inbound({ from: one.phone, name: 'Asha Patel', text });
    await until('a turn', async () => (await turnsOf(core, one.row.id)).length > before, 30_000);
    await quiet(core, one.phone, 30_000);
    return JSON.stringify((await turnsOf(core, one.row.id)).map(turn => turn.prompt).at(-1));
  };
  // Whether anything is linked at all is asked for again after a few seconds.
  await until('it is remembered', async () => (await asks('Are you open on Saturday?')).includes(known), 40_000);
  const ref = { orgId, conversationId: one.row.id, memberId: crypto.randomUUID(), now };
  await db.withOrg(orgId, tx => linkConversations(tx, { ...ref, others: [] }));
  expect(await asks('And on Sunday?')).not.toContain(known);
}, 120_000);

it('A-RETR-2: what the same person said on another number is found once the talks are linked, before either is folded', async () => {
  const { orgId, db, keyring, appSecret } = core;
  const other = core.phone.addNumber({ name: 'Second number' });
  await seedChannel(
    db,
    keyring,
    orgId,
    {
      name: 'Second number',
      phoneNumberId: other.phoneNumberId,
      businessAccountId: other.wabaId,
      displayPhoneNumber: other.displayPhoneNumber,
      accessToken: appSecret,
      appSecret,
      verifyToken: appSecret,
    },
    Date.now(),
  );
  const from = newPhone();
  const rows = () =>
    db.withOrg(orgId, tx =>
      tx
        .select({ conversation: conversations })
        .from(conversations)
        .innerJoin(contactIdentities, eq(contactIdentities.contactId, conversations.contactId))
        .where(eq(contactIdentities.value, from))
        .orderBy(asc(conversations.createdAt)),
    );
  const say = async (text: string, phoneNumberId: string, at: number) => {
    const before = (await rows())[at]?.conversation.lastInboundNumber ?? 0;
    core.phone.inbound({ from, name: 'Asha Patel', text, phoneNumberId });
    return until(
      `“${text}” to be answered`,
      async () => {
        const row = (await rows())[at]?.conversation;
        if (!row || row.lastInboundNumber <= before || row.handledThrough < row.lastInboundNumber) return null;
        const last = (await turnsOf(core, row.id)).at(-1);
        return last && last.outcome !== 'RUNNING' ? { row, turn: last } : null;
      },
      60_000,
    );
  };
  const earlier = await say('My daughter Mira broke a crown in Lisbon last spring.', NUMBER.phoneNumberId, 0);
  const { row, turn } = await say('Hi, how much is a cleaning?', other.phoneNumberId, 1);
  expect(row.contactId).toBe(earlier.row.contactId);
  expect(turn.decision?.scrolledUp).toBeUndefined();

  const asked = 'Do you remember what I told you about the crown in Lisbon?';
  const memoryOf = ({ turn: one }: Awaited<ReturnType<typeof say>>) =>
    one.prompt?.find(part => part.name === 'memory')?.text ?? '';
  expect(memoryOf(await say(asked, other.phoneNumberId, 1))).not.toContain('Mira');
  const link = (others: string[]) =>
    db.withOrg(orgId, tx =>
      linkConversations(tx, { orgId, conversationId: row.id, others, memberId: crypto.randomUUID(), now: Date.now() }),
    );
  expect(await link([earlier.row.id])).toBe('linked');
  // Remembered with the link; its meaning follows with the next round of the loop that embeds, which is hurried here.
  const kept = () =>
    db.withOrg(orgId, tx => tx.select().from(messageChunks).where(eq(messageChunks.conversationId, earlier.row.id)));
  expect((await kept()).map(chunk => chunk.text)).toContain('My daughter Mira broke a crown in Lisbon last spring.');
  await backfillRound(core.ports);
  expect((await kept()).every(chunk => chunk.embedding !== null)).toBe(true);
  const remembered = async () => memoryOf(await say(asked, other.phoneNumberId, 1));
  // Whether anything is linked here is asked again after ten seconds.
  await until('what was said there', async () => (await remembered()).includes('Mira'), 60_000);
  const found = await say(asked, other.phoneNumberId, 1);
  expect(memoryOf(found)).toContain('Mira');
  expect(found.turn.decision?.scrolledUp).toMatchObject({ triggers: expect.arrayContaining(['refers_to_past']) });
  expect(await link([])).toBe('linked');
  await until('it to be forgotten', async () => !(await remembered()).includes('Mira'), 45_000);
}, 240_000);
