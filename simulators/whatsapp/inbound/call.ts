import { chatOf, requireCustomer } from '../identity/customers.ts';
import { numberUpdate, unixSeconds } from '../webhooks/updates.ts';
import { bareDisplayNumber, requireNumber, type World } from '../world.ts';

/** A customer calls: the window opens, and a `connect` and a `terminate` are reported. */
export function callFrom(world: World, from: string, phoneNumberId?: string): { id: string; deliveries: string[] } {
  const number = requireNumber(world, phoneNumberId);
  const customer = requireCustomer(world, from);
  const chat = chatOf(world, customer, number.phoneNumberId);
  const now = world.clock.now();
  world.stores.chats.patch(chat.key, { lastInboundAt: now });
  const id = `wacid.${Buffer.from(world.random.hex(32), 'hex').toString('base64')}`;
  const call = {
    id,
    from: customer.waId,
    to: bareDisplayNumber(number),
    timestamp: unixSeconds(now),
    direction: 'USER_INITIATED',
  };
  const connect = { ...call, event: 'connect', session: { sdp_type: 'offer', sdp: 'v=0\r\n' } };
  const terminate = {
    ...call,
    event: 'terminate',
    status: 'COMPLETED',
    start_time: unixSeconds(now),
    end_time: unixSeconds(now),
    duration: 0,
  };
  const deliveries = [connect, terminate].flatMap(each =>
    world.webhooks.push([numberUpdate(number, { calls: [each] }, 'calls')]),
  );
  return { id, deliveries };
}
