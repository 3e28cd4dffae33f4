import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { documentSchema, faqResultSchema, sourceSchema } from '../../../../../api/contracts/knowledge.ts';
import { topicsSchema } from '../../../../../api/contracts/topics.ts';
import {
  askedSchema,
  chunkSchema,
  scanDetailSchema,
  scanListSchema,
  scanSchema,
  type startScanSchema,
} from '../../../../../api/contracts/websites.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';

export type SourceView = z.infer<typeof sourceSchema>;
export type DocumentView = z.infer<typeof documentSchema>;

const sourcesSchema = z.object({ sources: z.array(sourceSchema) });
const documentsSchema = z.object({ documents: z.array(documentSchema) });
const documentDetailSchema = documentSchema.extend({ passages: z.array(chunkSchema) });

export const sourcesQuery = queryOptions({
  queryKey: keys.sources,
  queryFn: ({ signal }) => get('/knowledge/sources', sourcesSchema, signal),
});

export const documentsQuery = (sourceId: string) =>
  queryOptions({
    queryKey: keys.documents(sourceId),
    queryFn: ({ signal }) => get(`/knowledge/sources/${sourceId}/documents`, documentsSchema, signal),
  });

export const documentQuery = (documentId: string) =>
  queryOptions({
    queryKey: keys.document(documentId),
    queryFn: ({ signal }) => get(`/knowledge/documents/${documentId}`, documentDetailSchema, signal),
  });

export const changesQuery = queryOptions({
  queryKey: keys.changes,
  queryFn: ({ signal }) => get('/knowledge/changes', documentsSchema, signal),
});

export const scansQuery = queryOptions({
  queryKey: keys.scans,
  queryFn: ({ signal }) => get('/knowledge/scans', scanListSchema, signal),
});

export const scanQuery = (scanId: string) =>
  queryOptions({
    queryKey: keys.scan(scanId),
    queryFn: ({ signal }) => get(`/knowledge/scans/${scanId}`, scanDetailSchema, signal),
  });

/** Everything of the knowledge base is asked for again after any change to it. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>, onDone?: (output: Output) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    ...(onDone ? { onSuccess: onDone } : {}),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.knowledge }),
  });
}

export const useStartScan = (onStarted: (scanId: string) => void) =>
  useChange(
    async (body: z.input<typeof startScanSchema>) =>
      scanSchema.parse(await call('/knowledge/scans', { method: 'POST', body })),
    scan => onStarted(scan.id),
  );

export const useStopScan = () =>
  useChange((scanId: string) => call(`/knowledge/scans/${scanId}/stop`, { method: 'POST' }));

export const useUploadFaq = () =>
  useChange(async (body: { name: string; text: string; replace: string | null }) =>
    faqResultSchema.parse(await call('/knowledge/faq', { method: 'POST', body })),
  );

export const useAddText = (onDone: () => void) =>
  useChange(
    (body: { name: string; title: string; content: string }) => call('/knowledge/texts', { method: 'POST', body }),
    onDone,
  );

export const useDeleteSource = (onDone: () => void) =>
  useChange((sourceId: string) => call(`/knowledge/sources/${sourceId}`, { method: 'DELETE' }), onDone);

export const useReview = () =>
  useChange(({ id, accept }: { id: string; accept: boolean }) =>
    call(`/knowledge/documents/${id}/review`, { method: 'POST', body: { accept } }),
  );

export const useAsk = () =>
  useMutation({
    mutationFn: async (question: string) =>
      askedSchema.parse(await call('/knowledge/test', { method: 'POST', body: { question } })),
    onError: sayError,
  });

export const topicsQuery = (days: number) =>
  queryOptions({
    queryKey: [...keys.knowledge, 'topics', days],
    queryFn: ({ signal }) => get(`/knowledge/topics?days=${days}`, topicsSchema, signal),
    placeholderData: keepPreviousData,
  });
