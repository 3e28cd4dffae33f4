/** Customers whose every word is a payload, and what a model and a template might say of it. */
import { newId } from '../../db/ids.ts';
import { drafts, messages } from '../../db/message/table.ts';
import { templates } from '../../db/template/table.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { conversationOf, messagesOf, newPhone } from '../conversation/helpers.ts';
import type { Core } from '../support/core.ts';
import type { Payload } from './payloads.ts';

export interface Customer {
  payload: Payload;
  phone: string;
  conversationId: string;
}

/** A customer whose name, words, files, places and buttons are all the payload. */
export async function converse(core: Core, payload: Payload): Promise<Customer> {
  const { text } = payload;
  const from = newPhone();
  const contains = [...text].slice(0, 40).join('');
  core.model.faults.set({ mode: 'says', params: { text: `Well: ${text}` }, times: 2, contains });
  const say = (message: Record<string, unknown>) => core.phone.inbound({ from, name: text, ...message });
  say({ text: `${text}` });
  const conversation = await conversationOf(core, `+${from.slice(1)}`);
  say({ type: 'image', media: { caption: text } });
  say({ type: 'document', media: { caption: text, filename: text } });
  say({ type: 'location', location: { latitude: 1, longitude: 2, name: text, address: text } });
  say({
    type: 'contacts',
    contacts: [{ name: { formatted_name: text, first_name: text }, phones: [{ phone: text }] }],
  });
  say({ type: 'interactive', button_reply: { id: 'x', title: text } });
  say({ text: `My name is ${text}, my email is ${text}@example.com and I want a ${text}.` });
  const [first] = await messagesOf(core, conversation.id);
  say({ type: 'reaction', reaction: { message_id: first?.providerMessageId ?? '', emoji: text } });
  return { payload, phone: from, conversationId: conversation.id };
}

/** What a model and a template might say if no guard stood before them. */
export async function answer(core: Core, { payload: { text }, conversationId }: Customer): Promise<void> {
  const { orgId, channelAccountId, db } = core;
  const said: OutboundContent[] = [
    { kind: 'text', text, previewUrl: true },
    { kind: 'buttons', text, buttons: [{ id: text, title: text }] },
    { kind: 'template', name: text, language: 'en', preview: text, body: [], header: [], buttons: [] },
  ];
  await db.withOrg(orgId, async tx => {
    for (const [index, outbound] of said.entries())
      await tx.insert(messages).values({
        orgId,
        id: newId(),
        conversationId,
        channelAccountId,
        direction: 'out',
        sender: 'BOT',
        kind: outbound.kind === 'template' ? 'TEMPLATE' : 'TEXT',
        text,
        outbound,
        state: index === 0 ? 'FAILED' : 'READ',
        errorCode: index === 0 ? text : null,
        errorMessage: index === 0 ? text : null,
        at: Date.now() + index,
        createdAt: Date.now() + index,
      });
    await tx.insert(templates).values({
      orgId,
      id: newId(),
      channelAccountId,
      name: text,
      language: 'en',
      category: 'UTILITY',
      status: 'APPROVED',
      components: [{ type: 'BODY', text }],
      syncedAt: Date.now(),
    });
    const draft = { orgId, conversationId, cursor: 100, createdAt: Date.now() };
    const content = { kind: 'text' as const, text, previewUrl: false };
    await tx.insert(drafts).values({ ...draft, id: newId(), kind: 'APPROVAL', state: 'PENDING', content });
  });
}
