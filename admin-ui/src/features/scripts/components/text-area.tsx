import { useId } from 'react';

/** One text in one language, with what is wrong with it. */
export const TextArea = ({
  label,
  value,
  error,
  placeholder,
  maxLength,
  disabled,
  onChange,
}: {
  label: string;
  value: string;
  error: string | null;
  placeholder?: string | undefined;
  maxLength: number;
  disabled: boolean;
  onChange: (text: string) => void;
}) => {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1 text-sm">
      <label htmlFor={id} className="text-ink-2">
        {label}
      </label>
      <textarea
        id={id}
        dir="auto"
        rows={2}
        value={value}
        maxLength={maxLength}
        disabled={disabled}
        placeholder={placeholder}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={event => onChange(event.target.value)}
        className="w-full rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-base text-ink disabled:bg-sunken disabled:text-ink-2 aria-invalid:border-danger"
      />
      {error ? (
        <p id={`${id}-error`} className="text-danger-text">
          {error}
        </p>
      ) : null}
    </div>
  );
};
