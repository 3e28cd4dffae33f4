import { clsx } from 'clsx';
import { type ReactNode, useId } from 'react';

/** How every text field, number and select looks. */
export const FIELD =
  'h-9 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base text-ink aria-invalid:border-danger disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-2';

export interface FieldIds {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** A labelled field: what it is, a remark, and what is wrong with it. */
export const Field = ({
  label,
  hint,
  error,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  className?: string;
  children: (ids: FieldIds) => ReactNode;
}) => {
  const id = useId();
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(part => part !== null).join(' ');
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {error ? (
        <p id={`${id}-error`} className="text-danger-text text-sm">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-ink-2 text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  );
};

/** A box to tick, with what it means beside it. */
export const Tick = ({
  checked,
  onChange,
  disabled = false,
  hint,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  hint?: ReactNode;
  children: ReactNode;
}) => (
  <label className={clsx('flex items-start gap-2.5 text-sm', disabled ? 'cursor-not-allowed' : 'cursor-pointer')}>
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      onChange={event => onChange(event.target.checked)}
      className="mt-0.5 size-4 shrink-0 accent-accent"
    />
    <span className="min-w-0">
      {children}
      {hint ? <span className="block text-ink-2 text-xs">{hint}</span> : null}
    </span>
  </label>
);

/** One of a few, each explained. */
export function Choices<Value extends string>({
  legend,
  value,
  onChange,
  disabled = false,
  options,
}: {
  legend: string;
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
  options: readonly { value: Value; label: ReactNode; about?: ReactNode }[];
}) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      <div className="divide-y divide-line overflow-hidden rounded-xl border border-line">
        {options.map(option => (
          <label
            key={option.value}
            className={clsx(
              'flex items-start gap-3 px-3.5 py-2.5 text-sm',
              disabled ? 'cursor-not-allowed' : 'cursor-pointer hover:bg-sunken',
              value === option.value ? 'bg-accent-soft' : 'bg-surface',
            )}
          >
            <input
              type="radio"
              name={name}
              checked={value === option.value}
              disabled={disabled}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{option.label}</span>
              {option.about ? <span className="block text-ink-2">{option.about}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
