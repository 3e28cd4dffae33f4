import { Check, LoaderCircle } from 'lucide-react';
import type { ErasureView } from '../../../../../api/contracts/erasures.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { DayTime } from '../../../components/time.tsx';
import { count, duration } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const WORDS: Record<string, readonly [one: string, many: (shown: string) => string]> = {
  messages: [t('1 message'), shown => t('{count} messages', { count: shown })],
  conversations: [t('1 conversation'), shown => t('{count} conversations', { count: shown })],
  contacts: [t('1 contact'), shown => t('{count} contacts', { count: shown })],
  files: [t('1 file'), shown => t('{count} files', { count: shown })],
  updates: [t('1 raw update'), shown => t('{count} raw updates', { count: shown })],
};

const ORDER = Object.keys(WORDS);

const gone = (erased: ErasureView['erased']): string =>
  Object.entries(erased)
    .filter(([, number]) => number > 0)
    .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .map(([kind, number]) => {
      const [one, many] = WORDS[kind] ?? [`1 ${kind}`, (shown: string) => `${shown} ${kind}`];
      return number === 1 ? one : many(count(number));
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
          <Filled
            text={requestedByName === null ? t('A restored backup asked {when}') : t('{name} asked {when}')}
            values={{ name: requestedByName, when: <DayTime at={requestedAt} /> }}
          />
          {completedAt
            ? t(' · done after {time}', { time: duration(Date.parse(completedAt) - Date.parse(requestedAt)) })
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
