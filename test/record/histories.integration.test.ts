/** Histories hold no personal data even when they are decoded, and nothing in clear when they are not (promise 9). */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts } from '../../db/contact/table.ts';
import { release, takeOver } from '../../db/conversation/ownership.ts';
import {
  type ConversationRow,
  createGate,
  findConversation,
  messagesOf,
  outboundOf,
  quiet,
} from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal({ own: true });
const gate = createGate();
let core: Core;

const PHONE = '+15550987613';
const NAME = 'Zebedee Quixotrombone';
const CANARIES = {
  phone: PHONE.slice(1),
  name: 'Quixotrombone',
  firstName: 'Zebedee',
  email: 'zq.canary@quixo.example',
  budget: '77123',
  text: 'walrus-colored molar',
  answerOfPerson: 'narwhal parking',
  error: 'unique violation of canary-8841',
};

let conversation: ConversationRow;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 100,
    checkpoint: gate.checkpoint,
  });
  conversation = await converse();
}, 120_000);
afterAll(() => core.stop());

/** Everything a conversation can meet, with canaries in all of it. */
async function converse(): Promise<ConversationRow> {
  const say = (text: string) => core.phone.inbound({ from: PHONE, name: NAME, text });
  const failing = new Set(['decide.before_plan', 'send.before_claim']);
  gate.every(async step => {
    // Once in each activity of the first turn: what they throw quotes what they saw.
    if (!failing.delete(step)) return;
    throw Object.assign(new Error(`${CANARIES.error} (phone)=(${PHONE}) ${NAME} ${CANARIES.text}`), {
      detail: CANARIES.text,
      cause: new Error(`${NAME} ${CANARIES.email}`),
    });
  });
  say(`Hi, my name is ${NAME} and I have a ${CANARIES.text}. My budget is $${CANARIES.budget}.`);
  await until('the failures', () => failing.size === 0, 30_000);
  await quiet(core, PHONE, 30_000);
  gate.every(() => Promise.resolve());

  say(`My email is ${CANARIES.email}. How much is a cleaning?`);
  const { id, orgId } = await quiet(core, PHONE);
  const actor = { type: 'member' as const, id: randomUUID() };
  await core.db.withOrg(orgId, tx =>
    takeOver(tx, { orgId, conversationId: id, memberId: actor.id, actor, now: Date.now() }),
  );
  core.phone.inbound({ from: PHONE, echo: { type: 'text', text: `There is ${CANARIES.answerOfPerson}.` } });
  await until('the echo', async () => (await outboundOf(core, id)).some(row => row.fromPhone));
  say(`Call me ${NAME}`);
  await until('the message', async () => (await findConversation(core, PHONE))?.lastInboundNumber === 3);
  await core.db.withOrg(orgId, tx =>
    release(tx, { orgId, conversationId: id, memberId: actor.id, actor, note: CANARIES.text, now: Date.now() }),
  );
  const first = (await messagesOf(core, id))[0]?.providerMessageId;
  core.phone.inbound({ from: PHONE, type: 'reaction', reaction: { message_id: first ?? '', emoji: '🦷' } });
  say(`I want to talk to a human about my ${CANARIES.text}!`);
  await until('the hand-over', async () => {
    const row = await quiet(core, PHONE);
    return row.lastInboundNumber === 4 && row.owner === 'HUMAN';
  });
  const rested = await quiet(core, PHONE);
  await until('the workflow to wait', async () => (await core.starters.view(orgId, id))?.doing === 'waiting');
  return rested;
}

/** Every payload below a value, with the path to it. */
function payloadsOf(value: unknown, path = ''): { path: string; payload: Payload }[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const object = value as Record<string, unknown>;
  if (object.data instanceof Uint8Array && typeof object.metadata === 'object')
    return [{ path, payload: object as Payload }];
  return Object.entries(object).flatMap(([key, child]) => payloadsOf(child, `${path}.${key}`));
}

/** All there is to read: strings of the history itself and bytes of its payloads as text. */
const readable = (value: unknown): string =>
  JSON.stringify(value, (_key, child: unknown) =>
    child instanceof Uint8Array
      ? Buffer.from(child).toString('utf8')
      : typeof child === 'object' && child !== null && 'type' in child && child.type === 'Buffer' && 'data' in child
        ? Buffer.from(child.data as number[]).toString('utf8')
        : child,
  );

const isSearchAttribute = (path: string) => path.includes('searchAttributes') || path.includes('indexedFields');

/** The SDK writes the names of patches by itself and in clear: words of our code, and nothing else. */
const isPatchName = (path: string) => path.includes('patch-data');
const PATCHES = patchNames(fileURLToPath(new URL('../../workflows', import.meta.url)));

/** Every name the workflows give to a change of their own. */
function patchNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap(name => [...readFileSync(join(folder, name), 'utf8').matchAll(/patched\('([a-z-]+)'\)/g)])
    .map(match => match[1] ?? '');
}

async function histories() {
  const found = [];
  for await (const execution of core.client.workflow.list()) {
    const handle = core.client.workflow.getHandle(execution.workflowId, execution.runId);
    found.push({ execution, history: await handle.fetchHistory() });
  }
  return found;
}

function expectNoCanary(text: string, where: string): void {
  const wamids = core.phone.ledger.sends().map(send => send.wamid);
  for (const canary of [...Object.values(CANARIES), ...wamids, '🦷'])
    expect(text.includes(canary), `"${canary}" in ${where}`).toBe(false);
}

describe('the histories of all workflows', () => {
  it('are of conversations that hold the canaries', async () => {
    const texts = (await messagesOf(core, conversation.id)).map(message => message.text).join(' ');
    for (const canary of [CANARIES.text, CANARIES.email, CANARIES.answerOfPerson]) expect(texts).toContain(canary);
    const slots = JSON.stringify(conversation.memory);
    for (const canary of [CANARIES.name, CANARIES.budget]) expect(slots).toContain(canary);
    const names = await core.db.withOrg(core.orgId, tx => tx.select({ name: contacts.name }).from(contacts));
    expect(names).toEqual([{ name: NAME }]);
  });

  it('are sealed: every payload, and the messages and stacks of failures', async () => {
    const all = await histories();
    expect(all.length).toBeGreaterThan(0);
    let sealed = 0;
    for (const { execution, history } of all) {
      for (const { path, payload } of payloadsOf(history)) {
        if (isSearchAttribute(path)) continue;
        if (isPatchName(path)) {
          const { id, ...rest } = defaultPayloadConverter.fromPayload<{ id: string }>(payload);
          expect(PATCHES, path).toContain(id);
          expect(rest, path).toEqual({ deprecated: false });
          continue;
        }
        const encoding = Buffer.from(payload.metadata?.encoding ?? []).toString();
        expect(encoding, path).toBe('binary/parley-encrypted');
        sealed++;
      }
      const text = readable(history);
      expectNoCanary(text, `the raw history of ${execution.workflowId}`);
      for (const clear of ['handledThrough', 'PROFILE', 'Customer waits for a person', 'checkpoint', '.ts:'])
        expect(text.includes(clear), `"${clear}" in the raw history`).toBe(false);
      expectNoCanary(JSON.stringify(execution.memo ?? {}), 'the memo');
      expectNoCanary(JSON.stringify(execution.searchAttributes), 'the search attributes');
    }
    expect(sealed).toBeGreaterThan(20);
  });

  it('hold no canary when they are decoded, failures included', async () => {
    let decodedPayloads = 0;
    let failures = 0;
    for (const { execution, history } of await histories()) {
      for (const { path, payload } of payloadsOf(history)) {
        const [decoded] = isSearchAttribute(path) ? [payload] : await core.codec.decode([payload]);
        if (!decoded) throw new Error('a payload vanished');
        const value = defaultPayloadConverter.fromPayload<unknown>(decoded);
        expectNoCanary(JSON.stringify(value) ?? '', `${path} of ${execution.workflowId}`);
        decodedPayloads++;
        if (path.includes('encodedAttributes')) {
          failures++;
          expect(value).toMatchObject({ message: expect.any(String), stack_trace: expect.any(String) });
        }
      }
    }
    expect(decodedPayloads).toBeGreaterThan(20);
    expect(failures, 'the planted failures are in the history').toBeGreaterThanOrEqual(2);
  });

  it('are closed to other organizations', async () => {
    const [one] = await histories();
    const payload = payloadsOf(one?.history).find(({ path }) => !isSearchAttribute(path))?.payload;
    if (!payload) throw new Error('there is no payload');
    await expect(core.codec.decodeFor(core.orgId, [payload])).resolves.toHaveLength(1);
    await expect(core.codec.decodeFor(randomUUID(), [payload])).rejects.toThrow(/another organization/);
  });
});
