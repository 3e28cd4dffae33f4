import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import type { Spending } from '../../../../../api/contracts/costs.ts';
import { count, money, percent } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { monthName } from './month-name.ts';

const PARTS = {
  model: { name: t('Model'), counted: (shown: string) => t('{count} calls', { count: shown }) },
  message: { name: 'WhatsApp', counted: (shown: string) => t('{count} messages', { count: shown }) },
} as const;

const STATES = {
  free: { bar: 'bg-accent', text: 'text-ink-2' },
  warn: { bar: 'bg-accent', text: 'text-ink' },
  spent: { bar: 'bg-danger', text: 'text-danger-text' },
} as const;

/** The month in one figure, and how much of the cap it is. */
export const SpendingCard = ({ spending: { month, totalMicros, capMicros, state, parts } }: { spending: Spending }) => {
  const share = capMicros === null ? 0 : capMicros === 0 ? 1 : totalMicros / capMicros;
  return (
    <section
      aria-label={t('This month')}
      className="rounded-xl border border-line bg-surface p-4 md:p-5"
      data-testid="spending"
      data-state={state}
    >
      <p className="text-ink-2 text-sm">{monthName(month)}</p>
      <p className="mt-0.5 font-semibold text-3xl leading-10 tabular-nums">
        {money(totalMicros, 'USD')}
        {capMicros === null ? null : (
          <span className="ml-2 font-normal text-base text-ink-2">
            {t('of {cap}', { cap: money(capMicros, 'USD') })}
          </span>
        )}
      </p>
      {capMicros === null ? null : (
        <>
          <span className="mt-2 block h-2 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
            <span
              className={clsx('block h-full rounded-full', STATES[state].bar)}
              style={{ width: `${Math.min(100, Math.round(share * 100))}%` }}
            />
          </span>
          <p className={clsx('mt-1.5 flex items-start gap-1.5 text-sm', STATES[state].text)}>
            {state === 'free' ? null : <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />}
            <span>
              {t('{percent} of the cap.', { percent: percent(share) })}{' '}
              {state === 'spent'
                ? t('No model is asked any more: customers get the configured text, or silence and a person is called.')
                : state === 'warn'
                  ? t('From 80% on the agent writes shorter messages; at 100% no model is asked.')
                  : null}
            </span>
          </p>
        </>
      )}
      <dl className="mt-4 grid gap-x-8 gap-y-3 border-line border-t pt-4 sm:grid-cols-2">
        {(['model', 'message'] as const).map(kind => {
          const part = parts.find(each => each.kind === kind);
          const { name, counted } = PARTS[kind];
          return (
            <div key={kind} className="text-sm">
              <dt className="text-ink-2">{name}</dt>
              <dd>
                <span className="font-medium text-base tabular-nums">{money(part?.costMicros ?? 0, 'USD')}</span>
                <span className="ml-2 text-ink-2 tabular-nums">
                  {counted(count(part?.count ?? 0))}
                  {kind === 'model' && part
                    ? t(' · {count} tokens', { count: count(part.inputTokens + part.outputTokens) })
                    : ''}
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
};
