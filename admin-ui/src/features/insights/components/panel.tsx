import type { ReactNode } from 'react';

/** One chart with its title, in a hairline box. */
export const Panel = ({
  title,
  about,
  wide = false,
  children,
}: {
  title: string;
  about?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) => (
  <section
    aria-label={title}
    className={`min-w-0 rounded-xl border border-line bg-surface p-4 ${wide ? 'lg:col-span-2' : ''}`}
  >
    <h3 className="font-semibold text-base">{title}</h3>
    {about ? <p className="text-ink-2 text-sm">{about}</p> : null}
    <div className="mt-2">{children}</div>
  </section>
);

/** What a chart says when there is nothing to draw. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="flex min-h-24 items-center justify-center px-4 py-6 text-center text-ink-2 text-sm">{children}</p>
);
