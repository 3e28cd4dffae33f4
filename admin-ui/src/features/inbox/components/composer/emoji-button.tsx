import { Smile } from 'lucide-react';
import { Popover } from 'radix-ui';
import { lazy, Suspense, useState } from 'react';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { t } from '../../../../lib/language.ts';

/** With its list of names: loaded when somebody opens it. */
const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.tsx')).EmojiPicker }));

export const EmojiButton = ({ disabled, onPick }: { disabled: boolean; onPick: (sign: string) => void }) => {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        type="button"
        aria-label={t('Emoji')}
        data-testid="composer-emoji"
        disabled={disabled}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink disabled:cursor-not-allowed disabled:opacity-50 aria-expanded:bg-sunken"
      >
        <Smile className="size-4.5" aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="start"
          sideOffset={8}
          collisionPadding={8}
          aria-label={t('Emoji')}
          onCloseAutoFocus={event => event.preventDefault()}
          className="z-40 rounded-lg border border-line-strong bg-raised"
        >
          <Suspense fallback={<Skeleton className="m-2 h-64 w-76" />}>
            <EmojiPicker
              onPick={sign => {
                setOpen(false);
                onPick(sign);
              }}
            />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
};
