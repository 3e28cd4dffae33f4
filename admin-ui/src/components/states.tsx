import { RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { explain } from '../lib/http.ts';
import { t } from '../lib/language.ts';
import { Button } from './button.tsx';

/** Nothing here: what this place is for, and the one thing to do. */
export const EmptyState = ({
  icon,
  title,
  heading: Heading = 'p',
  children,
}: {
  icon: ReactNode;
  title: string;
  heading?: 'h1' | 'p';
  children?: ReactNode;
}) => (
  <div className="mx-auto flex max-w-80 flex-col items-center gap-2 px-6 py-12 text-center">
    <span className="mb-1 text-ink-3" aria-hidden="true">
      {icon}
    </span>
    <Heading className="font-medium text-base text-ink">{title}</Heading>
    <div className="flex flex-col items-center gap-3 text-ink-2 text-sm">{children}</div>
  </div>
);

/** What happened, what is safe, and another try. */
export const ErrorState = ({
  what,
  error,
  retry,
  action = t('Try again'),
}: {
  what: string;
  error: unknown;
  retry: () => void;
  action?: string;
}) => {
  const { message, hint } = explain(error);
  return (
    <div role="alert" className="mx-auto flex max-w-80 flex-col items-center gap-2 px-6 py-12 text-center">
      <TriangleAlert className="mb-1 size-6 text-danger" aria-hidden="true" />
      <p className="font-medium text-base text-ink">{what}</p>
      <p className="text-ink-2 text-sm">
        {message === what ? null : `${message} `}
        {hint}
      </p>
      <Button className="mt-2" onClick={retry}>
        <RotateCw className="size-3.5" aria-hidden="true" />
        {action}
      </Button>
    </div>
  );
};
