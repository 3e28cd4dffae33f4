/** Search over the record, on the real server and on the embedded one: what is found, what is not, and whose. */
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactIdentities, contacts } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { LIST_VIEWS } from '../../db/conversation/view-rules.ts';
import { countViews, listConversations } from '../../db/conversation/views.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { escalations } from '../../db/escalation/table.ts';
import { newId } from '../../db/ids.ts';
import { createKeyring } from '../../db/keys/keyring.ts';
import { drafts, messages } from '../../db/message/table.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { searchInbox } from '../../db/search/queries.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';

const NOW = Date.UTC(2026, 10, 21);
const MEMBER = randomUUID();

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  let ours: string;
  let theirs: string;
  let clock = NOW;
  const names = new Map<string, string>();

  const organization = (slug: string) =>
    seedOrganization(
      db,
      { slug, name: slug, zone: 'Asia/Kolkata', currency: 'INR', playbook: { name: 'p', config: dentalClinic } },
      NOW,
    );

  /** One customer who said this, one text after the other. @returns ids of the messages */
  async function customer(orgId: string, name: string, phone: string, texts: string[], more = {}): Promise<string[]> {
    const keyring = createKeyring(db, Buffer.alloc(32, 7));
    const secrets = { businessAccountId: 'w', accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
    const number = { name: 'WhatsApp', phoneNumberId: orgId, displayPhoneNumber: '+91 22 5550 0142', ...secrets };
    const channelAccountId = await seedChannel(db, keyring, orgId, number, NOW);
    return db.withOrg(orgId, async tx => {
      const [contactId, id, ids] = [newId(), newId(), texts.map(() => newId())];
      const playbook = await defaultPlaybook(tx, { orgId, conversationId: id });
      names.set(id, name);
      await tx.insert(contacts).values({ orgId, id: contactId, name, createdAt: NOW });
      await tx.insert(contactIdentities).values({ orgId, contactId, kind: 'phone', value: phone, createdAt: NOW });
      await tx.insert(conversations).values({
        orgId,
        id,
        contactId,
        channelAccountId,
        playbookId: playbook?.playbookId ?? '',
        playbookVersion: 1,
        leadSource: 'organic_inbound',
        memory: emptyMemory(),
        lastActivityAt: ++clock,
        createdAt: NOW,
        ...more,
      });
      for (const [index, text] of texts.entries())
        await tx.insert(messages).values({
          orgId,
          id: ids[index] ?? '',
          conversationId: id,
          direction: 'in',
          sender: 'CONTACT',
          kind: 'TEXT',
          text,
          channelAccountId,
          at: clock + index,
          createdAt: clock + index,
        });
      return ids;
    });
  }

  const search = async (query: string, view: (typeof LIST_VIEWS)[number] = 'all', orgId = ours, limit = 50) => {
    const found = await db.withOrg(orgId, tx => searchInbox(tx, { query, view, memberId: MEMBER, limit }));
    return found.map(match => names.get(match.conversationId) ?? '?');
  };

  beforeAll(async () => {
    db = openDatabase({ url: database.url, poolSize: 2, onError: () => undefined });
    ours = await organization('ours');
    theirs = await organization('theirs');
    await customer(ours, 'Priya Sharma', '+919876543210', ['Hi, what is the PRICE of a 2-BHK?', 'Is ₹12,500 final?']);
    await customer(ours, 'Rahul Vérma', '+14155550123', ['नमस्ते, कीमत क्या है?', 'kitna discount milega']);
    await customer(ours, 'محمد علي', '+971501234567', ['ما هو السعر؟ 😀brochure😀']);
    await customer(ours, 'Old Friend', '+442071838750', ['the price was fine'], { closedAt: NOW });
    await customer(theirs, 'Priya Other', '+919876500000', ['our price is secret', 'कीमत']);
  });
  afterAll(() => db.close());

  it('finds by a word, in any case, between any punctuation, newest activity first', async () => {
    expect(await search('price')).toEqual(['Old Friend', 'Priya Sharma']);
    expect(await search('BHK')).toEqual(['Priya Sharma']);
    expect(await search('500')).toContain('Priya Sharma');
    expect(await search('brochure')).toEqual(['محمد علي']);
  });

  it('finds by the beginning of the last word, and wants the others whole and in the same message', async () => {
    expect(await search('pri')).toEqual(['Old Friend', 'Priya Sharma']);
    expect(await search('what is the pri')).toEqual(['Priya Sharma']);
    expect(await search('pri what')).toEqual([]);
    expect(await search('price final')).toEqual([]);
    expect(await search('riceless')).toEqual([]);
  });

  it('finds by name, in any order of its words', async () => {
    expect(await search('Sharma')).toEqual(['Priya Sharma']);
    expect(await search('sharma pri')).toEqual(['Priya Sharma']);
    expect(await search('vér')).toEqual(['Rahul Vérma']);
  });

  it('finds other scripts, joined or not, composed or not', async () => {
    expect(await search('कीमत')).toEqual(['Rahul Vérma']);
    expect(await search('नम')).toEqual(['Rahul Vérma']);
    expect(await search('क्‍या')).toEqual(['Rahul Vérma']);
    expect(await search('السعر')).toEqual(['محمد علي']);
    expect(await search('علي')).toEqual(['محمد علي']);
    expect(await search('Ve\u0301rma')).toEqual(['Rahul Vérma']);
  });

  it('finds a phone number by any run of three digits, however it is written', async () => {
    for (const part of ['+919876543210', '98765 43210', '3210', '654', '+91 (987) 654-32'])
      expect(await search(part), part).toEqual(['Priya Sharma']);
    expect(await search('4155550123')).toEqual(['Rahul Vérma']);
    expect(await search('98765000')).toEqual([]);
  });

  it('takes what means something to Postgres for plain words, and answers nothing to nothing', async () => {
    for (const query of [
      "'; drop table messages --",
      "a' & !b | (c:*",
      'price:*',
      '\\',
      '@',
      '🙂',
      ' ',
      '%',
      '__',
      'x'.repeat(100),
    ])
      await expect(search(query), query).resolves.toBeDefined();
    expect(await search("price'")).toEqual(['Old Friend', 'Priya Sharma']);
    for (const query of ['%', '_', '*', '🙂', "'"]) expect(await search(query), query).toEqual([]);
  });

  it('never finds what belongs to another organization, or to none', async () => {
    expect(await search('secret')).toEqual([]);
    expect(await search('price', 'all', theirs)).toEqual(['Priya Other']);
    expect(await search('98765', 'all', theirs)).toEqual(['Priya Other']);
    expect(await search('priya')).toEqual(['Priya Sharma']);
    const none = db.withSystem(tx => searchInbox(tx, { query: 'price', view: 'all', memberId: MEMBER, limit: 50 }));
    await expect(none).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('follows edits, deletions, new names and new numbers', async () => {
    const [id = ''] = await customer(ours, 'Wanda', '+15550100999', ['apples']);
    const change = (patch: Partial<typeof messages.$inferInsert>) =>
      db.withOrg(ours, tx =>
        tx
          .update(messages)
          .set(patch)
          .where(and(eq(messages.orgId, ours), eq(messages.id, id))),
      );
    await change({ text: 'oranges' });
    expect([await search('apples'), await search('oranges')]).toEqual([[], ['Wanda']]);
    await change({ deletedAt: NOW });
    expect(await search('oranges')).toEqual([]);
    await db.withOrg(ours, async tx => {
      const [who] = await tx.select().from(contacts).where(eq(contacts.name, 'Wanda'));
      await tx
        .update(contacts)
        .set({ name: 'Zelda' })
        .where(eq(contacts.id, who?.id ?? ''));
      const identity = { orgId: ours, contactId: who?.id ?? '', createdAt: NOW };
      await tx.insert(contactIdentities).values({ ...identity, kind: 'email', value: 'z.hyrule@example.com' });
    });
    expect([await search('wanda'), await search('zelda'), await search('hyrule')]).toEqual([[], ['Wanda'], ['Wanda']]);
  });

  it('shows the newest of many, and says in which message', async () => {
    const texts = Array.from({ length: 7 }, (_, index) => `mango number ${index}`);
    const ids = await customer(ours, 'Talkative', '+15550100111', texts);
    for (let index = 0; index < 70; index++)
      await customer(ours, `Many ${index}`, `+1555020${1000 + index}`, ['mango rare7']);
    const found = await search('mango');
    expect(found).toEqual(Array.from({ length: 50 }, (_, index) => `Many ${69 - index}`));
    expect(await search('mango', 'all', ours, 3)).toEqual(['Many 69', 'Many 68', 'Many 67']);
    const [match] = await db.withOrg(ours, tx =>
      searchInbox(tx, { query: 'mango num', view: 'all', memberId: MEMBER, limit: 50 }),
    );
    expect(match?.messageId).toBe(ids.at(-1));
  });

  it('keeps to the view, and a view holds the same for the list, its count and the search', async () => {
    const owned = { owner: 'HUMAN' as const, ownerMemberId: MEMBER };
    await customer(ours, 'Mine', '+15550300001', ['papaya'], owned);
    await customer(ours, 'Unread', '+15550300002', ['papaya'], { unread: 2 });
    await customer(ours, 'Closed', '+15550300003', ['papaya'], { closedAt: NOW, ...owned });
    await customer(ours, 'Called', '+15550300004', ['papaya']);
    await customer(ours, 'Draft', '+15550300005', ['papaya'], { owner: 'APPROVAL' as const });
    const idOf = (name: string) => [...names].find(([, known]) => known === name)?.[0] ?? '';
    const called = { orgId: ours, conversationId: idOf('Called') };
    await db.withOrg(ours, async tx => {
      await escalate(tx, { ...called, reason: 'too_long', effect: 'notify', brief: null, now: NOW });
    });
    // What people should only know of.
    expect(await search('papaya', 'needs_human')).toEqual(['Mine']);
    await db.withOrg(ours, async tx => {
      await escalate(tx, { ...called, reason: 'angry_sentiment', effect: 'hand_over', brief: null, now: NOW });
      await tx.insert(drafts).values({
        orgId: ours,
        id: newId(),
        conversationId: idOf('Draft'),
        kind: 'APPROVAL',
        content: { kind: 'text', text: 'x', previewUrl: false },
        cursor: 1,
        state: 'PENDING',
        createdAt: NOW,
      });
    });
    expect(await search('papaya', 'needs_human')).toEqual(['Called', 'Mine']);
    expect(await search('papaya', 'mine')).toEqual(['Mine']);
    expect(await search('papaya', 'unread')).toEqual(['Unread']);
    expect(await search('papaya', 'approval')).toEqual(['Draft']);
    expect(await search('papaya', 'resolved')).toEqual(['Closed']);
    expect(await search('papaya', 'ai')).toEqual(['Called', 'Unread']);
    expect(await search('papaya', 'open')).toEqual(['Draft', 'Called', 'Unread', 'Mine']);

    const counts = await db.withOrg(ours, tx => countViews(tx, { orgId: ours, memberId: MEMBER }));
    for (const view of LIST_VIEWS) {
      const input = { orgId: ours, memberId: MEMBER, view, search: undefined, after: null, limit: 200, now: NOW };
      const rows = await db.withOrg(ours, tx => listConversations(tx, input));
      if (view in counts) expect([view, counts[view as keyof typeof counts]]).toEqual([view, rows.length]);
      const listed = rows.map(row => row.contactName);
      for (const name of await search('papaya', view))
        expect([view, listed]).toEqual([view, expect.arrayContaining([name])]);
    }

    await db.withOrg(ours, async tx => {
      await tx
        .update(escalations)
        .set({ state: 'resolved' })
        .where(eq(escalations.conversationId, called.conversationId));
      await tx
        .update(drafts)
        .set({ state: 'APPROVED' })
        .where(eq(drafts.conversationId, idOf('Draft')));
    });
    expect(await search('papaya', 'needs_human')).toEqual(['Mine']);
    expect(await search('papaya', 'approval')).toEqual([]);

    // What presses is found there too, though the agent goes on.
    const noticed = { orgId: ours, conversationId: idOf('Unread'), effect: 'notify' as const, brief: null, now: NOW };
    await db.withOrg(ours, tx => escalate(tx, { ...noticed, reason: 'urgent' }));
    expect(await search('papaya', 'needs_human')).toEqual(['Unread', 'Mine']);

    // Nobody can tell whether it was sent.
    await customer(ours, 'Unsure', '+15550300006', ['papaya'], { unconfirmed: true });
    expect(await search('papaya', 'needs_human')).toEqual(['Unsure', 'Unread', 'Mine']);
    await customer(ours, 'Given', '+15550300007', ['papaya'], { assigneeId: MEMBER });
    expect(await search('papaya', 'mine')).toEqual(['Given', 'Mine']);
    expect(await search('papaya', 'unassigned')).toEqual(['Unsure', 'Draft', 'Called', 'Unread']);
    await customer(ours, 'Aside', '+15550300008', ['papaya'], { snoozedAt: NOW, unconfirmed: true, unread: 1 });
    expect(await search('papaya', 'snoozed')).toEqual(['Aside']);
    for (const view of ['open', 'needs_human', 'unread'] as const)
      expect([view, await search('papaya', view)]).toEqual([view, expect.not.arrayContaining(['Aside'])]);
  });

  it('forgets a person with everything else', async () => {
    await customer(ours, 'Gone', '+15550999888', ['guava']);
    await db.withOrg(ours, tx => tx.delete(contacts).where(eq(contacts.name, 'Gone')));
    expect([await search('guava'), await search('gone'), await search('0999888')]).toEqual([[], [], []]);
  });
});
