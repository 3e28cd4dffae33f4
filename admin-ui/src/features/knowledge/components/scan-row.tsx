import { ChevronRight } from 'lucide-react';
import type { ScanView } from '../../../../../api/contracts/websites.ts';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { countsOf, plainAddress, shareOf } from '../model/words.ts';

/** How far a scan is. */
export const ScanProgress = ({ scan }: { scan: ScanView }) => (
  <span className="flex min-w-0 items-center gap-3">
    <progress
      value={shareOf(scan)}
      max={1}
      aria-label={t('Pages read')}
      className="h-1.5 w-28 shrink-0 overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent"
    />
    <span role="status" className="min-w-0 truncate text-sm tabular-nums">
      {scan.found === 0 ? t('looking for pages') : countsOf(scan)}
    </span>
  </span>
);

export const ScanRow = ({ scan, onOpen }: { scan: ScanView; onOpen: () => void }) => (
  <li>
    <button
      type="button"
      onClick={onOpen}
      className="focus-inset flex w-full items-center gap-3 bg-surface px-4 py-3 text-left hover:bg-sunken"
    >
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
        <span className="min-w-44 truncate font-medium">
          {plainAddress(scan.url)}
          {scan.kind === 'CHECK' ? <span className="font-normal text-ink-2"> {t('looked at again')}</span> : null}
        </span>
        <span className="min-w-0 flex-1 text-ink-2 text-sm">
          {scan.state === 'RUNNING' ? (
            <ScanProgress scan={scan} />
          ) : scan.state === 'FAILED' ? (
            <span className="text-danger-text">{scan.failure}</span>
          ) : (
            `${scan.state === 'STOPPED' ? t('Stopped: ') : ''}${countsOf(scan)}`
          )}
        </span>
      </span>
      <Ago at={scan.createdAt} className="text-ink-2 text-xs tabular-nums" />
      <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
    </button>
  </li>
);
