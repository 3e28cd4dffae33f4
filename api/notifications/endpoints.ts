/** The notification centre: what one member was told in the last seven days. */
import { z } from 'zod';
import { choicesOf, countUnread, listNotices, markRead, saveChoices } from '../../db/notification/queries.ts';
import { NOTICE_RULES } from '../../domain/notice/notice.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { okSchema } from '../contracts/common.ts';
import {
  noticeChoicesSchema,
  noticePageSchema,
  noticeQuerySchema,
  readNoticesSchema,
  saveNoticeChoicesSchema,
} from '../contracts/notifications.ts';
import { defineEndpoint } from '../endpoint.ts';
import { decodeCursor, encodeCursor } from '../messages/view.ts';
import { actorsOf, noticeView } from './view.ts';

const tag = 'Notifications';
const params = z.strictObject({});
const query = z.strictObject({});

export const noticesEndpoint = defineEndpoint({
  method: 'get',
  path: '/notifications',
  summary: 'What one was told in the last seven days, newest first',
  tag,
  needs: read('self'),
  params,
  query: noticeQuerySchema,
  body: z.undefined(),
  response: noticePageSchema,
  errors: [{ status: 400, code: 'invalid_cursor', when: 'the cursor is not one of ours' }],
  handle: ({ query: asked, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const before = decodeCursor(asked.cursor);
      const rows = await listNotices(tx, { orgId, memberId, now, before, limit: asked.limit + 1 });
      const page = rows.slice(0, asked.limit);
      const names = await actorsOf(tx, orgId, page);
      const last = page.at(-1)?.notice;
      return {
        notices: page.map(row => noticeView(row, names)),
        unread: await countUnread(tx, { orgId, memberId, now }),
        cursor: rows.length > asked.limit && last ? encodeCursor(last.createdAt, last.id) : null,
      };
    }),
});

export const readNoticesEndpoint = defineEndpoint({
  method: 'post',
  path: '/notifications/read',
  summary: 'Mark as read: these, all of a conversation, or all',
  tag,
  needs: write('self'),
  params,
  query,
  body: readNoticesSchema,
  response: okSchema,
  errors: [],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      await markRead(tx, { orgId, memberId, now: services.clock.now() }, body);
      return { ok: true as const };
    }),
});

export const noticeChoicesEndpoint = defineEndpoint({
  method: 'get',
  path: '/notifications/choices',
  summary: 'Of what one is told, and how',
  tag,
  needs: read('self'),
  params,
  query,
  body: z.undefined(),
  response: noticeChoicesSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({
      choices: (await choicesOf(tx, caller)).map(choice => ({ ...choice, label: NOTICE_RULES[choice.kind].label })),
    })),
});

export const saveNoticeChoicesEndpoint = defineEndpoint({
  method: 'put',
  path: '/notifications/choices',
  summary: 'Choose of what one is told; what is left out goes back to its default',
  tag,
  needs: write('self'),
  params,
  query,
  body: saveNoticeChoicesSchema,
  response: noticeChoicesSchema,
  errors: [{ status: 422, code: 'rule', when: 'a kind stands twice' }],
  handle: ({ body: { choices }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      await saveChoices(tx, { orgId, memberId, choices });
      return {
        choices: (await choicesOf(tx, caller)).map(choice => ({ ...choice, label: NOTICE_RULES[choice.kind].label })),
      };
    }),
});
