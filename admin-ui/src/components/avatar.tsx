import { clsx } from 'clsx';
import { initials } from '../lib/initials.ts';

export const Avatar = ({ name, className }: { name: string; className?: string }) => (
  <span
    aria-hidden="true"
    className={clsx(
      'inline-flex shrink-0 select-none items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-text text-xs',
      className ?? 'size-8',
    )}
  >
    {initials(name) || '#'}
  </span>
);
