/** What people do for each other in the inbox: notes, assignment, who is there, saved views, canned replies. */
import { z } from 'zod';
import { id, roleSchema, time } from './common.ts';

/** GET /colleagues — whom a conversation may be given to, and who may be mentioned. */
export const colleaguesSchema = z.object({
  colleagues: z.array(z.object({ id, name: z.string(), role: roleSchema })),
});
export type Colleague = z.infer<typeof colleaguesSchema>['colleagues'][number];

export const noteSchema = z.object({
  id,
  conversationId: id,
  authorId: id,
  authorName: z.string().nullable().describe('null when they are no member any more'),
  text: z.string(),
  mentions: z.array(id),
  at: time,
});
export type NoteView = z.infer<typeof noteSchema>;

/** GET /conversations/:id/notes — at most the 500 oldest, oldest first. */
export const noteListSchema = z.object({ notes: z.array(noteSchema) });

/** POST /conversations/:id/notes — the client chooses the id, so that a repeated request is the same note. */
export const writeNoteSchema = z.strictObject({
  id,
  text: z.string().trim().min(1, 'Write something first.').max(4_000),
  mentions: z.array(id).max(50).default([]).describe('members who are told of it'),
});

/** What stands after the slash in the composer. */
const shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,39}$/u, 'Letters, digits, - and _, at most 40, without spaces.');

export const cannedReplySchema = z.object({
  id,
  shortcut: z.string(),
  text: z.string(),
  version: z.int(),
  updatedAt: time,
});
export type CannedReply = z.infer<typeof cannedReplySchema>;
export const cannedRepliesSchema = z.object({ replies: z.array(cannedReplySchema) });
export const saveCannedReplySchema = z.strictObject({
  shortcut,
  text: z.string().trim().min(1, 'Write the reply.').max(4_096),
});

/** GET /conversations/:id/canned-replies — as this customer would read them. */
export const filledRepliesSchema = z.object({
  replies: z.array(
    z.object({
      id,
      shortcut: z.string(),
      text: z.string(),
      unknown: z.array(z.string()).describe('variables of which nothing is known; they stand in the text as {{…}}'),
    }),
  ),
});
export type FilledReply = z.infer<typeof filledRepliesSchema>['replies'][number];

/** PUT /conversations/:id/presence — said again every 20 seconds while one looks; DELETE when one leaves. */
export const bePresentSchema = z.strictObject({ typing: z.boolean() });
export const presenceSchema = z.object({
  others: z.array(z.object({ memberId: id, name: z.string(), typing: z.boolean() })),
});
export type Presence = z.infer<typeof presenceSchema>;

/** GET /saved-views?room=inbox — one's own and those that are shared. */
export const savedViewSchema = z.object({
  id,
  room: z.string(),
  name: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  search: z.record(z.string(), z.string()).describe('what stands in the address of the list'),
});
export type SavedView = z.infer<typeof savedViewSchema>;
export const savedViewsSchema = z.object({ views: z.array(savedViewSchema) });
const room = z.enum(['inbox', 'leads', 'contacts']);
export const savedViewQuerySchema = z.strictObject({ room });
export const saveViewSchema = z.strictObject({
  room,
  name: z.string().trim().min(1, 'Give it a name.').max(60),
  shared: z.boolean().default(false),
  search: z
    .record(z.string().min(1).max(40), z.string().max(4000))
    .refine(search => Object.keys(search).length <= 30, 'A view has at most 30 settings.'),
});
