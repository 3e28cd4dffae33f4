import { clsx } from 'clsx';
import type { LeadRowView } from '../../../../../api/contracts/contacts.ts';
import type { LabelView } from '../../../../../api/contracts/labels.ts';
import type { ShownStatus } from '../../../../../domain/lead/moves.ts';
import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { statusWord } from '../model/words.ts';

const TONES: Partial<Record<ShownStatus, string>> = {
  HOT: 'border-accent bg-accent-soft text-accent-text',
  WON: 'border-good text-good',
  NEEDS_HUMAN: 'border-human bg-human-soft text-human-text',
  OPTED_OUT: 'border-line-strong bg-sunken text-ink-2',
};

export const StatusBadge = ({ status }: { status: ShownStatus }) => (
  <span
    className={clsx(
      'inline-flex h-5.5 max-w-full items-center truncate rounded-full border px-2 font-medium text-xs',
      TONES[status] ?? 'border-line-strong text-ink-2',
    )}
  >
    {statusWord(status)}
  </span>
);

/** The score with what it means; a dash when nothing is known yet. */
export const Score = ({ score, temperature }: Pick<LeadRowView, 'score' | 'temperature'>) =>
  score === null ? (
    <span className="text-ink-3">–</span>
  ) : (
    <span className="tabular-nums">
      {score}
      <span className={clsx('ml-1 text-xs', temperature === 'hot' ? 'font-medium text-accent-text' : 'text-ink-2')}>
        {words(temperature)}
      </span>
    </span>
  );

export const LabelChip = ({ label, onRemove }: { label: LabelView; onRemove?: () => void }) => (
  <span className="inline-flex h-5.5 max-w-40 items-center gap-1.5 rounded-full border border-line-strong px-2 text-xs">
    <svg viewBox="0 0 8 8" className="size-2 shrink-0" aria-hidden="true">
      <circle cx="4" cy="4" r="4" fill={label.color} />
    </svg>
    <span className="truncate">{label.name}</span>
    {onRemove ? (
      <button
        type="button"
        aria-label={t('Take off {name}', { name: label.name })}
        onClick={onRemove}
        className="-mr-1 rounded-full px-1 text-ink-2 hover:text-ink"
      >
        ×
      </button>
    ) : null}
  </span>
);
