import { clsx } from 'clsx';

/** A key as it stands on the keyboard. As a hint it is left out where there is none. */
export const Kbd = ({
  children,
  inverse = false,
  always = false,
}: {
  children: string;
  inverse?: boolean;
  always?: boolean;
}) => (
  <kbd
    className={clsx(
      !always && 'max-md:hidden pointer-coarse:hidden',
      'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-[11px] leading-none',
      inverse ? 'border-current/40' : 'border-line-strong bg-surface text-ink-2',
    )}
  >
    {children}
  </kbd>
);
