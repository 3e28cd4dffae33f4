import type { ReactNode, SubmitEvent } from 'react';
import { t } from '../lib/language.ts';
import { Button, type ButtonProps } from './button.tsx';
import { Sheet } from './sheet.tsx';

/** A question with one answer that does something: Enter does it, Escape leaves. */
export const Dialog = ({
  title,
  action,
  tone = 'primary',
  busy = false,
  disabled = false,
  onDo,
  onClose,
  children,
}: {
  title: string;
  /** What the button says. */
  action: string;
  tone?: NonNullable<ButtonProps['tone']>;
  busy?: boolean;
  disabled?: boolean;
  onDo: () => void;
  onClose: () => void;
  children: ReactNode;
}) => (
  <Sheet label={title} onClose={onClose}>
    <form
      className="flex flex-col gap-5"
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (!busy && !disabled) onDo();
      }}
    >
      {children}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button type="submit" tone={tone} disabled={busy || disabled} data-testid="dialog-do">
          {action}
        </Button>
      </div>
    </form>
  </Sheet>
);
