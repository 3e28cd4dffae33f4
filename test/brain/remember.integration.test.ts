/** Folding when there is nothing to fold, and when the model fails: the run must come to rest either way. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remember } from '../../activities/memory/remember.ts';
import { loadConversation, saveConversation } from '../../db/conversation/load.ts';
import { messages } from '../../db/message/table.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { newPhone, quiet } from '../conversation/helpers.ts';
import { type Core, startCore } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
});
afterAll(() => core?.stop());

it('A-MEM-3: nothing left to fold, or a model that fails: not due again before more was said', async () => {
  const { orgId, db, ports } = core;
  const phone = newPhone();
  core.phone.inbound({ from: phone, name: 'Asha Patel', text: 'How much is a cleaning?' });
  const { id: conversationId } = await quiet(core, phone, 30_000);
  await core.stopWorker();
  const ref = { orgId, conversationId };
  const pretend = (handledThrough: number) =>
    db.withOrg(orgId, async tx => {
      const loaded = await loadConversation(tx, ref, true);
      if (!loaded) throw new Error('no conversation');
      return saveConversation(tx, loaded, { handledThrough, lastInboundNumber: handledThrough }, Date.now());
    });
  const fold = (given: typeof ports) =>
    new MockActivityEnvironment().run(() => remember(given, ref)) as Promise<ConversationState>;

  expect((await pretend(20)).memoryDue).toBe(true);
  const failing = {
    ...ports,
    model: {
      ...ports.model,
      complete: () => Promise.reject(Object.assign(new Error('down'), { name: 'ModelError', code: 'unavailable' })),
    },
  };
  expect((await fold(failing)).memoryDue).toBe(false);
  expect((await pretend(21)).memoryDue).toBe(true);
  await db.withOrg(orgId, tx => tx.delete(messages).where(eq(messages.conversationId, conversationId)));
  expect((await fold(ports)).memoryDue).toBe(false);
});
