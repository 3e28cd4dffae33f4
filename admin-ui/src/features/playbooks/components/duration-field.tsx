import { clsx } from 'clsx';
import { useState } from 'react';
import { FIELD } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { labelOf } from '../model/labels.ts';
import { usePlace } from './draft.ts';
import { type FieldProps, NumberField } from './fields.tsx';

const UNITS = [
  { name: t('minutes'), ms: 60_000 },
  { name: t('hours'), ms: 3_600_000 },
  { name: t('days'), ms: 86_400_000 },
] as const;

const fitting = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? (UNITS.findLast(unit => value % unit.ms === 0)?.ms ?? 60_000) : 60_000;

/** A length of time, in the largest unit that fits. */
export const DurationField = ({ path, label, hint, className }: FieldProps) => {
  const { value, readOnly } = usePlace(path);
  const [per, setPer] = useState(() => fitting(value));
  return (
    <NumberField
      path={path}
      per={per}
      {...(label ? { label } : {})}
      {...(hint ? { hint } : {})}
      {...(className ? { className } : {})}
      unit={
        <select
          aria-label={t('Unit: {name}', { name: label ?? labelOf(path) })}
          className={clsx(FIELD, 'max-w-28 px-2')}
          disabled={readOnly}
          value={per}
          onChange={event => setPer(Number(event.target.value))}
        >
          {UNITS.map(unit => (
            <option key={unit.ms} value={unit.ms}>
              {unit.name}
            </option>
          ))}
        </select>
      }
    />
  );
};
