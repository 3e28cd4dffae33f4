import type { EvalStack } from '../stack/stack.ts';
import type { Facts } from '../types.ts';
import { type Room, titlesOf } from './room.ts';

const OF_PHONE = `from conversations c
  join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id and i.kind = 'phone' and i.value = $1`;

/** The room of a stack that runs in this process: its record is read with SQL. */
export function ownRoom(stack: EvalStack): Room {
  return {
    async inbound(input) {
      stack.phone.inbound(input);
    },
    async sends(phone) {
      return stack.phone.ledger
        .sends({ to: phone })
        .map(({ wamid, at, type, text, body }) => ({ id: wamid, at, kind: type, text, buttons: titlesOf(body) }));
    },
    async settled(phone, inbound) {
      const [row] = await stack.query<{ settled: boolean }>(
        `select c.last_inbound_number >= $2 and c.handled_through >= c.last_inbound_number
           and not exists (select from turns t where t.conversation_id = c.id and t.outcome = 'RUNNING')
           and not exists (select from messages m where m.conversation_id = c.id and m.state in ('QUEUED', 'SENDING'))
           and not exists (select from outbox o where o.conversation_id = c.id) as settled ${OF_PHONE}`,
        [phone, inbound],
      );
      return row?.settled ?? false;
    },
    facts: phone => factsOf(stack, phone),
    now: () => stack.clock.now(),
  };
}

interface Row {
  id: string;
  owner: string;
  stage: string;
  memory: { slots: Record<string, { value: string; confidence: number }> };
  ctas: Record<string, { state: string }>;
  opted_out: boolean;
  lead_status: string | null;
  reasons: string[] | null;
  priority: string | null;
  effect: string | null;
}

async function factsOf(stack: EvalStack, phone: string): Promise<Facts> {
  const [row] = await stack.query<Row>(
    `select c.id, c.owner, c.stage, c.memory, c.ctas, p.opted_out_at is not null as opted_out, l.status as lead_status,
       e.reasons, e.priority, e.effect ${OF_PHONE}
     join contacts p on p.org_id = c.org_id and p.id = c.contact_id
     left join leads l on l.org_id = c.org_id and l.contact_id = c.contact_id
     left join lateral (select * from escalations e where e.conversation_id = c.id order by (e.state = 'pending') desc, e.created_at desc limit 1) e on true`,
    [phone],
  );
  if (!row) throw new Error(`no conversation with ${phone} was recorded`);
  const [cost] = await stack.query<{ turns: number; calls: number; input: number; output: number; micros: number }>(
    `select count(distinct t.id)::int as turns, count(s.model)::int as calls, coalesce(sum(s.input_tokens), 0)::int as input,
       coalesce(sum(s.output_tokens), 0)::int as output, coalesce(sum(s.cost_micros), 0)::int as micros
     from turns t left join turn_steps s on s.org_id = t.org_id and s.turn_id = t.id where t.conversation_id = $1`,
    [row.id],
  );
  return {
    owner: row.owner,
    stage: row.stage,
    leadStatus: row.lead_status ?? 'NEW',
    optedOut: row.opted_out,
    escalation:
      row.reasons && row.priority
        ? { reasons: row.reasons, priority: row.priority, handedOver: row.effect === 'hand_over' }
        : null,
    slots: Object.fromEntries(
      Object.entries(row.memory.slots).map(([key, { value, confidence }]) => [key, { value, confidence }]),
    ),
    ctas: Object.fromEntries(Object.entries(row.ctas).map(([type, { state }]) => [type, state])),
    turns: cost?.turns ?? 0,
    modelCalls: cost?.calls ?? 0,
    inputTokens: cost?.input ?? 0,
    outputTokens: cost?.output ?? 0,
    costMicros: cost?.micros ?? 0,
  };
}

/** Ids of the conversations with these customers. */
export const conversationsOf = async (stack: EvalStack, phones: string[]): Promise<string[]> =>
  (
    await stack.query<{ id: string }>(
      `select c.id from conversations c join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id
       where i.kind = 'phone' and i.value = any($1)`,
      [phones],
    )
  ).map(row => row.id);
