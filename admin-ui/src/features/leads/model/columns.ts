/** Columns of the list of leads that people choose from; the name is always there (A-UI-7). */

import type { FieldView } from '../../../../../api/contracts/contacts.ts';
import type { LeadSort } from '../../../../../domain/crm/filter.ts';
import { t } from '../../../lib/language.ts';

export const COLUMN_KEYS = [
  'status',
  'score',
  'labels',
  'owner',
  'value',
  'changed',
  'active',
  'added',
  'source',
  'email',
  'business',
  'website',
  'summary',
] as const;
export type ColumnKey = (typeof COLUMN_KEYS)[number] | `field:${string}`;

export interface Column {
  key: ColumnKey;
  label: string;
  /** Least width in px, and its share of what is left. */
  px: number;
  share: number;
  sort?: LeadSort;
  right?: true;
  /** Holds yes or no. */
  yesNo?: true;
}

const COLUMNS: Record<(typeof COLUMN_KEYS)[number], Omit<Column, 'key'>> = {
  status: { label: t('Status'), px: 128, share: 0 },
  score: { label: t('Score'), px: 96, share: 0, sort: 'score' },
  labels: { label: t('Labels'), px: 112, share: 1 },
  owner: { label: t('Owner'), px: 96, share: 1 },
  value: { label: t('Value'), px: 104, share: 0, sort: 'value', right: true },
  changed: { label: t('Changed'), px: 80, share: 0, sort: 'changed', right: true },
  active: { label: t('Last activity'), px: 96, share: 0, right: true },
  added: { label: t('Added'), px: 80, share: 0, sort: 'created', right: true },
  source: { label: t('Source'), px: 120, share: 1 },
  email: { label: t('E-mail'), px: 160, share: 1 },
  business: { label: t('Business'), px: 120, share: 1 },
  website: { label: t('Website'), px: 120, share: 1 },
  summary: { label: t('Summary'), px: 220, share: 2 },
};

export const USUAL_COLUMNS = 'status,score,labels,owner,value,changed';

/** All there are, with those of the business's own fields. */
export const allColumns = (fields: readonly FieldView[]): Column[] => [
  ...COLUMN_KEYS.map(key => ({ key, ...COLUMNS[key] })),
  ...fields.map(
    ({ id, name, type }): Column => ({
      key: `field:${id}`,
      label: name,
      px: 112,
      share: 1,
      ...(type === 'number' ? { right: true as const } : {}),
      ...(type === 'yes_no' ? { yesNo: true as const } : {}),
    }),
  ),
];

/** Those that are chosen, in their order; what is unknown, or was deleted, is left out. */
export function chosenColumns(chosen: string | undefined, fields: readonly FieldView[]): Column[] {
  const known = new Map<string, Column>(allColumns(fields).map(column => [column.key, column]));
  return [...new Set((chosen ?? USUAL_COLUMNS).split(','))].flatMap(key => known.get(key) ?? []);
}

const TICK_PX = 32;
const NAME_PX = 192;
const GAP_PX = 12;

/** Widths for the head and all rows: a grid's template, and below which the table scrolls sideways. */
export const gridOf = (columns: readonly Column[]): { template: string; leastPx: number } => ({
  template: [
    `${TICK_PX}px`,
    `minmax(${NAME_PX}px, 2fr)`,
    ...columns.map(({ px, share }) => (share === 0 ? `${px}px` : `minmax(${px}px, ${share}fr)`)),
  ].join(' '),
  leastPx: columns.reduce((sum, { px }) => sum + px + GAP_PX, TICK_PX + NAME_PX + GAP_PX) + 2 * 16,
});
