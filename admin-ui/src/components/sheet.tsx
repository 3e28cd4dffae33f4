import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../lib/language.ts';

type Props = { label: string; onClose: () => void; className?: string; children: ReactNode };

/** A modal dialog. The browser's own, so that focus, Escape and the rest of the page need no help of ours. */
export const Modal = ({ label, onClose, className, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; the click is for the space around it
    <dialog
      ref={dialog}
      aria-label={label}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
      onClick={event => {
        if (event.target === dialog.current) onClose();
      }}
      className={className}
    >
      {children}
    </dialog>
  );
};

/** A modal with a title, for reading. */
export const Sheet = ({ label, onClose, children }: Omit<Props, 'className'>) => (
  <Modal
    label={label}
    onClose={onClose}
    className="m-auto max-h-[85dvh] w-full max-w-xl animate-appear overflow-y-auto rounded-xl border border-line bg-raised p-0"
  >
    <header className="sticky top-0 flex items-center justify-between border-line border-b bg-raised py-2 pr-2 pl-5">
      <h2 className="font-semibold text-lg">{label}</h2>
      <button
        type="button"
        aria-label={t('Close')}
        onClick={onClose}
        className="inline-flex size-8 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink"
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </header>
    <div className="p-5">{children}</div>
  </Modal>
);
