import { clsx } from 'clsx';
import type { ButtonHTMLAttributes, Ref } from 'react';

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  tone?: 'plain' | 'primary' | 'human' | 'danger' | 'ghost';
  size?: 'sm' | 'md';
  ref?: Ref<HTMLButtonElement>;
};

const TONES: Record<NonNullable<ButtonProps['tone']>, string> = {
  plain: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  primary: 'border border-transparent bg-accent text-accent-ink hover:brightness-110',
  human: 'border border-human bg-human-soft text-human-text hover:brightness-95',
  danger: 'border border-danger bg-surface text-danger-text hover:bg-danger-soft',
  ghost: 'border border-transparent text-ink-2 hover:bg-sunken hover:text-ink',
};

export const Button = ({ tone = 'plain', size = 'md', className, type = 'button', ...rest }: ButtonProps) => (
  <button
    type={type}
    className={clsx(
      'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-lg font-medium transition-colors',
      'disabled:cursor-not-allowed disabled:opacity-50',
      size === 'sm' ? 'h-7 px-2 text-sm' : 'h-8 px-3 text-sm',
      TONES[tone],
      className,
    )}
    {...rest}
  />
);
