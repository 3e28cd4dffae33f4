import type { ReactNode } from 'react';
import { t } from '../lib/language.ts';
import { Skeleton } from './skeleton.tsx';
import { ErrorState } from './states.tsx';

/** A page of the settings: a reading column with a title, what it is for, and what one may do. */
export const Page = ({
  title,
  about,
  actions,
  wide = false,
  children,
}: {
  title: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  /** For tables and editors that need the room. */
  wide?: boolean;
  children: ReactNode;
}) => (
  <div className={`mx-auto flex flex-col gap-6 px-4 py-6 md:px-8 md:py-8 ${wide ? 'max-w-260' : 'max-w-190'}`}>
    <header className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="font-semibold text-xl [overflow-wrap:anywhere]">{title}</h2>
        {about ? <p className="mt-1 max-w-160 text-ink-2 text-sm">{about}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
    {children}
  </div>
);

/** A titled part of a page. */
export const Part = ({
  title,
  about,
  aside,
  children,
}: {
  title: string;
  about?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) => (
  <section aria-label={title}>
    <div className="mb-2 flex flex-wrap items-end justify-between gap-x-4 gap-y-1">
      <div className="min-w-0">
        <h3 className="font-semibold text-base">{title}</h3>
        {about ? <p className="max-w-160 text-ink-2 text-sm">{about}</p> : null}
      </div>
      {aside}
    </div>
    {children}
  </section>
);

/** Hairline box around what belongs together. */
export const Box = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <div className={`overflow-hidden rounded-xl border border-line bg-surface ${className}`}>{children}</div>
);

interface Asked<Data> {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** What was asked for, or its skeleton, or why it did not come. */
export function Loaded<Data>({
  query,
  what,
  rows = 3,
  children,
}: {
  query: Asked<Data>;
  /** `The playbooks did not load` */
  what: string;
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending)
    return (
      <div role="status" aria-label={t('Loading')} className="flex flex-col gap-3">
        {Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: grey blocks have no identity
          <Skeleton key={index} className={index === 0 ? 'h-20 w-full' : 'h-12 w-full'} />
        ))}
      </div>
    );
  return <ErrorState what={what} error={query.error} retry={() => void query.refetch()} />;
}
