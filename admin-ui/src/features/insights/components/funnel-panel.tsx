import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FunnelStep } from '../../../../../domain/analytics/measures.ts';
import { Loaded } from '../../../components/page.tsx';
import { percent } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { STAGE_LABELS } from '../../inbox/model/labels.ts';
import { funnelQuery } from '../api/analytics.ts';
import type { Days, InsightSearch } from '../model/search.ts';
import { ShareBars } from './charts/share-bars.tsx';
import { Nothing, Panel } from './panel.tsx';

const STEP_LABELS: Record<FunnelStep, string> = {
  lead: t('New leads'),
  talking: t('In conversation'),
  qualified: t('Qualified'),
  appointment: t('Appointment, or won without'),
  won: t('Won'),
};

/** How far leads got, each counted in every step it ever reached. */
export const FunnelPanel = ({ days, search }: { days: Days; search: InsightSearch }) => {
  const query = useQuery(funnelQuery(days));
  return (
    <Panel title={t('Conversion')} about={t('Leads of these days, in every step they ever got to.')}>
      <Loaded query={query} what={t('The funnel did not load')} rows={3}>
        {({ steps, qualification }) => {
          const whole = steps[0]?.count ?? 0;
          if (whole === 0) return <Nothing>{t('No lead came in these days.')}</Nothing>;
          return (
            <>
              <ShareBars
                shares={steps.map(({ step, count }, index) => {
                  const last = steps[index - 1]?.count ?? 0;
                  return {
                    key: step,
                    label: STEP_LABELS[step],
                    count,
                    aside:
                      index === 0
                        ? ''
                        : t('{percent} · {share} of the step above', {
                            percent: percent(count / whole),
                            share: last === 0 ? '–' : percent(count / last),
                          }),
                  };
                })}
                whole={whole}
                measure="funnel"
                search={search}
              />
              <p className="mt-2 text-ink-2 text-sm" data-testid="to-qualification">
                {qualification.averageMessages === null ? (
                  t('No lead was qualified in these days.')
                ) : (
                  <>
                    <Link
                      to="/insights/$measure"
                      params={{ measure: 'qualifying' }}
                      search={search}
                      className="underline decoration-line-strong underline-offset-2"
                    >
                      {t('{averageMessages} messages', { averageMessages: qualification.averageMessages.toFixed(1) })}
                    </Link>{' '}
                    {t('on average until a lead was qualified.')}
                  </>
                )}
              </p>
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
};

/** At which stage customers stopped answering for good. */
export const DropOffPanel = ({ days, search }: { days: Days; search: InsightSearch }) => {
  const query = useQuery(funnelQuery(days));
  return (
    <Panel
      title={t('Where people stop answering')}
      about={t('Chats of these days, silent for three days after our last words.')}
    >
      <Loaded query={query} what={t('The drop-offs did not load')} rows={2}>
        {({ dropOffs }) =>
          dropOffs.length === 0 ? (
            <Nothing>{t('Nobody has fallen silent.')}</Nothing>
          ) : (
            <ShareBars
              shares={dropOffs.map(({ stage, count }) => ({ key: stage, label: STAGE_LABELS[stage], count }))}
              whole={dropOffs.reduce((sum, { count }) => sum + count, 0)}
              measure="dropped_off"
              search={search}
            />
          )
        }
      </Loaded>
    </Panel>
  );
};
