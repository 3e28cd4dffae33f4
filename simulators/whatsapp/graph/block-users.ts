import { Router } from 'express';
import { chatOf, findCustomer } from '../identity/customers.ts';
import type { Json } from '../records.ts';
import type { World } from '../world.ts';
import { requireOwn } from './account.ts';
import { webhookError } from './error-codes.ts';
import { GraphError } from './errors.ts';
import { paged } from './paging.ts';
import { isObject, requiredArray } from './validate/checks.ts';
import { windowOpen } from './window.ts';

/** The business's own block list: GET, POST and DELETE /{PNID}/block_users. */
export function blockRoutes(world: World): Router {
  const router = Router();
  router.get('/:id/block_users', (request, response) => {
    const number = requireOwn(world, request.params.id, 'GET');
    const items = world.stores.chats.values().flatMap(chat => {
      if (chat.phoneNumberId !== number.phoneNumberId || chat.blockedByBusiness !== true) return [];
      return [{ messaging_product: 'whatsapp', wa_id: world.stores.customers.get(chat.customerId)?.waId }];
    });
    response.json(paged(items, request.query, `${world.url}/${number.phoneNumberId}/block_users?`));
  });
  for (const method of ['post', 'delete'] as const) {
    router[method]('/:id/block_users', (request, response) => {
      const number = requireOwn(world, request.params.id, method);
      if (!isObject(request.body)) throw new GraphError(100, 'The request body must be a JSON object.');
      const users = requiredArray(request.body, 'block_users', 'block_users', 1, 1_000);
      response.json(change(world, number.phoneNumberId, users, method === 'post'));
    });
  }
  return router;
}

function change(world: World, phoneNumberId: string, users: Json[], block: boolean): Json {
  const done: Json[] = [];
  const failed: Json[] = [];
  for (const { user } of users) {
    const input = String(user ?? '');
    const customer = findCustomer(world, input);
    const chat = customer === undefined ? undefined : chatOf(world, customer, phoneNumberId);
    const reachable = chat !== undefined && (!block || windowOpen(chat, world.clock.now()));
    if (chat === undefined || !reachable) {
      const error = webhookError(131047, 'Only users who wrote in the last 24 hours can be blocked.');
      failed.push({ input, ...(customer?.waId === undefined ? {} : { wa_id: customer.waId }), errors: [error] });
      continue;
    }
    world.stores.chats.patch(chat.key, { blockedByBusiness: block });
    done.push({ input, wa_id: customer?.waId });
  }
  const list = {
    [block ? 'added_users' : 'removed_users']: done,
    ...(failed.length === 0 ? {} : { failed_users: failed }),
  };
  const answer = { messaging_product: 'whatsapp', block_users: list };
  if (failed.length === 0) return answer;
  throw new GraphError(139100, `${failed.length} of ${users.length} users could not be changed.`, { beside: answer });
}
