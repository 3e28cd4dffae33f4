import { CloudOff } from 'lucide-react';
import { t } from '../lib/language.ts';
import { liveState } from '../lib/live.ts';
import { useStore } from '../lib/store.ts';

/** A thin bar while the line is down: what is shown may be old, and what is written waits. */
export const OfflineBar = () => {
  const state = useStore(liveState, value => value);
  if (state !== 'offline') return null;
  return (
    <div
      role="status"
      className="flex min-h-7 items-center justify-center gap-2 bg-ink px-4 py-1 text-center text-surface text-xs"
    >
      <CloudOff className="size-3.5 shrink-0" aria-hidden="true" />
      {t('No network. What you see may be old; what you send stays here until you try it again.')}
    </div>
  );
};
