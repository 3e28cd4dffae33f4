/** Contacts in and out as CSV. */
import { z } from 'zod';
import { MOST_CELL, MOST_COLUMN_NAME, MOST_IMPORT_COLUMNS, MOST_IMPORT_ROWS } from '../../domain/crm/csv-file.ts';
import { leadFilterSchema } from '../../domain/crm/filter.ts';
import { importOptionsSchema, importTargetSchema } from '../../domain/crm/import.ts';
import { EXPORT_STATES, IMPORT_STATES } from '../../domain/crm/words.ts';
import { id, time } from './common.ts';

/** Rows in one request: well below what a body may weigh. */
export const ROWS_AT_ONCE = 1_000;

const cell = z.string().max(MOST_CELL);

export const importSchema = z.object({
  id,
  fileName: z.string(),
  columns: z.array(z.string()),
  mapping: z.array(z.string().nullable()).nullable(),
  options: importOptionsSchema,
  state: z.enum(IMPORT_STATES),
  totalRows: z.int(),
  doneRows: z.int().describe('of the pass that runs, or ran last'),
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  failed: z.int(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
});
export type ImportView = z.infer<typeof importSchema>;

export const importDetailSchema = importSchema.extend({
  sample: z.array(z.array(z.string())).describe('the first rows, their cells cut short; none once they are taken'),
  problems: z
    .array(z.object({ row: z.int().describe('as a spreadsheet counts'), errors: z.array(z.string()) }))
    .describe('the first rows that cannot be taken; all of them are in the file of errors'),
});
export type ImportDetail = z.infer<typeof importDetailSchema>;

export const newImportSchema = z.strictObject({
  fileName: z.string().trim().min(1).max(200),
  columns: z.array(z.string().max(MOST_COLUMN_NAME)).min(1).max(MOST_IMPORT_COLUMNS),
  totalRows: z.int().min(1).max(MOST_IMPORT_ROWS).describe('without the line with the names of the columns'),
});
export const importRowsSchema = z.strictObject({
  from: z
    .int()
    .min(1)
    .max(MOST_IMPORT_ROWS)
    .describe('number of the first row, from 1; rows that are there already stay'),
  rows: z.array(z.array(cell).max(MOST_IMPORT_COLUMNS)).min(1).max(ROWS_AT_ONCE),
});
export const importPassSchema = z.strictObject({
  mapping: z
    .array(importTargetSchema.nullable())
    .min(1)
    .max(MOST_IMPORT_COLUMNS)
    .describe('by column: what it is, `field:` and the id of a custom field, or null'),
  options: importOptionsSchema.default({ known: 'update', country: null, labelIds: [], assign: false }),
});

export const exportSchema = z.object({
  id,
  state: z.enum(EXPORT_STATES),
  rows: z.int(),
  sizeBytes: z.int().nullable(),
  createdAt: time,
  endedAt: time.nullable(),
  expiresAt: time,
});
export type ExportView = z.infer<typeof exportSchema>;
export const newExportSchema = z.strictObject({ filter: leadFilterSchema.default({}) });
