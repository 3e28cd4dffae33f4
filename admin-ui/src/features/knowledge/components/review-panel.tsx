import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { CheckCheck } from 'lucide-react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { changesQuery, type DocumentView, useReview } from '../api/knowledge.ts';
import { diffTexts } from '../model/diff.ts';
import { plainAddress } from '../model/words.ts';

/** Pages that have changed: what is stored against what they say now. */
export const ReviewPanel = () => {
  const changes = useQuery(changesQuery);
  return (
    <>
      <p className="max-w-160 text-ink-2">
        {t(
          'Pages are looked at every month. Where one has changed, the agent states nothing of it, and calls a person when it is asked, until you have decided.',
        )}
      </p>
      <Loaded query={changes} what={t('The changes did not load')}>
        {({ documents }) =>
          documents.length === 0 ? (
            <EmptyState icon={<CheckCheck className="size-6" />} title={t('Nothing has changed')}>
              <p>{t('What the agent knows is what your pages say.')}</p>
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-4">
              {documents.map(document => (
                <ReviewCard key={document.id} document={document} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
};

const ReviewCard = ({ document }: { document: DocumentView }) => {
  const review = useReview();
  const mayDecide = useMay(write('knowledge'));
  const gone = document.changedContent === '';
  const rows = diffTexts(document.content, document.changedContent ?? document.content);
  const decide = (accept: boolean) => review.mutate({ id: document.id, accept });
  return (
    <li data-testid="review" className="overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-3">
        <h2 className="min-w-0 font-semibold text-base [overflow-wrap:anywhere]" dir="auto">
          {document.title}
        </h2>
        <span className="min-w-0 flex-1 text-ink-2 text-sm [overflow-wrap:anywhere]">
          {document.url ? (
            <a href={document.url} target="_blank" rel="noopener noreferrer" className="underline">
              {plainAddress(document.url)}
            </a>
          ) : null}
          {document.lastVerifiedAt ? (
            <>
              {' '}
              {t('stored:')} <DayTime at={document.lastVerifiedAt} />
            </>
          ) : null}
        </span>
      </div>
      {gone ? (
        <p className="border-line border-b bg-approval-soft px-4 py-2 text-approval-text text-sm">
          {t('This page is not there any more. What was taken from it:')}
        </p>
      ) : null}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        aria-label={t('What changed in {title}', { title: document.title })}
        className="focus-inset max-h-100 overflow-y-auto px-4 py-3 text-sm"
      >
        {rows.map((row, index) =>
          row.kind === 'skipped' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity, and never move
            <p key={index} className="py-1 text-ink-2 text-xs">
              {row.lines === 1 ? t('1 line as before') : t('{count} lines as before', { count: row.lines })}
            </p>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity, and never move
            <p key={index} dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              {row.parts.map((part, at) => {
                const Tag = part.kind === 'gone' ? 'del' : part.kind === 'new' ? 'ins' : 'span';
                return (
                  <Tag
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    key={at}
                    className={clsx(
                      part.kind === 'gone' && 'rounded-sm bg-danger-soft text-danger-text line-through',
                      part.kind === 'new' && 'rounded-sm bg-human-soft text-human-text no-underline',
                    )}
                  >
                    {part.text}
                  </Tag>
                );
              })}
            </p>
          ),
        )}
      </section>
      {mayDecide ? (
        <div className="flex flex-wrap gap-2 border-line border-t px-4 py-3">
          <Button tone={gone ? 'danger' : 'primary'} disabled={review.isPending} onClick={() => decide(true)}>
            {gone ? t('Forget it') : t('Take the new words')}
          </Button>
          <Button disabled={review.isPending} onClick={() => decide(false)}>
            {t('Keep what is stored')}
          </Button>
        </div>
      ) : null}
    </li>
  );
};
