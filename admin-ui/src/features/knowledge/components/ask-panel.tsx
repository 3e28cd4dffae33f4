import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { useId, useState } from 'react';
import type { AskedView } from '../../../../../api/contracts/websites.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { useAsk } from '../api/knowledge.ts';
import { plainAddress, WHY_NOT } from '../model/words.ts';
import { FIELD } from './field-style.ts';

/** Ask as a customer would, and see what the agent would be given. */
export const AskPanel = () => {
  const id = useId();
  const ask = useAsk();
  const [question, setQuestion] = useState('');
  const hits = ask.data?.hits ?? [];
  return (
    <>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={event => {
          event.preventDefault();
          ask.mutate(question);
        }}
      >
        <label htmlFor={id} className="flex min-w-0 flex-1 basis-64 flex-col gap-1 text-sm">
          <span className="font-medium">{t('What a customer asks')}</span>
          <input
            id={id}
            data-testid="ask-question"
            className={FIELD}
            dir="auto"
            value={question}
            maxLength={2_000}
            onChange={event => setQuestion(event.target.value)}
            placeholder={t('How much is a cleaning?')}
            required
          />
        </label>
        <Button type="submit" tone="primary" className="h-9" disabled={ask.isPending}>
          <Search className="size-3.5" aria-hidden="true" />
          {ask.isPending ? t('Looking') : t('See what is found')}
        </Button>
      </form>
      <div role="status" className="sr-only">
        {ask.data
          ? t('{used} of {found} would be given to the agent', {
              used: hits.filter(hit => hit.used).length,
              found: hits.length,
            })
          : ''}
      </div>
      {ask.data && !ask.data.meaning ? (
        <Notice>{t('Nothing could be compared by meaning just now; these were found by their words.')}</Notice>
      ) : null}
      {ask.data && hits.length === 0 ? (
        <EmptyState icon={<Search className="size-6" />} title={t('Nothing was found')}>
          <p>{t('The agent would say that it asks the team. Add the answer to your questions or to your website.')}</p>
        </EmptyState>
      ) : null}
      {ask.data === undefined ? (
        <p className="max-w-160 text-ink-2 text-sm">
          {t('The same search as the agent’s, over its playbook and everything here. No customer hears of it.')}
        </p>
      ) : null}
      {hits.length > 0 ? (
        <ol data-testid="ask-hits" className="divide-y divide-line overflow-hidden rounded-xl border border-line">
          {hits.map(hit => (
            <HitItem key={`${hit.documentId}-${hit.title}-${hit.text}`} hit={hit} />
          ))}
        </ol>
      ) : null}
    </>
  );
};

const percent = (score: number): string => `${Math.round(score * 100)}%`;

const HitItem = ({ hit }: { hit: AskedView['hits'][number] }) => (
  <li data-used={hit.used} className={clsx('flex gap-4 px-4 py-3', hit.used ? 'bg-surface' : 'bg-canvas')}>
    <span className={clsx('w-11 shrink-0 font-semibold text-lg tabular-nums', hit.used ? 'text-ink' : 'text-ink-3')}>
      {percent(hit.score)}
    </span>
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]" dir="auto">
          {hit.title}
        </span>
        <span className="text-ink-2 text-xs">
          {hit.from === 'playbook' ? t('playbook') : hit.url ? null : t('knowledge')}
          {hit.url ? (
            <a href={hit.url} target="_blank" rel="noopener noreferrer" className="underline [overflow-wrap:anywhere]">
              {plainAddress(hit.url)}
            </a>
          ) : null}
        </span>
      </p>
      <p className="line-clamp-4 whitespace-pre-wrap text-ink-2 text-sm [overflow-wrap:anywhere]" dir="auto">
        {hit.text}
      </p>
      <p className="text-xs tabular-nums">
        <span className={hit.used ? 'font-medium text-good' : 'text-ink-2'}>
          {hit.used ? t('The agent gets it') : hit.whyNot ? WHY_NOT[hit.whyNot] : ''}
        </span>
        <span className="text-ink-2">
          {' '}
          ·{' '}
          {hit.meaningScore === null
            ? t('not compared by meaning · words {words}', { words: percent(hit.wordsScore) })
            : t('meaning {meaning} · words {words}', {
                meaning: percent(hit.meaningScore),
                words: percent(hit.wordsScore),
              })}
        </span>
      </p>
    </div>
  </li>
);
