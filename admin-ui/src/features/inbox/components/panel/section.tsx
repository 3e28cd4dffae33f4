import type { ReactNode } from 'react';

/** A titled part of the panel. */
export const Section = ({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) => (
  <section className="border-line border-b px-4 py-3.5 last:border-b-0">
    <div className="mb-2 flex min-h-5 items-center justify-between gap-2">
      <h3 className="font-semibold text-ink-2 text-xs">{title}</h3>
      {aside}
    </div>
    {children}
  </section>
);

/** A name and its value on one line. */
export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex items-baseline justify-between gap-3 py-0.5 text-sm">
    <dt className="shrink-0 text-ink-2">{name}</dt>
    <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
  </div>
);
