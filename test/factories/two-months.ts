/** Two months of an organization, the same in every run: for figures, and for pages that show them. */
import { eq } from 'drizzle-orm';
import type { TestApi } from '../../api/testing/server.ts';
import { contacts, leads } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { modelCalls } from '../../db/cost/table.ts';
import { leadMoves } from '../../db/crm/table.ts';
import type { Tx } from '../../db/database.ts';
import { escalations } from '../../db/escalation/table.ts';
import { newId } from '../../db/ids.ts';
import { messages } from '../../db/message/table.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { turnSteps, turns } from '../../db/turn/table.ts';
import { addDays, rangeOf } from '../../domain/analytics/range.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { type LeadStatus, SENTIMENTS } from '../../domain/words.ts';

const HOUR_MS = 3_600_000;

/** The same numbers in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return sides => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

const WAYS: LeadStatus[][] = [
  [],
  ['QUALIFYING'],
  ['QUALIFYING', 'DROPPED'],
  ['QUALIFYING', 'QUALIFIED', 'LOST'],
  ['QUALIFYING', 'QUALIFIED', 'ENGAGED', 'APPOINTMENT_BOOKED'],
  ['QUALIFYING', 'QUALIFIED', 'APPOINTMENT_BOOKED', 'WON'],
  ['WON', 'LOST', 'WON'],
];

const QUESTIONS = [
  'What is the price of whitening?',
  'x',
  'Are you open on Sunday?',
  'whitening price please?',
  'Thank you',
];

export interface TwoMonths {
  orgId: string;
  slug: string;
  zone: string;
  now: number;
  /** Rows lie at the very edges of these days. */
  from: string;
  to: string;
}

/** Two months of conversations, leads, moves, escalations, turns and costs of an organization. */
export async function fillTwoMonths(
  api: Pick<TestApi, 'db' | 'keyring'>,
  { orgId, slug, zone, now, from, to: last }: TwoMonths,
): Promise<void> {
  const roll = dice(slug === 'one' ? 7 : 8);
  await seedOrganization(
    api.db,
    { slug, name: slug, zone, currency: 'USD', playbook: { name: 'dental_clinic', config: dentalClinic } },
    0,
  );
  const channelAccountId = await seedChannel(
    api.db,
    api.keyring,
    orgId,
    {
      name: 'WhatsApp',
      phoneNumberId: slug,
      businessAccountId: slug,
      displayPhoneNumber: '+1 718 555 0142',
      accessToken: 'x',
      appSecret: 'x',
      verifyToken: 'x',
    },
    0,
  );
  const edges = rangeOf(from, last, zone).bounds.flatMap(at => [at - 1, at, at + 1]);
  await api.db.withOrg(orgId, async tx => {
    const playbook = await defaultPlaybook(tx, { orgId });
    if (!playbook) throw new Error('no playbook');
    for (let index = 0; index < 150; index++) {
      const createdAt = edges[index] ?? now - roll(60 * 24) * HOUR_MS - roll(HOUR_MS);
      const contactId = newId();
      const merged = roll(12) === 0;
      await tx.insert(contacts).values({
        orgId,
        id: contactId,
        name: `Person ${index}`,
        createdAt,
        ...(merged ? { mergedIntoId: newId() } : {}),
      });
      const id = newId();
      await tx.insert(leads).values({
        orgId,
        id,
        contactId,
        source: roll(2) ? 'organic_inbound' : 'qr_code',
        score: roll(4) ? roll(101) : null,
        createdAt,
        updatedAt: createdAt,
      });
      let at = createdAt;
      let status: LeadStatus = 'NEW';
      for (const to of WAYS[roll(WAYS.length)] ?? []) {
        at += roll(5 * 24) * HOUR_MS + 1;
        await tx
          .insert(leadMoves)
          .values({ orgId, id: newId(), leadId: id, contactId, fromStatus: status, toStatus: to, byPerson: false, at });
        status = to;
      }
      // The trigger writes the last move by itself; what it writes counts as well.
      await tx.update(leads).set({ status, updatedAt: at }).where(eq(leads.id, id));
      if (roll(6) > 0)
        await talk(
          { orgId, contactId, channelAccountId, playbookId: playbook.playbookId, createdAt, roll, index, now },
          tx,
        );
    }
    // Waits that cross the first and the last edge of the days: begun before and asked again in them, answered after them.
    for (const edge of [edges[1] ?? 0, edges.at(-2) ?? 0]) {
      const [contactId, conversationId] = [newId(), newId()];
      const start = edge - 2 * HOUR_MS;
      const common = { orgId, conversationId, channelAccountId, kind: 'TEXT' as const, text: 'x' };
      await tx.insert(contacts).values({ orgId, id: contactId, name: 'At the edge', createdAt: start });
      await tx
        .insert(leads)
        .values({ orgId, id: newId(), contactId, source: 'qr_code', createdAt: start, updatedAt: start });
      await tx.insert(conversations).values({
        orgId,
        id: conversationId,
        contactId,
        channelAccountId,
        playbookId: playbook.playbookId,
        playbookVersion: 1,
        leadSource: 'qr_code',
        memory: emptyMemory(),
        lastActivityAt: edge + 2 * HOUR_MS,
        createdAt: start,
      });
      const inbound = (number: number, at: number) =>
        ({ ...common, id: newId(), direction: 'in', sender: 'CONTACT', number, at, createdAt: at }) as const;
      const after = edge + 2 * HOUR_MS;
      await tx
        .insert(messages)
        .values([
          inbound(1, start),
          inbound(2, edge + HOUR_MS),
          { ...common, id: newId(), direction: 'out', sender: 'BOT', state: 'READ', at: after, createdAt: after },
        ]);
    }
    await tx.insert(modelCalls).values(
      [from, addDays(last, 1)].map(day => ({
        orgId,
        id: newId(),
        conversationId: null,
        purpose: 'embed' as const,
        model: 'm',
        inputTokens: 10,
        outputTokens: 0,
        costMicros: 55,
        latencyMs: 1,
        at: rangeOf(day, day, zone).startMs,
      })),
    );
  });
}

interface Talk {
  orgId: string;
  contactId: string;
  channelAccountId: string;
  playbookId: string;
  createdAt: number;
  roll: (sides: number) => number;
  index: number;
  now: number;
}

async function talk(
  { orgId, contactId, channelAccountId, playbookId, createdAt, roll, index, now }: Talk,
  tx: Tx,
): Promise<void> {
  const conversationId = newId();
  const rows: (typeof messages.$inferInsert)[] = [];
  let at = createdAt;
  let number = 0;
  for (let place = roll(3) ? 1 + roll(14) : 0; place > 0; place--) {
    const inbound = rows.length === 0 ? roll(4) > 0 : roll(2) === 0;
    const common = {
      orgId,
      id: newId(),
      conversationId,
      channelAccountId,
      at: at - roll(3) * 1_000,
      createdAt: at,
      text: QUESTIONS[(index + number) % QUESTIONS.length] ?? 'x',
    };
    rows.push(
      inbound
        ? {
            ...common,
            direction: 'in',
            sender: 'CONTACT',
            kind: roll(8) ? 'TEXT' : 'SYSTEM',
            number: ++number,
            answerable: roll(8) > 0,
          }
        : {
            ...common,
            direction: 'out',
            sender: roll(3) ? 'BOT' : roll(5) ? 'HUMAN' : 'SYSTEM',
            kind: 'TEXT',
            state: (['SENT', 'DELIVERED', 'READ', 'UNKNOWN', 'FAILED', 'QUEUED'] as const)[roll(6)] ?? 'SENT',
            costMicros: roll(2) ? 4_100 : null,
          },
    );
    at = Math.min(now, at + (roll(3) ? roll(600_000) : roll(3 * 24) * HOUR_MS));
  }
  const last = (direction: 'in' | 'out') => rows.filter(row => row.direction === direction).at(-1)?.createdAt ?? null;
  const closed = roll(3) === 0;
  await tx.insert(conversations).values({
    orgId,
    id: conversationId,
    contactId,
    channelAccountId,
    playbookId,
    playbookVersion: 1,
    leadSource: 'organic_inbound',
    memory: emptyMemory(),
    owner: roll(4) ? 'AI' : 'HUMAN',
    stage: roll(2) ? 'DISCOVERY' : 'QUALIFICATION',
    closedAt: closed ? at : null,
    snoozedAt: !closed && roll(5) === 0 ? at : null,
    lastInboundAt: last('in'),
    lastOutboundAt: last('out'),
    lastActivityAt: at,
    createdAt,
  });
  if (rows.length > 0) await tx.insert(messages).values(rows);
  if (roll(3) === 0)
    await tx.insert(escalations).values({
      orgId,
      id: newId(),
      conversationId,
      state: roll(2) ? 'pending' : 'resolved',
      priority: roll(2) ? 'HIGH' : 'LOW',
      reasons: ['human_request'],
      handsOver: roll(2) ? 'hand_over' : 'notify',
      createdAt: at,
    });
  const turnId = newId();
  await tx.insert(turns).values({
    orgId,
    id: turnId,
    conversationId,
    number: 1,
    trigger: 'inbound',
    owner: 'AI',
    epoch: 1,
    cursorFrom: 0,
    through: 1,
    outcome: 'SENT',
    playbookVersion: 1,
    seed: index,
    startedAt: createdAt,
  });
  await tx.insert(turnSteps).values(
    ['extract', 'write'].map((step, position) => ({
      orgId,
      turnId,
      step,
      position,
      result: { extraction: step === 'extract' ? { sentiment: SENTIMENTS[index % SENTIMENTS.length] } : null },
      model: 'm',
      inputTokens: 100,
      outputTokens: 10 + position,
      costMicros: roll(900),
      createdAt: createdAt + position,
    })),
  );
}
