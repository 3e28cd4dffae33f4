/** The main job on real protocols: a customer writes, Parley answers once, the record and the phone agree. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages } from '../../db/message/table.ts';
import { turns } from '../../db/turn/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 300 });
});
afterAll(() => core.stop());

describe('a conversation', () => {
  it('answers a question with what the playbook knows (A-HTL-1, A-WA-4)', async () => {
    core.phone.inbound({ from: '+15550100101', name: 'Asha Patel', text: 'Hi, how much is a cleaning?' });
    const send = await until('an answer', () => core.phone.ledger.sends({ to: '+15550100101' })[0]);
    expect(send.text).toContain('$120');
    await until('the record says delivered', async () => {
      const rows = await core.db.withOrg(core.orgId, tx =>
        tx
          .select()
          .from(messages)
          .where(and(eq(messages.orgId, core.orgId), eq(messages.direction, 'out'))),
      );
      return rows.length === 1 && rows[0]?.state === 'DELIVERED';
    });
  });

  it('A-WA-5: gives a burst of three messages one coherent answer (promise 3)', async () => {
    for (const text of ['Hello', 'do you take Delta insurance?', 'and where are you?'])
      core.phone.inbound({ from: '+15550100102', name: 'Ben', text });
    await until('an answer', () => core.phone.ledger.sends({ to: '+15550100102' })[0]);
    await until('the batch is handled', async () => {
      const rows = await core.db.withOrg(core.orgId, tx => tx.select().from(turns).where(eq(turns.orgId, core.orgId)));
      return rows.length > 0 && rows.every(turn => turn.outcome !== 'RUNNING');
    });
    const sends = core.phone.ledger.sends({ to: '+15550100102' });
    expect(sends).toHaveLength(1);
    expect(sends[0]?.text).toContain('Delta');
  });
});
