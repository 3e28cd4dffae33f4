/** Browsers that are told what the bell tells: each member's own, as long as the session lives that subscribed. */
import { z } from 'zod';
import { subscribe, unsubscribe } from '../../db/notification/pushes.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id as idSchema, okSchema } from '../contracts/common.ts';
import { pushKeySchema, subscribedSchema, subscribeSchema } from '../contracts/notifications.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Notifications';
const none = z.strictObject({});

export const pushKeyEndpoint = defineEndpoint({
  method: 'get',
  path: '/notifications/push',
  summary: 'The key a browser subscribes with',
  tag,
  needs: read('self'),
  params: none,
  query: none,
  body: z.undefined(),
  response: pushKeySchema,
  errors: [],
  handle: async ({ services }) => ({ publicKey: services.push?.publicKey ?? null }),
});

export const subscribeEndpoint = defineEndpoint({
  method: 'post',
  path: '/notifications/push',
  summary: 'Tell this browser from now on; ends with the session',
  tag,
  needs: write('self'),
  people: true,
  params: none,
  query: none,
  body: subscribeSchema,
  response: subscribedSchema,
  errors: [
    { status: 422, code: 'refused_address', when: 'the push service may not be asked' },
    { status: 409, code: 'push_off', when: 'this installation tells no browsers' },
  ],
  handle: async ({ body, caller, services }) => {
    const { push, db, clock } = services;
    if (!push) throw new ApiError(409, 'push_off', 'This installation does not tell browsers.');
    await push.check(body.endpoint).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'it cannot be reached';
      throw new ApiError(422, 'refused_address', `The push service of this browser may not be asked: ${why}`);
    });
    const { orgId, memberId, sessionId } = caller;
    const address = { endpoint: body.endpoint, ...body.keys };
    return db.withOrg(orgId, async tx => ({
      id: await subscribe(tx, { orgId, memberId, sessionId, address, now: clock.now() }),
    }));
  },
});

export const unsubscribeEndpoint = defineEndpoint({
  method: 'delete',
  path: '/notifications/push/:id',
  summary: 'Tell this browser nothing any more',
  tag,
  needs: write('self'),
  people: true,
  params: z.strictObject({ id: idSchema }),
  query: none,
  body: none.optional(),
  response: okSchema,
  errors: [],
  handle: ({ params: { id }, caller: { orgId, memberId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      if (!(await unsubscribe(tx, { orgId, memberId, id }))) throw notFound('subscription');
      return { ok: true as const };
    }),
});
