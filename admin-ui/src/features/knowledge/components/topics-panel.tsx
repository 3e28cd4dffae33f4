import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MessageCircleQuestion } from 'lucide-react';
import { useState } from 'react';
import type { TopicsView } from '../../../../../api/contracts/topics.ts';
import { FIELD } from '../../../components/field.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Box, Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { topicsQuery } from '../api/knowledge.ts';

const PERIODS = [
  { days: 7, label: t('The last 7 days') },
  { days: 30, label: t('The last 30 days') },
  { days: 90, label: t('The last 90 days') },
] as const;

/** What customers ask about, most people first, with the questions behind each count. */
export const TopicsPanel = () => {
  const [days, setDays] = useState<number>(30);
  const query = useQuery(topicsQuery(days));
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p className="max-w-160 text-ink-2 text-sm">
          {t(
            'Questions of customers, put together by the words they share. What many ask deserves an answer here or in the playbook.',
          )}
        </p>
        <select
          aria-label={t('Period')}
          className={`${FIELD} max-w-48 px-2`}
          value={days}
          onChange={event => setDays(Number(event.target.value))}
        >
          {PERIODS.map(period => (
            <option key={period.days} value={period.days}>
              {period.label}
            </option>
          ))}
        </select>
      </div>
      <Loaded query={query} what={t('The topics did not load')}>
        {data => <Topics data={data} />}
      </Loaded>
    </>
  );
};

const Topics = ({ data }: { data: TopicsView }) =>
  data.topics.length === 0 ? (
    <EmptyState icon={<MessageCircleQuestion className="size-6" />} title={t('No two questions are alike yet')}>
      <p>{t('As soon as several customers ask for the same thing, it stands here.')}</p>
    </EmptyState>
  ) : (
    <>
      <Box>
        <ol className="divide-y divide-line" data-testid="topics">
          {data.topics.map(topic => (
            <li key={topic.words.join(' ')}>
              <details className="group">
                <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-3 hover:bg-sunken">
                  <span className="min-w-0 flex-1 basis-48 font-medium [overflow-wrap:anywhere]" dir="auto">
                    {topic.words.join(' · ')}
                  </span>
                  <span className="text-ink-2 text-sm tabular-nums">
                    {topic.conversations === 1
                      ? t('{questions} questions · one customer', { questions: topic.questions })
                      : t('{questions} questions · {customers} customers', {
                          questions: topic.questions,
                          customers: topic.conversations,
                        })}
                  </span>
                  <span className="text-ink-2 text-sm">
                    <Filled text={t('last {when}')} values={{ when: <Ago at={topic.lastAt} /> }} />
                  </span>
                </summary>
                <ul className="flex flex-col gap-2 px-4 pb-4">
                  {topic.examples.map(example => (
                    <li key={example.conversationId} className="flex items-start justify-between gap-3 text-sm">
                      <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
                        “{example.text}”
                      </span>
                      <Link
                        to="/inbox/{-$conversationId}"
                        params={{ conversationId: example.conversationId }}
                        className="shrink-0 rounded-sm font-medium text-accent-text underline underline-offset-2"
                      >
                        {t('Open it')}
                      </Link>
                    </li>
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ol>
      </Box>
      <p className="text-ink-2 text-xs">
        {t('Of {questions} questions {single} are like no other.', { questions: data.questions, single: data.single })}
        {data.complete ? '' : t(' There were more messages than are looked at: the oldest are left out.')}
      </p>
    </>
  );
