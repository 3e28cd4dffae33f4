/** What customers ask about, over the api: of one organization, of a period, without what was deleted (B-AI-8). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { newId } from '../../db/ids.ts';
import { messages } from '../../db/message/table.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { TopicsView } from '../contracts/topics.ts';
import { endpoints } from '../endpoints.ts';
import { startApi, type TestApi } from '../testing/server.ts';

const DAY_MS = 86_400_000;

const database = useDatabase();
let api: TestApi;
let cookie: string;
let serial = 0;

/** @returns what asks a question in a conversation of its own. */
async function organization(slug: string) {
  const demo = { slug, name: slug, zone: 'America/New_York', currency: 'USD' };
  const now = Date.now();
  const orgId = await seedOrganization(api.db, { ...demo, playbook: { name: 'dental', config: dentalClinic } }, now);
  const secrets = { businessAccountId: slug, accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
  const number = { name: 'WhatsApp', phoneNumberId: slug, displayPhoneNumber: '+1 718 555 0142', ...secrets };
  const channelAccountId = await seedChannel(api.db, api.keyring, orgId, number, now);
  const ask = (text: string, agoMs = 0, part: { deletedAt?: number; direction?: 'in' | 'out' } = {}) =>
    api.db.withOrg(orgId, async tx => {
      const [contactId, conversationId, at] = [newId(), newId(), now - agoMs - ++serial];
      const playbook = await defaultPlaybook(tx, { orgId });
      if (!playbook) throw new Error('there is no playbook');
      await tx.insert(contacts).values({ orgId, id: contactId, name: 'Asha', createdAt: at });
      await tx.insert(conversations).values({
        orgId,
        id: conversationId,
        contactId,
        channelAccountId,
        playbookId: playbook.playbookId,
        playbookVersion: 1,
        leadSource: 'organic_inbound',
        memory: emptyMemory(),
        lastActivityAt: at,
        createdAt: at,
      });
      const direction = part.direction ?? 'in';
      await tx.insert(messages).values({
        orgId,
        id: newId(),
        conversationId,
        direction,
        sender: direction === 'in' ? 'CONTACT' : 'BOT',
        kind: 'TEXT',
        text,
        channelAccountId,
        deletedAt: part.deletedAt ?? null,
        at,
        createdAt: at,
      });
      return conversationId;
    });
  return { orgId, ask };
}

async function topics(query = ''): Promise<TopicsView> {
  const answer = await fetch(`${api.url}/api/v1/knowledge/topics${query}`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as TopicsView;
}

beforeAll(async () => {
  api = await startApi(database.url, { endpoints });
  const ours = await organization('ours');
  const theirs = await organization('theirs');
  cookie = await api.as('VIEWER', ours.orgId);
  await ours.ask('Is there parking near you?');
  await ours.ask('Do you have parking?', DAY_MS);
  await ours.ask('Is parking free?', 40 * DAY_MS);
  await ours.ask('Where is the parking?', 0, { deletedAt: Date.now() });
  await ours.ask('Would you like parking?', 0, { direction: 'out' });
  await ours.ask('How much is a crown?');
  await theirs.ask('Where is parking for buses?');
});
afterAll(() => api.stop());

describe('B-AI-8: topics', () => {
  it('counts what the customers of this organization asked in the period, with the questions behind it', async () => {
    const found = await topics();
    expect(found).toMatchObject({ questions: 3, single: 1, complete: true });
    expect(found.topics).toMatchObject([{ words: ['parking'], questions: 2, conversations: 2 }]);
    expect(found.topics[0]?.examples.map(example => example.text)).toEqual([
      'Is there parking near you?',
      'Do you have parking?',
    ]);
    expect((await topics('?days=90')).topics[0]).toMatchObject({ questions: 3, conversations: 3 });
  });

  it('refuses a period that is none', async () => {
    const answer = await fetch(`${api.url}/api/v1/knowledge/topics?days=0`, { headers: { cookie } });
    expect(answer.status).toBe(400);
  });
});
