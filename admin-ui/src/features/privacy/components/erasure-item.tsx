import { Check, LoaderCircle } from 'lucide-react';
import type { ErasureView } from '../../../../../api/contracts/erasures.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { DayTime } from '../../../components/time.tsx';
import { count, duration } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const WORDS: Record<string, readonly [one: string, many: string]> = {
  messages: ['message', 'messages'],
  conversations: ['conversation', 'conversations'],
  contacts: ['contact', 'contacts'],
  files: ['file', 'files'],
  updates: [t('raw update'), t('raw updates')],
};

const ORDER = Object.keys(WORDS);

const gone = (erased: ErasureView['erased']): string =>
  Object.entries(erased)
    .filter(([, number]) => number > 0)
    .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .map(([kind, number]) => {
      const [one, many] = WORDS[kind] ?? [kind, kind];
      return `${count(number)} ${number === 1 ? one : many}`;
    })
    .join(', ');

/** One erasure: where it stands, what went, and the tombstone that stays. */
export const ErasureItem = ({ erasure }: { erasure: ErasureView }) => {
  const { state, requestedAt, requestedByName, completedAt, erased, tombstones } = erasure;
  const done = state === 'DONE';
  return (
    <li data-testid="erasure" data-state={state} className="flex items-start gap-3 bg-surface px-4 py-3 text-sm">
      {done ? (
        <Check className="mt-0.5 size-4 shrink-0 text-good" aria-hidden="true" />
      ) : (
        <LoaderCircle
          className="mt-0.5 size-4 shrink-0 animate-spin text-ink-3 motion-reduce:animate-none"
          aria-hidden="true"
        />
      )}
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {done ? t('Forgotten') : t('Is being forgotten: silent already, the rest goes within minutes')}
        </p>
        <p className="text-ink-2">
          {requestedByName ?? t('A restored backup')} {t('asked')} <DayTime at={requestedAt} />
          {completedAt
            ? t(' · done after {duration}', { duration: duration(Date.parse(completedAt) - Date.parse(requestedAt)) })
            : ''}
        </p>
        {done ? <p className="mt-1">{gone(erased) || t('Nothing of theirs was left.')}</p> : null}
        {tombstones.length > 0 ? (
          <ul className="mt-1.5 flex flex-col gap-1">
            {tombstones.map(stone => (
              <li key={stone.hash} className="flex flex-wrap items-center gap-x-2 text-ink-2 text-xs">
                {t('Tombstone')}
                <code className="min-w-0 truncate rounded-sm bg-sunken px-1.5 py-0.5" title={stone.hash}>
                  {stone.hash.slice(0, 16)}…
                </code>
                {stone.optedOut ? <span>{t('the opt-out stays')}</span> : null}
                <CopyButton text={() => stone.hash} label={t('Copy')} />
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </li>
  );
};
