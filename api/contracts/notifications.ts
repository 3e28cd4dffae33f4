import { z } from 'zod';
import { NOTICE_KINDS } from '../../domain/notice/notice.ts';
import { cursor, id, time } from './common.ts';

export const noticeSchema = z.object({
  id,
  kind: z.enum(NOTICE_KINDS),
  title: z.string(),
  text: z.string().nullable(),
  conversationId: id.nullable(),
  contactId: id.nullable().describe('of a notice about a lead'),
  urgent: z.boolean(),
  read: z.boolean(),
  at: time,
});
export type NoticeView = z.infer<typeof noticeSchema>;

/** GET /notifications — of the last seven days, newest first. */
export const noticeQuerySchema = z.strictObject({
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export const noticePageSchema = z.object({
  notices: z.array(noticeSchema),
  unread: z.int(),
  cursor: cursor.nullable(),
});

/** POST /notifications/read — these, or all of a conversation, or all. */
export const readNoticesSchema = z.strictObject({
  ids: z.array(id).max(100).optional(),
  conversationId: id.optional(),
});

export const noticeChoicesSchema = z.object({
  choices: z.array(z.object({ kind: z.enum(NOTICE_KINDS), label: z.string(), inApp: z.boolean(), push: z.boolean() })),
});
/** PUT /notifications/choices — what is left out goes back to its default. */
export const saveNoticeChoicesSchema = z.strictObject({
  choices: z
    .array(z.strictObject({ kind: z.enum(NOTICE_KINDS), inApp: z.boolean(), push: z.boolean() }))
    .max(NOTICE_KINDS.length)
    .refine(all => new Set(all.map(each => each.kind)).size === all.length, 'A kind stands there twice.'),
});

/** GET /notifications/push — what a browser needs to subscribe; null where browsers are not told. */
export const pushKeySchema = z.object({ publicKey: z.string().nullable() });

/** POST /notifications/push — a PushSubscription as the browser gives it (RFC 8030, RFC 8291). */
export const subscribeSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  keys: z.strictObject({
    p256dh: z.base64url().min(80).max(100),
    auth: z.base64url().min(16).max(64),
  }),
});
export const subscribedSchema = z.object({ id });
