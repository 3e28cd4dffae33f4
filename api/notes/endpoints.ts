/** Private notes in a thread: for members only, never sent. */
import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { hasConversation } from '../../db/conversation/views.ts';
import { publish } from '../../db/event/queries.ts';
import { findNote, type NoteRow, notesOf } from '../../db/note/queries.ts';
import { notes } from '../../db/note/table.ts';
import { notify } from '../../db/notification/queries.ts';
import { members } from '../../db/organization/table.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { type NoteView, noteListSchema, noteSchema, writeNoteSchema } from '../contracts/room.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Notes';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such conversation' };
const SHOWN = 500;

const noteView = ({ note, authorName }: NoteRow): NoteView => ({
  id: note.id,
  conversationId: note.conversationId,
  authorId: note.memberId,
  authorName,
  text: note.text,
  mentions: note.mentions,
  at: iso(note.createdAt),
});

export const notesEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/notes',
  summary: 'What members wrote to each other in this conversation',
  tag,
  needs: read('conversations'),
  params,
  query,
  body: z.undefined(),
  response: noteListSchema,
  errors: [missing],
  handle: ({ params: { id: conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (!(await hasConversation(tx, { orgId, conversationId }))) throw notFound('conversation');
      const rows = await notesOf(tx, { orgId, conversationId, from: null, limit: SHOWN });
      return { notes: rows.map(noteView) };
    }),
});

export const writeNoteEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/notes',
  summary: 'Write a note; whoever it mentions is told',
  tag,
  needs: write('conversations'),
  params,
  query,
  body: writeNoteSchema,
  response: noteSchema,
  errors: [
    missing,
    { status: 409, code: 'id_taken', when: 'another note has this id' },
    { status: 409, code: 'too_many_notes', when: 'the conversation has 500 notes' },
    { status: 422, code: 'unknown_member', when: 'somebody who is mentioned is no member' },
  ],
  handle: ({ params: { id: conversationId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      if (!(await hasConversation(tx, { orgId, conversationId }))) throw notFound('conversation');
      const known = await findNote(tx, { orgId, noteId: body.id });
      if (known) {
        if (known.note.conversationId === conversationId && known.note.memberId === memberId) return noteView(known);
        throw new ApiError(409, 'id_taken', 'Another note has this id.', { hint: 'Make a new random one.' });
      }
      const mentions = [...new Set(body.mentions)];
      const there = await tx
        .select({ id: members.id })
        .from(members)
        .where(and(eq(members.orgId, orgId), inArray(members.id, mentions)));
      if (there.length < mentions.length)
        throw new ApiError(422, 'unknown_member', 'Somebody who is mentioned is no member of this organization.', {
          hint: 'GET /colleagues lists who is.',
        });
      const rows = await notesOf(tx, { orgId, conversationId, from: null, limit: SHOWN });
      if (rows.length >= SHOWN)
        throw new ApiError(409, 'too_many_notes', `A conversation has at most ${SHOWN} notes.`, {
          hint: 'Delete some that nobody needs any more.',
        });
      const { text } = body;
      await tx
        .insert(notes)
        .values({ orgId, id: body.id, conversationId, memberId, text, mentions, createdAt: now })
        .onConflictDoNothing();
      const payload = { conversationId };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'note_added', subjectId: body.id, payload, now });
      if (mentions.length > 0)
        await notify(tx, {
          orgId,
          kind: 'mention',
          thing: `note/${body.id}`,
          conversationId,
          about: { by: memberId, noteId: body.id },
          memberIds: mentions,
          but: memberId,
          now,
        });
      await publish(tx, { orgId, kind: 'note.updated', conversationId, now });
      const written = await findNote(tx, { orgId, noteId: body.id });
      if (!written) throw notFound('note');
      return noteView(written);
    }),
});

export const deleteNoteEndpoint = defineEndpoint({
  method: 'delete',
  path: '/notes/:id',
  summary: 'Delete a note of one’s own',
  tag,
  needs: write('conversations'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such note' },
    { status: 403, code: 'not_yours', when: 'somebody else wrote it' },
  ],
  handle: ({ params: { id: noteId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const known = await findNote(tx, { orgId, noteId });
      if (!known) throw notFound('note');
      if (known.note.memberId !== caller.memberId)
        throw new ApiError(403, 'not_yours', 'Only who wrote a note may delete it.');
      await tx.delete(notes).where(and(eq(notes.orgId, orgId), eq(notes.id, noteId)));
      await audit(tx, { orgId, actor: actorOf(caller), action: 'note_deleted', subjectId: noteId, now });
      await publish(tx, { orgId, kind: 'note.updated', conversationId: known.note.conversationId, now });
      return { ok: true as const };
    }),
});
