/** Files that flows send: brought here once, and shown to whoever sees a conversation they were sent in. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { addFlowFile, countFlowFiles, findFlowFile, forgetUnusedFiles } from '../../db/flow/files.ts';
import { write } from '../../domain/permission/permission.ts';
import { flowFileSchema } from '../contracts/flows.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, type ApiServices, type Caller, defineEndpoint, incomingSchema, notFound } from '../endpoint.ts';
import { keepUpload, mustBeSendable } from '../media/keep.ts';
import { serveFile } from '../media/router.ts';

const DAY_MS = 86_400_000;
const MOST_FILES = 500;

export const flowFileEndpoint = defineEndpoint({
  method: 'post',
  path: '/flows/files',
  summary: 'Bring a file that a flow is to send; the body is the file, content-type its type',
  tag: 'Flows',
  needs: write('flows'),
  params: z.strictObject({}),
  query: z.strictObject({ name: z.string().min(1).max(300).default('file') }),
  body: incomingSchema,
  bytes: true,
  response: flowFileSchema,
  errors: [
    { status: 413, code: 'too_large', when: 'it is larger than any file that may be sent' },
    { status: 422, code: 'unsendable_file', when: 'its type, its size or its bytes are not as WhatsApp takes them' },
    { status: 429, code: 'too_many_files', when: `flows keep ${MOST_FILES} files already` },
  ],
  async handle({ query: { name }, body, caller, services: { db, clock, media } }) {
    const { orgId } = caller;
    const now = clock.now();
    mustBeSendable(body);
    const unused = await db.withOrg(orgId, tx => forgetUnusedFiles(tx, { orgId, before: now - DAY_MS }));
    for (const key of unused) await media.delete(key);
    if ((await db.withOrg(orgId, tx => countFlowFiles(tx, { orgId }))) >= MOST_FILES)
      throw new ApiError(429, 'too_many_files', `The flows keep ${MOST_FILES} files already.`, {
        hint: 'Files that no flow names go after a day.',
      });
    const { kind, ...file } = await keepUpload(media, orgId, name, body);
    await db.withOrg(orgId, async tx => {
      await addFlowFile(tx, { ...file, orgId, createdAt: now });
      await audit(tx, { orgId, actor: actorOf(caller), action: 'flow_file_added', subjectId: file.id, now });
    });
    const { id, mime, fileName, sizeBytes } = file;
    return { id, kind, mime, fileName, sizeBytes, url: `/api/v1/flows/files/${id}` };
  },
});

export async function serveFlowFile(
  services: ApiServices,
  { orgId }: Caller,
  request: Request,
  response: Response,
): Promise<void> {
  const id = z.uuid().safeParse(request.params.id);
  const file = id.success ? await services.db.withOrg(orgId, tx => findFlowFile(tx, { orgId, id: id.data })) : null;
  if (!file) throw notFound('file');
  await serveFile(services, file, request, response);
}
