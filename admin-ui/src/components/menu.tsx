import { clsx } from 'clsx';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

/** A menu below its trigger. Not modal: a modal one would inject a style sheet, which the page forbids. */
export const Menu = ({
  trigger,
  children,
  align = 'end',
  side = 'bottom',
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'right';
}) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align={align}
        side={side}
        sideOffset={6}
        collisionPadding={8}
        className="z-40 min-w-52 max-w-80 animate-appear rounded-lg border border-line-strong bg-raised p-1 text-sm"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

export const MenuItem = ({
  icon,
  keys,
  children,
  onSelect,
  tone = 'plain',
}: {
  icon?: ReactNode;
  keys?: string;
  children: ReactNode;
  onSelect: () => void;
  tone?: 'plain' | 'danger';
}) => (
  <DropdownMenu.Item
    onSelect={onSelect}
    className={clsx(
      'flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 outline-none data-[highlighted]:bg-sunken',
      tone === 'danger' ? 'text-danger-text' : 'text-ink',
    )}
  >
    <span className="inline-flex size-4 items-center justify-center text-ink-3 [&>svg]:size-4" aria-hidden="true">
      {icon}
    </span>
    <span className="min-w-0 flex-1">{children}</span>
    {keys ? <Kbd>{keys}</Kbd> : null}
  </DropdownMenu.Item>
);

export const MenuLine = () => <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;

export const MenuText = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2 py-1.5 text-ink-2 text-xs">{children}</DropdownMenu.Label>
);
