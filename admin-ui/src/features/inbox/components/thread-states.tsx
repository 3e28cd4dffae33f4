import { Smartphone } from 'lucide-react';
import { Skeleton } from '../../../components/skeleton.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';

const BUBBLES = ['w-3/5', 'w-2/5 self-end', 'w-1/2', 'w-3/5 self-end', 'w-1/3'];

export const BubbleSkeletons = () => (
  <div role="status" aria-label={t('Loading messages')} className="flex flex-1 flex-col justify-end gap-3 p-5">
    {BUBBLES.map(width => (
      <Skeleton key={width} className={`h-11 rounded-xl ${width}`} />
    ))}
  </div>
);

export const ThreadSkeleton = () => (
  <section aria-label={t('Conversation')} className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
    <div className="flex h-14 items-center gap-3 border-line border-b bg-surface px-4">
      <Skeleton className="size-8 rounded-full" />
      <Skeleton className="h-4 w-40" />
    </div>
    <div className="flex h-11 items-center border-line border-b bg-sunken px-4">
      <Skeleton className="h-3.5 w-56" />
    </div>
    <BubbleSkeletons />
    <div className="h-16 border-line border-t bg-surface" />
  </section>
);

export const EmptyThread = () => (
  <EmptyState icon={<Smartphone className="size-6" />} title={t('No messages yet')}>
    <p>{t('The first message appears here the moment it arrives.')}</p>
  </EmptyState>
);
