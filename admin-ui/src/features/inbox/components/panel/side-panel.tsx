import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { IconButton } from '../../../../components/icon-button.tsx';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { t } from '../../../../lib/language.ts';
import { detailQuery } from '../../api/conversations.ts';
import { TABS, type Tab } from '../../model/search.ts';
import { useInbox } from '../use-inbox.ts';
import { LeadTab } from './lead-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { NextTab } from './next-tab.tsx';

const WhyTab = lazy(() => import('./why-tab.tsx').then(module => ({ default: module.WhyTab })));

const LABELS: Record<Tab, string> = { next: t('Next'), lead: t('Lead'), why: t('Why'), log: t('Log') };

const PLACEMENTS = {
  column: 'w-85 shrink-0 border-l',
  second: 'w-85 shrink-0 border-l',
  full: 'w-full',
} as const;

type Props = { conversationId: string; placement: keyof typeof PLACEMENTS };

/** Everything about the conversation that is not the conversation. The address says which tab. */
export const SidePanel = ({ conversationId, placement }: Props) => {
  const { search, showTab } = useInbox();
  const { data: detail, isError } = useQuery(detailQuery(conversationId));
  const tab = search.tab ?? 'next';
  const compact = placement !== 'column';
  if (isError && !detail) return null;
  return (
    <aside
      aria-label={t('Details')}
      className={clsx('flex min-h-0 flex-col border-line bg-surface', PLACEMENTS[placement])}
    >
      <h2 className="sr-only">{t('Details')}</h2>
      <Tabs.Root
        value={tab}
        onValueChange={value => showTab(TABS.find(known => known === value) ?? 'next')}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="flex h-14 shrink-0 items-center gap-1 border-line border-b px-3">
          <Tabs.List aria-label={t('Details')} className="flex flex-1 gap-0.5">
            {TABS.map(name => (
              <Tabs.Trigger
                key={name}
                value={name}
                data-testid={`tab-${name}`}
                className="h-8 rounded-lg px-3 font-medium text-ink-2 text-sm hover:bg-sunken hover:text-ink data-[state=active]:bg-sunken data-[state=active]:text-ink"
              >
                {LABELS[name]}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {compact ? (
            <IconButton label={t('Close the details')} keys="Esc" onClick={() => showTab(undefined)}>
              <X className="size-4" aria-hidden="true" />
            </IconButton>
          ) : null}
        </div>
        {detail ? (
          TABS.map(name => (
            <Tabs.Content
              key={name}
              value={name}
              className="focus-inset min-h-0 flex-1 overflow-y-auto overscroll-contain data-[state=inactive]:hidden"
            >
              {name === 'next' ? <NextTab detail={detail} /> : null}
              {name === 'lead' ? <LeadTab detail={detail} covers={placement === 'full'} /> : null}
              {name === 'why' ? (
                <Suspense fallback={<PanelSkeleton />}>
                  <WhyTab conversationId={conversationId} turnId={search.turn ?? null} />
                </Suspense>
              ) : null}
              {name === 'log' ? <LogTab detail={detail} /> : null}
            </Tabs.Content>
          ))
        ) : (
          <PanelSkeleton />
        )}
      </Tabs.Root>
    </aside>
  );
};

export const PanelSkeleton = () => (
  <div role="status" aria-label={t('Loading details')} className="flex flex-col gap-3 p-4">
    <Skeleton className="h-3 w-16" />
    <Skeleton className="h-14" />
    <Skeleton className="mt-3 h-3 w-20" />
    <Skeleton className="h-24" />
  </div>
);
