import { useState } from 'react';
import { Field } from '../../../components/field.tsx';

export const AREA =
  'w-full rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-base text-ink disabled:bg-sunken disabled:text-ink-2 aria-invalid:border-danger';

/** Several short texts, one a line; empty lines are none. */
export const LinesField = ({
  label,
  lines,
  error,
  hint,
  testId,
  onChange,
}: {
  label: string;
  lines: readonly string[];
  error?: string | undefined;
  hint?: string;
  testId?: string;
  onChange: (lines: string[]) => void;
}) => {
  // What is typed stays as it is typed: a line break at the end is the beginning of the next line.
  const [text, setText] = useState(lines.join('\n'));
  return (
    <Field label={label} error={error} hint={hint}>
      {ids => (
        <textarea
          {...ids}
          dir="auto"
          rows={Math.min(6, Math.max(2, lines.length + 1))}
          className={AREA}
          data-testid={testId}
          value={text}
          onChange={event => {
            setText(event.target.value);
            onChange(
              event.target.value
                .split('\n')
                .map(line => line.trim())
                .filter(line => line !== ''),
            );
          }}
        />
      )}
    </Field>
  );
};
