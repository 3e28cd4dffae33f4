/** Routes that answer with bytes, beside the endpoints; live events are the server's own. */

import { read } from '../domain/permission/permission.ts';
import { auditExport } from './audit/endpoints.ts';
import { serveFlowFile } from './flows/files.ts';
import { serveMedia } from './media/router.ts';
import type { StreamRoute } from './router.ts';
import { exportFile, importErrorsFile } from './transfers/files.ts';

export const streams: StreamRoute[] = [
  {
    path: '/media/:id',
    summary: 'A stored file of a message',
    tag: 'Media',
    needs: read('conversations'),
    answers: '*/*',
    errors: [
      { status: 404, code: 'not_found', when: 'there is no such file' },
      { status: 416, code: 'range_not_satisfiable', when: 'the Range header names bytes the file does not have' },
    ],
    serve: serveMedia,
  },
  {
    path: '/flows/files/:id',
    summary: 'A file that flows send',
    tag: 'Flows',
    needs: read('flows'),
    answers: '*/*',
    errors: [
      { status: 404, code: 'not_found', when: 'there is no such file' },
      { status: 416, code: 'range_not_satisfiable', when: 'the Range header names bytes the file does not have' },
    ],
    serve: serveFlowFile,
  },
  auditExport,
  importErrorsFile,
  exportFile,
];
