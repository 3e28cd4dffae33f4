import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** A boxed remark inside a pane. */
export const Notice = ({
  tone = 'plain',
  icon,
  children,
  className,
}: {
  tone?: 'plain' | 'danger' | 'approval';
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) => (
  <div
    className={clsx(
      'flex items-start gap-2 rounded-lg border px-3 py-2 text-sm [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0',
      tone === 'danger' && 'border-danger/40 bg-danger-soft text-danger-text',
      tone === 'approval' && 'border-approval/40 bg-approval-soft text-approval-text',
      tone === 'plain' && 'border-line bg-sunken text-ink-2',
      className,
    )}
  >
    {icon}
    <div className="min-w-0 flex-1">{children}</div>
  </div>
);
