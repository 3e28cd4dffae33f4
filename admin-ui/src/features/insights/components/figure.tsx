import { Link } from '@tanstack/react-router';
import { Minus, TrendingDown, TrendingUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Measure } from '../../../../../domain/analytics/measures.ts';
import { percent } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import type { InsightSearch } from '../model/search.ts';
import { changeOf } from '../model/series.ts';

const CARD = 'focus-inset flex min-w-0 flex-col gap-0.5 bg-surface px-4 py-3 hover:bg-sunken';

/** A figure with its change against the days before. It leads to what it is made of. */
export const Figure = ({
  label,
  value,
  text,
  before,
  beforeText,
  measure,
  search,
  children,
}: {
  label: string;
  /** Null: there is nothing to tell. */
  value: number | null;
  text: string;
  before?: number | null;
  beforeText?: string;
  measure: Measure;
  search: InsightSearch;
  children?: ReactNode;
}) => (
  <Link to="/insights/$measure" params={{ measure }} search={search} className={CARD} data-testid={`figure-${measure}`}>
    <FigureText label={label} text={text}>
      {children}
      {before === undefined ? null : <Change value={value} before={before} beforeText={beforeText ?? String(before)} />}
    </FigureText>
  </Link>
);

/** What stands in any figure's box. */
export const FigureText = ({ label, text, children }: { label: string; text: string; children?: ReactNode }) => (
  <>
    <span className="truncate text-ink-2 text-sm">{label}</span>
    <span className="font-semibold text-2xl leading-8 tabular-nums">{text}</span>
    <span className="flex min-h-4 flex-wrap items-center gap-x-1.5 text-ink-2 text-xs">{children}</span>
  </>
);

export const FIGURE_CARD = CARD;

const Change = ({ value, before, beforeText }: { value: number | null; before: number | null; beforeText: string }) => {
  const change = changeOf(value, before);
  if (change === null)
    return (
      <span className="tabular-nums">
        {before === null ? t('nothing before') : t('{beforeText} before', { beforeText })}
      </span>
    );
  const Icon = change > 0 ? TrendingUp : change < 0 ? TrendingDown : Minus;
  return (
    <>
      <Icon className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="tabular-nums">
        <span className="sr-only">{change > 0 ? t('up ') : change < 0 ? t('down ') : ''}</span>
        {percent(Math.abs(change))} <span className="text-ink-3">{t('· {beforeText} before', { beforeText })}</span>
      </span>
    </>
  );
};
