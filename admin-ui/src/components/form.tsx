import type { InputHTMLAttributes, ReactNode } from 'react';
import { FIELD, Field } from './field.tsx';

/** One line of text with its label; `name` is the field's name in what is sent. */
export const TextField = ({
  name,
  label,
  value,
  onChange,
  hint,
  error,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'name'> & {
  name: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: string | undefined;
}) => (
  <Field label={label} hint={error ? undefined : hint} error={error}>
    {ids => (
      <input
        {...ids}
        {...rest}
        name={name}
        value={value}
        onChange={event => onChange(event.target.value)}
        className={`${FIELD} ${rest.className ?? ''}`}
      />
    )}
  </Field>
);

/** What went wrong with the whole form. */
export const Problem = ({ children }: { children: string | null }) =>
  children ? (
    <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger-text text-sm">
      {children}
    </p>
  ) : null;
