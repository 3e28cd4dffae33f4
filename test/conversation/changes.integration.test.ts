/** What customers do besides writing: reactions, edits, deletions, new numbers, opting out; and replies from the business phone. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactIdentities, contacts } from '../../db/contact/table.ts';
import { escalations } from '../../db/escalation/table.ts';
import { rawUpdates } from '../../db/intake/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  type ConversationRow,
  conversationOf,
  createGate,
  findConversation,
  type MessageRow,
  messagesOf,
  newPhone,
  outboundOf,
  pause,
  quiet,
  received,
  turnsOf,
} from './helpers.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
let core: Core;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 100,
    checkpoint: gate.checkpoint,
  });
});
afterAll(() => core.stop());

const say = (from: string, text: string): string => core.phone.inbound({ from, text }).messages[0]?.id ?? '';

/** Everything delivered is recorded, and no reply is on its way. */
async function settled(phone: string): Promise<ConversationRow> {
  await core.phone.idle();
  await until('all updates to be handled', async () => {
    const open = await core.db.withSystem(tx =>
      tx.select({ handledAt: rawUpdates.handledAt, parked: rawUpdates.parkedReason }).from(rawUpdates),
    );
    return open.every(update => update.handledAt !== null || update.parked !== null);
  });
  await pause(250);
  return quiet(core, phone);
}

async function answered(text = 'How much is a cleaning?') {
  const phone = newPhone();
  const id = say(phone, text);
  const conversation = await quiet(core, phone);
  const rows = await messagesOf(core, conversation.id);
  const [question, reply] = [rows[0], rows[1]] as [MessageRow, MessageRow];
  return { phone, id, conversation, question, reply };
}

const fresh = async (conversationId: string, messageId: string): Promise<MessageRow> => {
  const row = (await messagesOf(core, conversationId)).find(message => message.id === messageId);
  if (!row) throw new Error('the message is gone');
  return row;
};

describe('a reaction', () => {
  it('is kept with the message, replaced and taken back, and needs no reply', async () => {
    const { phone, conversation, reply } = await answered();
    const react = (reaction: Record<string, unknown>) =>
      core.phone.inbound({
        from: phone,
        type: 'reaction',
        reaction: { message_id: reply.providerMessageId ?? '', ...reaction },
      });
    for (const emoji of ['👍', '❤️']) {
      react({ emoji });
      await settled(phone);
      const { reactions } = await fresh(conversation.id, reply.id);
      expect(reactions.map(each => [each.sender, each.emoji])).toEqual([['CONTACT', emoji]]);
    }
    react({ removal: 'absent' });
    await settled(phone);
    expect((await fresh(conversation.id, reply.id)).reactions).toEqual([]);
    expect(received(core, phone)).toHaveLength(1);
  });
});

describe('an edit', () => {
  const edit = (from: string, id: string, body: string) =>
    core.phone.inbound({
      from,
      type: 'edit',
      edit: { original_message_id: id, message: { type: 'text', text: { body } } },
    });

  it('of an unanswered message is answered with its new text', async () => {
    const phone = newPhone();
    const waiting = gate.hold('relay.before_signal');
    const id = say(phone, 'How much is a cleaning?');
    await waiting.reached;
    edit(phone, id, 'How much is a crown?');
    await until('the edit', async () => {
      const row = await findConversation(core, phone);
      return row && (await messagesOf(core, row.id))[0]?.editedAt;
    });
    waiting.release();
    await settled(phone);
    expect(received(core, phone)).toHaveLength(1);
    expect(received(core, phone)[0]).toContain('$950');
  });

  it.each(['extract.before_model', 'decide.before_write', 'decide.stored', 'send.before_claim'])(
    'that comes at %s is answered with its new text, and only with that',
    async step => {
      const phone = newPhone();
      const thinking = gate.hold(step);
      const id = say(phone, 'How much is a cleaning?');
      await thinking.reached;
      edit(phone, id, 'How much is a crown?');
      const { id: conversationId } = await conversationOf(core, phone);
      await until('the edit', async () => (await messagesOf(core, conversationId))[0]?.editedAt);
      thinking.release();
      await settled(phone);
      expect(received(core, phone)).toHaveLength(1);
      expect(received(core, phone)[0]).toContain('$950');
    },
  );

  it('of an answered message is kept with both versions and gets no second reply', async () => {
    const { phone, id, conversation, question } = await answered();
    edit(phone, id, 'How much is a crown?');
    await settled(phone);
    const row = await fresh(conversation.id, question.id);
    expect(row.text).toBe('How much is a crown?');
    expect(row.versions.map(version => version.text)).toEqual(['How much is a cleaning?']);
    expect(received(core, phone)).toHaveLength(1);
  });
});

describe('A-WA-7: an answered message', () => {
  it('that is edited is read again at once: its slots are put right, nobody answers twice, and the next turn is told', async () => {
    const phone = newPhone();
    const id = say(phone, 'Hi, my budget is $5000. How much is a cleaning?');
    const before = await settled(phone);
    expect(before.memory.slots.budget?.value).toContain('5000');
    core.phone.inbound({
      from: phone,
      type: 'edit',
      edit: {
        original_message_id: id,
        message: { type: 'text', text: { body: 'Hi, my budget is $9000. How much is a cleaning?' } },
      },
    });
    const turn = await until('the turn that reads it again', async () =>
      (await turnsOf(core, before.id)).find(each => each.trigger === 'edit' && each.outcome === 'SILENT'),
    );
    expect(turn.decision?.sentence).toContain('budget changed');
    const after = await settled(phone);
    expect(after.memory.slots.budget).toMatchObject({ sourceMessageId: before.memory.slots.budget?.sourceMessageId });
    expect(after.memory.slots.budget?.value).toContain('9000');
    expect(received(core, phone)).toHaveLength(1);

    say(phone, 'And how much is a crown?');
    const told = await settled(phone);
    const last = (await turnsOf(core, before.id)).at(-1);
    expect(last?.prompt?.find(part => part.name === 'changed')?.text).toMatch(/^\[1\] was changed .*budget was/);
    expect(told.memory.changed).toEqual([]);
    expect(received(core, phone)).toHaveLength(2);
  });

  it('that is edited into a call for a person tells one, without a second answer', async () => {
    const { phone, id, conversation } = await answered();
    core.phone.inbound({
      from: phone,
      type: 'edit',
      edit: { original_message_id: id, message: { type: 'text', text: { body: 'I want to talk to a real person.' } } },
    });
    const turn = await until('the turn that reads it again', async () =>
      (await turnsOf(core, conversation.id)).find(each => each.trigger === 'edit' && each.outcome === 'SILENT'),
    );
    expect(turn.decision?.handoff).toBe('human_request');
    const [told] = await core.db.withOrg(core.orgId, tx =>
      tx.select().from(escalations).where(eq(escalations.conversationId, conversation.id)),
    );
    expect(told).toMatchObject({ state: 'pending', handsOver: 'notify', reasons: ['human_request'], priority: 'HIGH' });
    expect(await settled(phone)).toMatchObject({ owner: 'AI' });
    expect(received(core, phone)).toHaveLength(1);
  });

  it('that is deleted is not read again: what it said is unsure, and the next turn is told without its words', async () => {
    const phone = newPhone();
    const id = say(phone, 'Hi, my budget is $5000. How much is a cleaning?');
    const before = await settled(phone);
    core.phone.inbound({ from: phone, type: 'revoke', revoke: { original_message_id: id } });
    const after = await until('the deletion', async () => {
      const row = await settled(phone);
      return row.memory.changed?.length ? row : null;
    });
    expect(after.memory.slots.budget?.confidence).toBe(0.5);
    say(phone, 'And how much is a crown?');
    await settled(phone);
    const turns = await turnsOf(core, before.id);
    expect(turns.map(each => each.trigger)).toEqual(['inbound', 'inbound']);
    expect(turns.at(-1)?.prompt?.find(part => part.name === 'changed')?.text).toMatch(/^\[1\] was deleted/);
  });
});

describe('a deletion', () => {
  const remove = (from: string, id: string) =>
    core.phone.inbound({ from, type: 'revoke', revoke: { original_message_id: id } });
  const prompts = (since: number) =>
    core.model.requests.filter(request => request.number > since).map(request => JSON.stringify(request.body));
  const asked = () => core.model.requests.at(-1)?.number ?? 0;

  it('of an answered message keeps its text out of every later prompt', async () => {
    const { phone, id, conversation, question } = await answered('My code word is pelican. How much is a cleaning?');
    remove(phone, id);
    await settled(phone);
    expect((await fresh(conversation.id, question.id)).deletedAt).not.toBeNull();
    const before = asked();
    say(phone, 'And how much is a crown?');
    await settled(phone);
    expect(received(core, phone)).toHaveLength(2);
    expect(prompts(before).length).toBeGreaterThan(0);
    for (const prompt of prompts(before)) expect(prompt).not.toContain('pelican');
  });

  it('before the turn leaves nothing to answer, and the text out of the prompt of what else came', async () => {
    const [only, withMore] = [newPhone(), newPhone()];
    const waiting = gate.hold('relay.before_signal');
    const deleted = [say(only, 'My code word is heron'), say(withMore, 'My code word is heron')];
    await waiting.reached;
    say(withMore, 'How much is a crown?');
    for (const [index, phone] of [only, withMore].entries()) remove(phone, deleted[index] ?? '');
    await until('the deletions', async () => {
      const rows = await Promise.all(
        [only, withMore].map(async phone => messagesOf(core, (await conversationOf(core, phone)).id)),
      );
      return rows.every(messages => messages[0]?.deletedAt);
    });
    const before = asked();
    waiting.release();
    await Promise.all([settled(only), settled(withMore)]);
    expect(received(core, only)).toEqual([]);
    expect(received(core, withMore)).toHaveLength(1);
    for (const prompt of prompts(before)) expect(prompt).not.toContain('heron');
  });

  it('while the agent is thinking: nothing leaves that answers it', async () => {
    const phone = newPhone();
    const thinking = gate.hold('send.before_claim');
    const id = say(phone, 'How much is a cleaning?');
    await thinking.reached;
    remove(phone, id);
    const { id: conversationId } = await conversationOf(core, phone);
    await until('the deletion', async () => (await messagesOf(core, conversationId))[0]?.deletedAt);
    thinking.release();
    await settled(phone);
    expect(received(core, phone)).toEqual([]);
  });
});

describe('a message from the business phone', () => {
  it('to somebody new opens a conversation that a person owns', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, echo: { type: 'text', text: 'Hi, you asked at the desk.' } });
    const conversation = await conversationOf(core, phone);
    expect(conversation).toMatchObject({ owner: 'HUMAN', lastInboundNumber: 0 });
    say(phone, 'How much is a cleaning?');
    await settled(phone);
    expect(received(core, phone)).toEqual([]);
  });
});

describe('who the customer is', () => {
  it('may be a user id without a phone number, and is answered there', async () => {
    const customer = core.phone.createCustomer({ name: 'Nadia', userId: 'US.13491208655302741918' });
    core.phone.inbound({ from: customer.userId, text: 'How much is a crown?' });
    const conversation = await quiet(core, customer.userId);
    const sends = core.phone.ledger.sends({ to: customer.userId });
    expect(sends.map(send => send.addressedBy)).toEqual(['user_id']);
    expect(sends[0]?.text).toContain('$950');
    const identities = await core.db.withOrg(core.orgId, tx =>
      tx.select().from(contactIdentities).where(eq(contactIdentities.contactId, conversation.contactId)),
    );
    expect(identities.map(identity => identity.kind)).toEqual(['wa_user_id']);
  });

  it('stays the same when the number changes, and replies follow to the new one', async () => {
    const { phone, conversation } = await answered();
    const moved = newPhone();
    core.phone.inbound({
      from: phone,
      type: 'system',
      system: { type: 'user_changed_number', body: 'User changed number', wa_id: moved.slice(1) },
    });
    await settled(phone);
    say(moved, 'How much is a crown?');
    await until('the answer', () => received(core, moved).length === 1);
    expect((await conversationOf(core, moved)).id).toBe(conversation.id);
    expect(received(core, moved)[0]).toContain('$950');
    expect(received(core, phone)).toHaveLength(1);
  });
});

describe('opting out', () => {
  it.each([
    'STOP',
    'Stop.',
    'unsubscribe',
    'Please stop messaging me!',
    'ok thanks\nSTOP',
    'No más mensajes',
    'baja',
    'band karo',
    'बंद करो',
    'मैसेज मत करो',
    'désabonner',
    'abmelden',
  ])('with "%s" silences everything at once', async word => {
    const phone = newPhone();
    const thinking = gate.hold('send.before_claim');
    say(phone, 'How much is a cleaning?');
    await thinking.reached;
    say(phone, word);
    await until('the opt-out', async () => (await findConversation(core, phone))?.owner === 'PAUSED');
    thinking.release();
    const conversation = await settled(phone);
    expect(received(core, phone)).toEqual([]);
    expect(conversation).toMatchObject({ owner: 'PAUSED', handledThrough: 2 });
  });

  it('in the middle of a burst binds what comes after it too, until START', async () => {
    const { phone } = await answered('Hello');
    core.phone.inbound(
      ['How much is a cleaning?', 'STOP', 'And how much is a crown?'].map(text => ({ from: phone, text })),
      'value',
    );
    let conversation = await settled(phone);
    expect(received(core, phone)).toHaveLength(1);
    say(phone, 'Are you there?');
    conversation = await settled(phone);
    expect(conversation).toMatchObject({ owner: 'PAUSED', handledThrough: 5 });
    expect(received(core, phone)).toHaveLength(1);

    say(phone, 'START');
    await until('to be heard again', async () => (await findConversation(core, phone))?.owner === 'AI');
    await settled(phone);
    say(phone, 'How much is a crown?');
    await settled(phone);
    expect(received(core, phone).at(-1)).toContain('$950');
  });

  it('is not a mention of the word', async () => {
    const phone = newPhone();
    say(phone, 'Can I stop by your office? How much is a cleaning?');
    expect(await settled(phone)).toMatchObject({ owner: 'AI' });
    expect(received(core, phone)).toHaveLength(1);
  });
});

describe('a blocked contact', () => {
  it('is recorded and not answered', async () => {
    const { phone, conversation } = await answered('Hello');
    await core.db.withOrg(core.orgId, tx =>
      tx
        .update(contacts)
        .set({ blocked: true })
        .where(and(eq(contacts.orgId, core.orgId), eq(contacts.id, conversation.contactId))),
    );
    say(phone, 'How much is a cleaning?');
    expect(await settled(phone)).toMatchObject({ handledThrough: 2 });
    expect(received(core, phone)).toHaveLength(1);
    expect(await outboundOf(core, conversation.id)).toHaveLength(1);
    expect(await turnsOf(core, conversation.id)).toHaveLength(1);
  });
});
