/** What the inbox asks of the api: rows with who owns them, pages of a thread, a person's message under its own id. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveContact } from '../../db/contact/resolve.ts';
import { conversations } from '../../db/conversation/table.ts';
import { newId } from '../../db/ids.ts';
import { messages } from '../../db/message/table.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { ConversationDetail, ConversationPage } from '../contracts/conversations.ts';
import type { MessagePage } from '../contracts/messages.ts';
import { endpoints } from '../endpoints.ts';
import { meEndpoint } from '../session/me.ts';
import { post, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let orgId: string;
let cookie: string;

beforeAll(async () => {
  api = await startApi(database.url, { endpoints: [...endpoints.filter(each => each.path !== '/me'), meEndpoint] });
  const now = Date.now();
  const demo = { slug: 'sunset', name: 'Sunset', zone: 'America/New_York', currency: 'USD' };
  orgId = await seedOrganization(api.db, { ...demo, playbook: { name: 'dental', config: dentalClinic } }, now);
  cookie = await api.as('AGENT', orgId);
});
afterAll(() => api.stop());

const get = async <T>(path: string): Promise<T> => {
  const answer = await fetch(`${api.url}/api/v1${path}`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};
const send = (path: string, body: unknown) => post(`${api.url}/api/v1${path}`, cookie, body);

/** A conversation with messages of the customer, one a minute, the last one now. */
async function conversation(phone: string, texts: string[]): Promise<{ id: string; ids: string[] }> {
  const now = Date.now();
  const secrets = { businessAccountId: 'w', accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
  const number = { name: 'WhatsApp', phoneNumberId: '1', displayPhoneNumber: '+1 718 555 0142', ...secrets };
  const channelAccountId = await seedChannel(api.db, api.keyring, orgId, number, now);
  return api.db.withOrg(orgId, async tx => {
    const sender = { identities: [{ kind: 'phone' as const, value: phone }], name: null, username: null };
    const attribution = { leadSource: 'organic_inbound' as const, campaign: {} };
    const { contactId } = await resolveContact(tx, { orgId, sender, zone: null, attribution, now });
    const playbook = await defaultPlaybook(tx, { orgId, conversationId: orgId });
    if (!playbook) throw new Error('no playbook');
    const id = newId();
    const ids = texts.map(() => randomUUID());
    await tx.insert(conversations).values({
      orgId,
      id,
      contactId,
      channelAccountId,
      playbookId: playbook.playbookId,
      playbookVersion: playbook.version,
      leadSource: 'organic_inbound',
      memory: emptyMemory(),
      lastInboundNumber: texts.length,
      windowEndsAt: now + 86_400_000,
      lastMessageId: ids.at(-1) ?? null,
      nextDueKind: 'FOLLOW_UP',
      nextDueAt: now + 60_000,
      nextDueStep: 0,
      lastActivityAt: now,
      createdAt: now,
    });
    await tx.insert(messages).values(
      texts.map((text, index) => ({
        orgId,
        id: ids[index] ?? '',
        conversationId: id,
        direction: 'in' as const,
        sender: 'CONTACT' as const,
        kind: 'TEXT' as const,
        text,
        number: index + 1,
        channelAccountId,
        at: now - (texts.length - 1 - index) * 60_000,
        createdAt: now - (texts.length - 1 - index) * 60_000,
      })),
    );
    return { id, ids };
  });
}

describe('a thread', () => {
  it('is read around a message, and from there to both ends', async () => {
    const texts = Array.from({ length: 11 }, (_, index) => `m${index + 1}`);
    const { id, ids } = await conversation('+15550100401', texts);
    const page = (query: string) => get<MessagePage>(`/conversations/${id}/messages?limit=4&${query}`);
    const said = ({ messages: all }: MessagePage) => all.map(message => message.text).join(' ');

    const newest = await page('');
    expect([said(newest), newest.after]).toEqual(['m8 m9 m10 m11', null]);
    const middle = await page(`around=${ids[4]}`);
    expect(said(middle)).toBe('m3 m4 m5 m6');
    const older = await page(`before=${middle.before}`);
    expect([said(older), older.before]).toEqual(['m1 m2', null]);
    expect(older.after).not.toBeNull();
    const newer = await page(`after=${middle.after}`);
    expect(said(newer)).toBe('m7 m8 m9 m10');
    const last = await page(`after=${newer.after}`);
    expect([said(last), last.after]).toEqual(['m11', null]);

    const first = await page(`around=${ids[0]}`);
    expect([said(first), first.before]).toEqual(['m1 m2', null]);
    const stranger = await conversation('+15550100402', ['hello']);
    await expect(page(`around=${stranger.ids[0]}`)).rejects.toThrow('404');
    await expect(page(`around=${ids[0]}&before=${middle.before}`)).rejects.toThrow('422');
    await expect(page('after=nonsense')).rejects.toThrow('400');
  });
});

describe('the list', () => {
  it('reads some rows alone, as far as they are in the view', async () => {
    const [one, two] = [await conversation('+15550100411', ['hi']), await conversation('+15550100412', ['hi'])];
    await send(`/conversations/${two.id}/close`, {});
    const read = (query: string) => get<ConversationPage>(`/conversations?ids=${one.id},${two.id}&${query}`);
    const ids = async (query: string) => (await read(query)).conversations.map(row => row.id).sort();
    expect(await ids('view=all&limit=1')).toEqual([one.id, two.id].sort());
    expect(await ids('view=open')).toEqual([one.id]);
    expect(await ids('view=resolved')).toEqual([two.id]);
    expect((await read('view=all&limit=1')).cursor).toBeNull();
    await expect(get('/conversations?ids=1,2')).rejects.toThrow('400');
  });
});

describe("a person's message", () => {
  it('has the id its writer gave it, once, and takes the conversation over in their name', async () => {
    const { id } = await conversation('+15550100403', ['hi']);
    const other = await conversation('+15550100404', ['hi']);
    const mine = randomUUID();
    for (const attempt of [1, 2]) {
      const answer = await send(`/conversations/${id}/messages`, { id: mine, text: 'Good morning' });
      expect([attempt, answer.status, ((await answer.json()) as { id: string }).id]).toEqual([attempt, 200, mine]);
    }
    const { messages: all } = await get<MessagePage>(`/conversations/${id}/messages`);
    expect(all.map(message => message.text)).toEqual(['hi', 'Good morning']);

    const elsewhere = await send(`/conversations/${other.id}/messages`, { id: mine, text: 'Good morning' });
    expect([elsewhere.status, ((await elsewhere.json()) as { code: string }).code]).toEqual([409, 'id_taken']);

    const me = await get<{ memberId: string; user: { name: string } }>('/me');
    const { conversations: rows } = await get<ConversationPage>('/conversations?search=%2B1%20555%20010%200403');
    expect(rows).toMatchObject([
      {
        contact: { address: '+1 555 010 0403' },
        owner: 'HUMAN',
        ownerId: me.memberId,
        lastMessage: { sender: 'HUMAN', senderId: me.memberId, senderName: me.user.name, errorCode: null },
      },
    ]);
    const { history } = await get<ConversationDetail>(`/conversations/${id}`);
    expect(history[0]).toMatchObject({ kind: 'OWNER', label: `${me.user.name} took over` });
  });
});

describe('what happens next', () => {
  it('counts follow-ups from one, and says that they may be run or skipped', async () => {
    const { id } = await conversation('+15550100405', ['hi']);
    const { next } = await get<ConversationDetail>(`/conversations/${id}`);
    expect(next).toMatchObject({ kind: 'FOLLOW_UP', step: 1, runnable: true });
    expect(next?.steps).toBeGreaterThan(1);
  });
});
