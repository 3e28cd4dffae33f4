/** Fields of the editor: each is bound to a place of the configuration and is called by its name. */

import { clsx } from 'clsx';
import { type ReactNode, useState } from 'react';
import { FIELD, Field, Tick } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { codeWord } from '../model/codes.ts';
import { labelOf, OPTION_LABELS } from '../model/labels.ts';
import type { Path } from '../model/paths.ts';
import { useDraft, usePlace } from './draft.ts';

export interface FieldProps {
  path: Path;
  /** Where its usual name does not do. */
  label?: string;
  hint?: ReactNode;
  className?: string;
}

export const TextField = ({
  path,
  label,
  hint,
  className,
  placeholder,
  rows,
  nullable = false,
  optional = false,
}: FieldProps & {
  placeholder?: string;
  rows?: number;
  /** Empty is null. */
  nullable?: boolean;
  /** Empty is left out. */
  optional?: boolean;
}) => {
  const { value, error, readOnly, set } = usePlace(path);
  const shared = {
    value: typeof value === 'string' ? value : '',
    disabled: readOnly,
    placeholder,
    dir: 'auto' as const,
    'data-path': path,
  };
  const change = (text: string) => set(text !== '' ? text : nullable ? null : optional ? undefined : text);
  return (
    <Field label={label ?? labelOf(path)} hint={hint} error={error} {...(className ? { className } : {})}>
      {ids =>
        rows === undefined ? (
          <input type="text" className={FIELD} {...ids} {...shared} onChange={event => change(event.target.value)} />
        ) : (
          <textarea
            rows={rows}
            className={clsx(FIELD, 'field-sizing-content h-auto max-h-80 min-h-16 resize-y py-2')}
            {...ids}
            {...shared}
            onChange={event => change(event.target.value)}
          />
        )
      }
    </Field>
  );
};

/** A number, shown in another unit where one is given (`60000` for minutes of milliseconds). Empty is null where that may be. */
export const NumberField = ({
  path,
  label,
  hint,
  className,
  unit,
  per = 1,
  step,
  nullable = false,
  empty = t('no limit'),
}: FieldProps & {
  unit?: ReactNode;
  per?: number;
  step?: number;
  nullable?: boolean;
  /** What an empty one means. */
  empty?: string;
}) => {
  const { value, error, readOnly, set } = usePlace(path);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (typeof value === 'number' ? String(Number((value / per).toFixed(6))) : '');
  const change = (text: string) => {
    setTyped(text);
    const number = Number(text.replace(',', '.'));
    if (text.trim() === '') set(nullable ? null : undefined);
    else if (Number.isFinite(number)) set(per === 1 ? number : Math.round(number * per));
    else set(text);
  };
  return (
    <Field label={label ?? labelOf(path)} hint={hint} error={error} {...(className ? { className } : {})}>
      {ids => (
        <span className="flex items-center gap-2">
          <input
            type="text"
            inputMode="decimal"
            data-step={step}
            className={clsx(FIELD, 'max-w-32 tabular-nums')}
            {...ids}
            data-path={path}
            disabled={readOnly}
            placeholder={nullable ? empty : undefined}
            value={shown}
            onChange={event => change(event.target.value)}
            onBlur={() => setTyped(null)}
          />
          {unit ? <span className="text-ink-2 text-sm">{unit}</span> : null}
        </span>
      )}
    </Field>
  );
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const ChoiceField = ({
  path,
  label,
  hint,
  className,
  options,
  nullable = false,
}: FieldProps & {
  options: readonly (string | readonly [value: string, label: string])[];
  /** The empty choice is null. */
  nullable?: boolean;
}) => {
  const { value, error, readOnly, set } = usePlace(path);
  return (
    <Field label={label ?? labelOf(path)} hint={hint} error={error} {...(className ? { className } : {})}>
      {ids => (
        <select
          className={clsx(FIELD, 'px-2')}
          {...ids}
          data-path={path}
          disabled={readOnly}
          value={String(value ?? '')}
          onChange={event => set(nullable && event.target.value === '' ? null : event.target.value)}
        >
          {options.map(option => {
            const [key, text] = typeof option === 'string' ? [option, OPTION_LABELS[option]] : option;
            return (
              <option key={key} value={key}>
                {text ?? capital(codeWord(key))}
              </option>
            );
          })}
        </select>
      )}
    </Field>
  );
};

export const TickField = ({ path, label, hint }: FieldProps) => {
  const { value, readOnly, set } = usePlace(path);
  return (
    <Tick checked={value === true} disabled={readOnly} onChange={set} hint={hint}>
      {label ?? labelOf(path)}
    </Tick>
  );
};

/** A list of texts, one a line (or with commas between). */
export const LinesField = ({
  path,
  label,
  hint,
  className,
  commas = false,
  rows = 4,
}: FieldProps & { commas?: boolean; rows?: number }) => {
  const { value, error, readOnly, set } = usePlace(path);
  const wrongEntry = [...useDraft().errors].find(([place]) => place.startsWith(`${path}.`));
  const list = Array.isArray(value) ? value.map(String) : [];
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? list.join(commas ? ', ' : '\n');
  const change = (next: string) => {
    setTyped(next);
    set(
      next
        .split(commas ? ',' : '\n')
        .map(entry => entry.trim())
        .filter(entry => entry !== ''),
    );
  };
  const shared = {
    value: text,
    disabled: readOnly,
    dir: 'auto' as const,
    'data-path': path,
    onBlur: () => setTyped(null),
  };
  return (
    <Field
      label={label ?? labelOf(path)}
      hint={hint}
      error={
        error ??
        (wrongEntry
          ? t('No. {number}: {problem}', {
              number: Number(wrongEntry[0].slice(path.length + 1)) + 1,
              problem: wrongEntry[1],
            })
          : null)
      }
      {...(className ? { className } : {})}
    >
      {ids =>
        commas ? (
          <input type="text" className={FIELD} {...ids} {...shared} onChange={event => change(event.target.value)} />
        ) : (
          <textarea
            rows={rows}
            className={clsx(FIELD, 'field-sizing-content h-auto max-h-100 min-h-20 resize-y py-2')}
            {...ids}
            {...shared}
            onChange={event => change(event.target.value)}
          />
        )
      }
    </Field>
  );
};
