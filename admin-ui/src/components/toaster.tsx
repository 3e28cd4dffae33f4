import { X } from 'lucide-react';
import { t } from '../lib/language.ts';
import { useStore } from '../lib/store.ts';
import { dismissToast, toasts } from '../lib/toasts.ts';

/** Short notices at the upper edge, where they cover neither a row nor the composer; errors stay longer and can be put away. */
export const Toaster = () => {
  const shown = useStore(toasts, all => all);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-1.5 z-50 flex flex-col items-center gap-2 px-4"
    >
      {shown.map(toast => (
        <div
          key={toast.id}
          role={toast.tone === 'danger' ? 'alert' : 'status'}
          className={
            toast.tone === 'danger'
              ? 'pointer-events-auto flex max-w-md animate-appear items-start gap-2 rounded-lg border border-danger bg-raised py-2 pr-2 pl-3 text-sm'
              : 'pointer-events-auto flex max-w-md animate-appear items-start gap-2 rounded-lg border border-ink bg-ink py-2 pr-2 pl-3 text-sm text-surface'
          }
        >
          <p className="min-w-0 flex-1">
            {toast.message} {toast.hint ? <span className="text-ink-2">{toast.hint}</span> : null}
          </p>
          <button
            type="button"
            aria-label={t('Put away')}
            onClick={() => dismissToast(toast.id)}
            className="inline-flex size-5 items-center justify-center rounded-sm opacity-70 hover:opacity-100"
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
};
