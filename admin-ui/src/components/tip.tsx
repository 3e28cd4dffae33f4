import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

/** A short explanation on hover and focus. The trigger must have its own accessible name. */
export const Tip = ({ label, keys, children }: { label: string; keys?: string; children: ReactNode }) => (
  <Tooltip.Root>
    <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Content
        sideOffset={6}
        collisionPadding={8}
        className="z-50 flex max-w-64 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-surface"
      >
        {label}
        {keys ? <Kbd inverse>{keys}</Kbd> : null}
      </Tooltip.Content>
    </Tooltip.Portal>
  </Tooltip.Root>
);
