import { useQuery } from '@tanstack/react-query';
import { Play, Square } from 'lucide-react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Loaded, Part } from '../../../components/page.tsx';
import { DayTime } from '../../../components/time.tsx';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { ResultsTable } from '../../playbooks/components/results-table.tsx';
import { type Experiment, experimentResultsQuery, useSwitchExperiment } from '../api/experiments.ts';
import { changeText, STATE_WORDS, shareOf, stateOf } from '../model/experiment.ts';

/** One experiment: whether it runs, what it compares, and how that went. */
export const ExperimentView = ({ experiment }: { experiment: Experiment }) => {
  const results = useQuery(experimentResultsQuery(experiment.id));
  const flip = useSwitchExperiment();
  const mayWrite = useMay(write('playbooks'));
  const state = stateOf(experiment, useNow(60_000));
  return (
    <>
      <div
        data-testid="experiment-state"
        className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-surface p-4 text-sm"
      >
        <p className="min-w-0 flex-1 basis-60">
          <span className={`font-medium ${state === 'runs' ? 'text-good' : ''}`}>
            {STATE_WORDS[state].charAt(0).toUpperCase() + STATE_WORDS[state].slice(1)}
          </span>
          <span className="text-ink-2">
            {experiment.startsAt ? (
              <>
                {' '}
                <Filled text={t('· from {when}')} values={{ when: <DayTime at={experiment.startsAt} /> }} />
              </>
            ) : null}
            {experiment.endsAt ? (
              <>
                {' '}
                <Filled text={t('· until {when}')} values={{ when: <DayTime at={experiment.endsAt} /> }} />
              </>
            ) : null}
            {state === 'asleep' ? t(' · assigns nobody') : null}
          </span>
        </p>
        {mayWrite ? (
          experiment.active ? (
            <Button disabled={flip.isPending} onClick={() => flip.mutate({ id: experiment.id, to: 'end' })}>
              <Square className="size-3" aria-hidden="true" />
              {t('Stop')}
            </Button>
          ) : (
            <Button
              tone="primary"
              disabled={flip.isPending}
              onClick={() => flip.mutate({ id: experiment.id, to: 'start' })}
            >
              <Play className="size-3.5" aria-hidden="true" />
              {t('Start')}
            </Button>
          )
        ) : null}
      </div>
      <Part title={t('Variants')}>
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
          {experiment.variants.map(variant => (
            <li key={variant.key} className="flex items-baseline gap-4 px-4 py-2.5 text-sm">
              <span className="w-28 shrink-0 font-medium [overflow-wrap:anywhere]">{variant.key}</span>
              <span className="min-w-0 flex-1 text-ink-2">{changeText(variant)}</span>
              <span className="shrink-0 tabular-nums">{shareOf(variant, experiment.variants)}%</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part
        title={t('Results')}
        about={t('By the variant a conversation was given. Every figure counts conversations.')}
      >
        <Loaded query={results} what={t('The results did not load')} rows={1}>
          {rows =>
            rows.length === 0 ? (
              <p className="text-ink-2 text-sm">
                {state === 'runs'
                  ? t('No conversation has taken part yet; the next new one does.')
                  : t('No conversation has taken part yet.')}
              </p>
            ) : (
              <ResultsTable results={rows} first={t('Variant')} nameOf={key => key} />
            )
          }
        </Loaded>
      </Part>
    </>
  );
};
