import { clsx } from 'clsx';
import type { ReactNode, Ref } from 'react';
import type { ButtonProps } from './button.tsx';
import { Tip } from './tip.tsx';

type Props = Omit<ButtonProps, 'tone' | 'size'> & {
  label: string;
  keys?: string;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
};

/** A button that is only an icon: named for screen readers, explained on hover. */
export const IconButton = ({ label, keys, children, className, ...rest }: Props) => (
  <Tip label={label} {...(keys ? { keys } : {})}>
    <button
      type="button"
      aria-label={label}
      className={clsx(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 transition-colors',
        'hover:bg-sunken hover:text-ink aria-expanded:bg-sunken aria-pressed:bg-sunken aria-pressed:text-ink',
        'disabled:cursor-not-allowed disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  </Tip>
);
