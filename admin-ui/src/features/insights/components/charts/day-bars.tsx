import { useId, useState } from 'react';
import type { Day } from '../../../../../../domain/analytics/range.ts';
import { t } from '../../../../lib/language.ts';
import { type Column, dayLabel, scaleOf, spanLabel } from '../../model/series.ts';
import { type Fill, Fills, fillOf, Swatch } from './fills.tsx';
import { useWidth } from './use-width.ts';

export interface Series<Key extends string> {
  key: Key;
  label: string;
  fill: Fill;
}

const HEIGHT = 168;
const TOP = 8;
const FOOT = 20;
const LABEL_PX = 58;

/** Columns by day, stacked, with the same as a table. A column leads to what is behind it. */
export function DayBars<Key extends string>({
  label,
  columns,
  series,
  format,
  onPick,
}: {
  /** What is shown, for those who do not see it: `Chats by day`. */
  label: string;
  columns: readonly Column<Key>[];
  series: readonly Series<Key>[];
  format: (value: number) => string;
  onPick?: (from: Day, to: Day) => void;
}) {
  const id = useId();
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const sum = (column: Column<Key>) => series.reduce((total, { key }) => total + column.values[key], 0);
  const most = Math.max(0, ...columns.map(sum));
  const scale = scaleOf(most);
  const top = scale.at(-1) ?? 1;
  const left = Math.max(...scale.map(value => format(value).length)) * 6.5 + 8;
  const plot = Math.max(0, width - left);
  const slot = columns.length === 0 ? 0 : plot / columns.length;
  const y = (value: number) => TOP + (HEIGHT - TOP - FOOT) * (1 - value / top);
  const every = slot === 0 ? 1 : Math.max(1, Math.ceil(LABEL_PX / slot));
  const whole = columns.reduce((total, column) => total + sum(column), 0);
  const peak = columns.find(column => sum(column) === most);
  const shown = at === null ? null : columns[at];
  const inAll = { label, whole: format(whole) };
  const spoken =
    peak && most > 0
      ? t('{label}: {whole} in all, most on {day}: {most}. The table has every number.', {
          ...inAll,
          day: spanLabel(peak.from, peak.to),
          most: format(most),
        })
      : t('{label}: {whole} in all. The table has every number.', inAll);
  return (
    <div>
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 text-ink-2 text-xs">
        {series.length > 1
          ? series.map(({ key, label: name, fill }) => (
              <span key={key} className="inline-flex items-center gap-1.5">
                <Swatch id={id} fill={fill} />
                {name}
              </span>
            ))
          : null}
        <span className="min-w-0 flex-1 text-right tabular-nums" aria-hidden="true">
          {shown && !asTable
            ? `${spanLabel(shown.from, shown.to)}: ${
                series.length === 1
                  ? format(sum(shown))
                  : series
                      .map(({ key, label: name }) => `${format(shown.values[key])} ${name.toLowerCase()}`)
                      .join(', ')
              }`
            : ''}
        </span>
        <button
          type="button"
          aria-expanded={asTable}
          onClick={() => setAsTable(!asTable)}
          className="rounded-md px-1.5 py-1 font-medium underline decoration-line-strong underline-offset-2 hover:text-ink"
        >
          {asTable ? t('As a chart') : t('As a table')}
          <span className="sr-only">: {label}</span>
        </button>
      </div>
      <div ref={box} className={asTable ? 'hidden' : undefined}>
        <svg
          role="img"
          aria-label={spoken}
          width={width}
          height={HEIGHT}
          className="block overflow-visible"
          onMouseLeave={() => setAt(null)}
        >
          <Fills id={id} />
          {scale.map(value => (
            <g key={value}>
              <line x1={left} x2={width} y1={y(value)} y2={y(value)} className="stroke-line" strokeWidth="1" />
              <text x={left - 6} y={y(value) + 4} textAnchor="end" className="fill-ink-2 text-[11px] tabular-nums">
                {format(value)}
              </text>
            </g>
          ))}
          {columns.map((column, index) => {
            const x = left + index * slot;
            let base = 0;
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: the table holds the same for the keyboard
              <g
                key={column.from}
                onMouseEnter={() => setAt(index)}
                onClick={onPick && sum(column) > 0 ? () => onPick(column.from, column.to) : undefined}
                className={onPick && sum(column) > 0 ? 'cursor-pointer' : undefined}
              >
                <rect
                  x={x}
                  y={TOP}
                  width={slot}
                  height={HEIGHT - TOP - FOOT}
                  className={at === index ? 'fill-sunken' : 'fill-transparent'}
                />
                {series.map(({ key, fill }) => {
                  const value = column.values[key];
                  base += value;
                  return value === 0 ? null : (
                    <rect
                      key={key}
                      x={x + Math.min(2, slot * 0.15)}
                      y={y(base)}
                      width={Math.max(1, Math.min(28, slot - Math.min(4, slot * 0.3)))}
                      height={Math.max(1, y(base - value) - y(base))}
                      fill={fillOf(id, fill)}
                    />
                  );
                })}
                {index % every === 0 && x + LABEL_PX * 0.7 < width + 12 ? (
                  <text x={x} y={HEIGHT - 4} className="fill-ink-2 text-[11px]">
                    {dayLabel(column.from)}
                  </text>
                ) : null}
              </g>
            );
          })}
        </svg>
      </div>
      {asTable ? (
        <BarsTable label={label} columns={columns} series={series} format={format} {...(onPick ? { onPick } : {})} />
      ) : null}
    </div>
  );
}

function BarsTable<Key extends string>({
  label,
  columns,
  series,
  format,
  onPick,
}: {
  label: string;
  columns: readonly Column<Key>[];
  series: readonly Series<Key>[];
  format: (value: number) => string;
  onPick?: (from: Day, to: Day) => void;
}) {
  return (
    <section
      aria-label={t('{label}, as a table', { label })}
      className="max-h-64 overflow-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-surface text-ink-2 text-xs">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              {t('Day')}
            </th>
            {series.map(({ key, label: name }) => (
              <th key={key} scope="col" className="py-1 pl-3 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map(column => (
            <tr key={column.from} className="border-line border-t">
              <th scope="row" className="whitespace-nowrap py-1 text-left font-normal">
                {onPick ? (
                  <button
                    type="button"
                    onClick={() => onPick(column.from, column.to)}
                    className="underline decoration-line-strong underline-offset-2"
                  >
                    {spanLabel(column.from, column.to)}
                  </button>
                ) : (
                  spanLabel(column.from, column.to)
                )}
              </th>
              {series.map(({ key }) => (
                <td key={key} className="py-1 pl-3 text-right">
                  {format(column.values[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
