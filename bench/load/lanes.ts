/** The two systems that are compared, as a closed loop sees them. */

import type { TurnRef } from '../baseline/activities.ts';
import type { Child } from '../stack/child.ts';
import type { Phone } from '../stack/phone.ts';
import { randomFrom } from '../stack/random.ts';
import { query } from '../stack/servers.ts';
import type { Lane } from './closed-loop.ts';
import { customerPhone, textOf } from './messages.ts';

/** Customers write through the WhatsApp simulator; a turn is over when the simulator accepts the reply. */
export function parleyLane(phone: Phone, databaseUrl: string, seed: number): Lane {
  const random = randomFrom(seed);
  const indexes = new Map<string, number>();
  return {
    name: 'parley',
    write(conversation) {
      const from = customerPhone(conversation);
      indexes.set(from, conversation);
      return phone.write(from, textOf(random));
    },
    listen: onTurn =>
      phone.watch(from => {
        const index = indexes.get(from);
        if (index !== undefined) onTurn(index);
      }),
    async silent(waiting) {
      const handled = await conversationsOf(databaseUrl, [...waiting.keys()]);
      return handled.filter(row => row.handledThrough >= (waiting.get(row.customer) ?? 0)).map(row => row.customer);
    },
  };
}

export interface KnownConversation {
  customer: number;
  id: string;
  orgId: string;
  handledThrough: number;
}

/** The rows of customers' conversations. */
export async function conversationsOf(databaseUrl: string, customers: number[]): Promise<KnownConversation[]> {
  const byPhone = new Map(customers.map(customer => [customerPhone(customer), customer]));
  const rows = await query<{ id: string; orgId: string; handledThrough: number; phone: string }>(
    databaseUrl,
    `select distinct on (c.id) c.id, c.org_id as "orgId", c.handled_through as "handledThrough", ltrim(i.value, '+') as phone
     from contact_identities i join conversations c on c.org_id = i.org_id and c.contact_id = i.contact_id
     where ltrim(i.value, '+') = any($1::text[])`,
    [[...byPhone.keys()]],
  );
  return rows.map(({ phone, ...row }) => ({ ...row, customer: byPhone.get(phone) ?? -1 }));
}

/** The bare workflow's process has relay and worker in one, as Parley's has; a turn is over when its third activity ran. */
export function bareLane(worker: Child, name: 'bare' | 'calling' = 'bare'): Lane {
  return {
    name,
    async write(conversation, through) {
      worker.process.send({ conversation, through } satisfies TurnRef);
    },
    listen(onTurn) {
      const hear = (message: { done: TurnRef }): void => onTurn(message.done.conversation);
      worker.process.on('message', hear);
      return () => worker.process.off('message', hear);
    },
    silent: async () => [],
  };
}
