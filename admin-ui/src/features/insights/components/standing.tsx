import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { BookOpenCheck } from 'lucide-react';
import type { Overview } from '../../../../../api/contracts/analytics.ts';
import { read } from '../../../../../domain/permission/permission.ts';
import { PRIORITIES, type Priority } from '../../../../../domain/words.ts';
import { Notice } from '../../../components/notice.tsx';
import { Ago } from '../../../components/time.tsx';
import { count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { actionsQuery } from '../../actions/api/actions.ts';
import { useMay } from '../../auth/api/session.ts';
import { ESCALATION_LABELS } from '../../inbox/model/labels.ts';
import { FIGURE_CARD, FigureText } from './figure.tsx';
import { Nothing, Panel } from './panel.tsx';

export const PRIORITY_LABELS: Record<Priority, string> = {
  CRITICAL: t('Critical'),
  HIGH: t('High'),
  MEDIUM: t('Medium'),
  LOW: t('Low'),
};

/** How things stand at this moment, whatever the days. Each leads to where one works on it. */
export const Standing = ({ now }: { now: Overview['now'] }) => {
  const waiting = PRIORITIES.reduce((sum, priority) => sum + now.escalations[priority], 0);
  return (
    <section aria-label={t('Now')}>
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4">
        <Link to="/inbox/{-$conversationId}" search={{ view: 'open' }} className={FIGURE_CARD} data-testid="now-active">
          <FigureText label={t('Active chats')} text={count(now.active)}>
            {t('open now')}
          </FigureText>
        </Link>
        <Link
          to="/inbox/{-$conversationId}"
          search={{ view: 'needs_human' }}
          className={FIGURE_CARD}
          data-testid="now-needs-human"
        >
          <FigureText label={t('Needs a person')} text={count(now.needs_human)}>
            {t('now')}
          </FigureText>
        </Link>
        <Link to="/actions" className={FIGURE_CARD} data-testid="now-escalations">
          <FigureText label={t('Escalations')} text={count(waiting)}>
            {waiting === 0
              ? t('nobody waits')
              : PRIORITIES.filter(priority => now.escalations[priority] > 0)
                  .map(priority => `${now.escalations[priority]} ${PRIORITY_LABELS[priority].toLowerCase()}`)
                  .join(', ')}
          </FigureText>
        </Link>
        <Link
          to="/insights/$measure"
          params={{ measure: 'leads' }}
          search={{ days: 'today' }}
          className={FIGURE_CARD}
          data-testid="now-leads-today"
        >
          <FigureText label={t('Leads today')} text={count(now.leadsToday)}>
            {t('since midnight')}
          </FigureText>
        </Link>
      </div>
    </section>
  );
};

/** Knowledge whose page says something else by now (A-KNOW-2). */
export const StaleKnowledge = ({ stale }: { stale: Overview['now']['staleKnowledge'] }) => {
  if (stale.count === 0) return null;
  return (
    <Notice tone="approval" icon={<BookOpenCheck aria-hidden="true" />}>
      <p>
        <Link
          to="/knowledge/{-$scanId}"
          params={{ scanId: undefined }}
          className="font-medium underline underline-offset-2"
        >
          {stale.count === 1
            ? t('One page has changed')
            : t('{count} pages have changed', { count: count(stale.count) })}
        </Link>{' '}
        {stale.count === 1
          ? t('since the agent learned it: it tells no numbers of it until somebody has looked.')
          : t('since the agent learned them: it tells no numbers of them until somebody has looked.')}
      </p>
      <ul className="mt-0.5">
        {stale.documents.map(({ id, title, since }) => (
          <li key={id} className="flex gap-2">
            <span className="min-w-0 truncate">{title}</span>
            <Ago at={since} className="shrink-0" />
          </li>
        ))}
      </ul>
    </Notice>
  );
};

const SHOWN = 5;

/** Who waits, the most urgent first. */
export const EscalationQueue = () => {
  const mayAct = useMay(read('leads'));
  const actions = useQuery({ ...actionsQuery, enabled: mayAct });
  const queue = actions.data?.escalations ?? [];
  if (!mayAct) return null;
  return (
    <Panel title={t('Escalations by priority')} about={t('The most urgent first, the longest wait before others.')}>
      {actions.data && queue.length === 0 ? (
        <Nothing>{t('Nobody waits for a person. What needs one will appear here by itself.')}</Nothing>
      ) : (
        <ol className="-mx-2">
          {queue.slice(0, SHOWN).map(each => (
            <li key={each.id}>
              <Link
                to="/inbox/{-$conversationId}"
                params={{ conversationId: each.conversationId }}
                className="focus-inset flex items-baseline gap-3 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken"
              >
                <span
                  className={`w-16 shrink-0 font-medium text-xs ${each.priority === 'CRITICAL' || each.priority === 'HIGH' ? 'text-danger-text' : 'text-ink-2'}`}
                >
                  {PRIORITY_LABELS[each.priority]}
                </span>
                <span className="min-w-0 flex-1 truncate">
                  <bdi>{each.contactName?.trim() || each.address}</bdi>
                  <span className="text-ink-2">
                    {' · '}
                    {each.reasons.map(reason => ESCALATION_LABELS[reason]).join(', ')}
                  </span>
                </span>
                <Ago at={each.createdAt} className="shrink-0 text-ink-2 text-xs" />
              </Link>
            </li>
          ))}
        </ol>
      )}
      {queue.length > SHOWN ? (
        <p className="mt-1 text-sm">
          <Link to="/actions" className="underline decoration-line-strong underline-offset-2">
            {t('All {count} of them', { count: count(queue.length) })}
          </Link>
        </p>
      ) : null}
    </Panel>
  );
};
