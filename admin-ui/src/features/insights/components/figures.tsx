import type { Overview } from '../../../../../api/contracts/analytics.ts';
import type { Measure } from '../../../../../domain/analytics/measures.ts';
import { count, percent } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import type { InsightSearch } from '../model/search.ts';
import { Figure } from './figure.tsx';

const COMPARED = [
  ['chats', t('New chats')],
  ['messages', t('Messages')],
  ['leads', t('New leads')],
  ['appointments', t('Appointments booked')],
  ['won', t('Won')],
  ['lost', t('Lost')],
  ['dropped', t('Dropped')],
  ['handed_over', t('Handed to a person')],
] as const satisfies readonly (readonly [Measure, string])[];

const TEMPERATURES = [
  ['hot', t('Hot')],
  ['warm', t('Warm')],
  ['cold', t('Cold')],
] as const;

const share = (value: number | null): string => (value === null ? '–' : percent(value));

/** The figures of the days beside those of the days before. */
export const Figures = ({ overview, search }: { overview: Overview; search: InsightSearch }) => (
  <section aria-label={t('Of these days')}>
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line md:grid-cols-4">
      {COMPARED.map(([measure, label]) => {
        const { value, before } = overview[measure];
        return (
          <Figure
            key={measure}
            label={label}
            value={value}
            text={count(value)}
            before={before}
            beforeText={count(before)}
            measure={measure}
            search={search}
          />
        );
      })}
      <Figure
        label={t('Qualification rate')}
        value={overview.qualificationRate.value}
        text={share(overview.qualificationRate.value)}
        before={overview.qualificationRate.before}
        beforeText={share(overview.qualificationRate.before)}
        measure="funnel"
        search={{ ...search, part: 'qualified' }}
      />
      <Figure
        label={t('AI resolution')}
        value={overview.aiResolution.value}
        text={share(overview.aiResolution.value)}
        before={overview.aiResolution.before}
        beforeText={share(overview.aiResolution.before)}
        measure="resolved_by_ai"
        search={search}
      />
      <div className="col-span-2 grid grid-cols-3 gap-px bg-line">
        {TEMPERATURES.map(([key, label]) => (
          <Figure
            key={key}
            label={t('{label} leads', { label })}
            value={overview.temperature[key]}
            text={count(overview.temperature[key])}
            measure="temperature"
            search={{ ...search, part: key }}
          >
            {t('by score')}
          </Figure>
        ))}
      </div>
    </div>
  </section>
);
