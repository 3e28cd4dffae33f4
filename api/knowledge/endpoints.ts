/** The knowledge base: sources, uploads, documents, review of changed pages (A-KNOW, A-ONB-6). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { publish } from '../../db/event/queries.ts';
import {
  addDocuments,
  chunksOf,
  createSource,
  type DocumentRow,
  deleteSource,
  findDocument,
  listDocuments,
  listSources,
  replaceDocuments,
} from '../../db/knowledge/queries.ts';
import { listChanged, reviewDocument } from '../../db/knowledge/review.ts';
import { pageOfDocument, settlePage } from '../../db/website/pages.ts';
import { parseFaqText } from '../../domain/knowledge/faq-text.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  documentSchema,
  faqResultSchema,
  faqUploadSchema,
  reviewSchema,
  sourceSchema,
  textUploadSchema,
} from '../contracts/knowledge.ts';
import { chunkSchema } from '../contracts/websites.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'Knowledge';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such source or document' };

const documentView = (row: DocumentRow) => ({
  id: row.id,
  title: row.title,
  content: row.content,
  status: row.status,
  chunks: row.chunkCount,
  error: row.errorMessage,
  url: row.sourceUrl,
  staleAlert: row.staleAlert,
  changedContent: row.changedContent,
  lastVerifiedAt: isoOrNull(row.lastVerifiedAt),
});

export const sourcesEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/sources',
  summary: 'Where the knowledge comes from, and how far it is indexed',
  tag,
  needs: read('knowledge'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: z.object({ sources: z.array(sourceSchema) }),
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({
      sources: (await listSources(tx, caller)).map(row => ({ ...row, createdAt: iso(row.createdAt) })),
    })),
});

export const documentsEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/sources/:id/documents',
  summary: 'Documents of a source; those that wait for a review come first',
  tag,
  needs: read('knowledge'),
  params,
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(200) }),
  body: z.undefined(),
  response: z.object({ documents: z.array(documentSchema) }),
  errors: [missing],
  handle: ({ params: { id: sourceId }, query: { limit }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (!(await listSources(tx, { orgId })).some(row => row.id === sourceId)) throw notFound('source');
      return { documents: (await listDocuments(tx, { orgId, sourceId, limit })).map(documentView) };
    }),
});

export const documentEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/documents/:id',
  summary: 'One document with the passages that search finds',
  tag,
  needs: read('knowledge'),
  params,
  query,
  body: z.undefined(),
  response: documentSchema.extend({ passages: z.array(chunkSchema) }),
  errors: [missing],
  handle: ({ params: target, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const row = await findDocument(tx, { orgId, id: target.id });
      if (!row) throw notFound('document');
      return { ...documentView(row), passages: await chunksOf(tx, { orgId, documentId: row.id }) };
    }),
});

export const changesEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/changes',
  summary: 'Documents whose page has changed or is gone: the agent states nothing of them until a person has looked',
  tag,
  needs: read('knowledge'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: z.object({ documents: z.array(documentSchema) }),
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({
      documents: (await listChanged(tx, { orgId, limit: 100 })).map(documentView),
    })),
});

export const faqUploadEndpoint = defineEndpoint({
  method: 'post',
  path: '/knowledge/faq',
  summary: 'Read a faq.txt; what is wrong is said by line, what is right is taken',
  tag,
  needs: write('knowledge'),
  params: z.strictObject({}),
  query,
  body: faqUploadSchema,
  response: faqResultSchema,
  errors: [missing],
  handle({ body, caller, services }) {
    const { entries, errors } = parseFaqText(body.text);
    const { orgId } = caller;
    const now = services.clock.now();
    const documents = entries.map(({ question, answer }) => ({ title: question, content: answer }));
    return services.db.withOrg(orgId, async tx => {
      // What holds no question replaces nothing.
      if (entries.length === 0) return { sourceId: body.replace, added: 0, removed: 0, errors: errors.slice(0, 200) };
      if (body.replace !== null && !(await listSources(tx, { orgId })).some(row => row.id === body.replace))
        throw notFound('source');
      const sourceId = body.replace ?? (await createSource(tx, { orgId, type: 'FAQ', name: body.name, now }));
      const { added, removed } = await replaceDocuments(tx, { orgId, sourceId, documents, now });
      const payload = { added, removed, errors: errors.length };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'knowledge_upload', subjectId: sourceId, payload, now });
      return { sourceId, added, removed, errors: errors.slice(0, 200) };
    });
  },
});

export const textUploadEndpoint = defineEndpoint({
  method: 'post',
  path: '/knowledge/texts',
  summary: 'Add a text to the knowledge base',
  tag,
  needs: write('knowledge'),
  params: z.strictObject({}),
  query,
  body: textUploadSchema,
  response: z.object({ sourceId: id }),
  errors: [],
  handle: ({ body: { name, title, content }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const sourceId = await createSource(tx, { orgId, type: 'TEXT', name, now });
      await addDocuments(tx, { orgId, sourceId, documents: [{ title, content }], now });
      await audit(tx, { orgId, actor: actorOf(caller), action: 'knowledge_upload', subjectId: sourceId, now });
      return { sourceId };
    }),
});

export const deleteSourceEndpoint = defineEndpoint({
  method: 'delete',
  path: '/knowledge/sources/:id',
  summary: 'Delete a source with its documents and passages',
  tag,
  needs: write('knowledge'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: sourceId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (!(await deleteSource(tx, { orgId, id: sourceId }))) throw notFound('source');
      const now = services.clock.now();
      await audit(tx, { orgId, actor: actorOf(caller), action: 'knowledge_delete', subjectId: sourceId, now });
      return { ok: true as const };
    }),
});

export const reviewEndpoint = defineEndpoint({
  method: 'post',
  path: '/knowledge/documents/:id/review',
  summary: 'Take what a changed page says now, or keep what is stored; either ends the alert',
  tag,
  needs: write('knowledge'),
  params,
  query,
  body: reviewSchema,
  response: documentSchema,
  errors: [missing],
  handle: ({ params: target, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const row = await reviewDocument(tx, { orgId, id: target.id, accept: body.accept, now });
      if (!row) throw notFound('document');
      const page = await pageOfDocument(tx, { orgId, documentId: row.id });
      // What is gone was taken out: its page is no knowledge any more.
      if (page && body.accept && !(await findDocument(tx, { orgId, id: row.id })))
        await settlePage(tx, page, {
          state: 'SKIPPED',
          reason: row.content === '' ? 'gone' : 'duplicate',
          detail: page.detail,
          documentId: null,
          checkAt: null,
        });
      await publish(tx, { orgId, kind: 'knowledge.updated', conversationId: null, now });
      const payload = { accept: body.accept };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'knowledge_review', subjectId: row.id, payload, now });
      return documentView(row);
    }),
});
