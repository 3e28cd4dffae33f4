import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  exportSchema,
  importDetailSchema,
  importSchema,
  ROWS_AT_ONCE,
} from '../../../../../api/contracts/transfers.ts';
import type { LeadFilter } from '../../../../../domain/crm/filter.ts';
import type { ImportOptions } from '../../../../../domain/crm/import.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

export const importsQuery = queryOptions({
  queryKey: keys.leads('imports'),
  queryFn: async ({ signal }) => (await get('/imports', z.object({ imports: z.array(importSchema) }), signal)).imports,
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: keys.leads('import', id),
    queryFn: ({ signal }) => get(`/imports/${id}`, importDetailSchema, signal),
    // Progress comes as events too; this is for a line that is down.
    refetchInterval: query =>
      query.state.data?.state === 'CHECKING' || query.state.data?.state === 'RUNNING' ? 2_000 : false,
  });

export const exportsQuery = queryOptions({
  queryKey: keys.leads('exports'),
  queryFn: async ({ signal }) => (await get('/exports', z.object({ exports: z.array(exportSchema) }), signal)).exports,
  refetchInterval: query => (query.state.data?.some(row => row.state === 'RUNNING') ? 2_000 : false),
});

/** Sends a file's rows, a part at a time. @param onPart how many of them are there now. @returns the import's id. */
export async function uploadRows(
  fileName: string,
  { columns, rows }: { columns: string[]; rows: string[][] },
  onPart: (sent: number) => void,
): Promise<string> {
  const { id } = importSchema.parse(
    await call('/imports', { method: 'POST', body: { fileName, columns, totalRows: rows.length } }),
  );
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const part = rows.slice(from, from + ROWS_AT_ONCE);
    await call(`/imports/${id}/rows`, { method: 'PUT', body: { from: from + 1, rows: part } });
    onPart(Math.min(rows.length, from + ROWS_AT_ONCE));
  }
  return id;
}

export interface Pass {
  mapping: (string | null)[];
  options: ImportOptions;
}

export const useImportPass = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ how, pass }: { how: 'check' | 'run' | 'stop'; pass?: Pass }) =>
      call(`/imports/${id}/${how}`, { method: 'POST', body: pass ?? {} }),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.crm }),
  });
};

export const useNewExport = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (filter: LeadFilter) => call('/exports', { method: 'POST', body: { filter } }),
    onSuccess: () => say(t('The file is being written. It stays here for a day.')),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.crm }),
  });
};
