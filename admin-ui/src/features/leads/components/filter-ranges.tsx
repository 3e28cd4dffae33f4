import { FIELD } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { dayEnd, dayOf, dayStart } from '../model/day.ts';

interface Range<Value> {
  from?: Value | undefined;
  to?: Value | undefined;
}
type Change<Value> = (range: { from?: Value; to?: Value } | undefined) => void;

/** Without an end that is not set; nothing when neither is. */
const ends = <Value,>({ from, to }: Range<Value>): { from?: Value; to?: Value } | undefined =>
  from === undefined && to === undefined
    ? undefined
    : { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };

const SIDES = [
  { side: 'from', word: t('from') },
  { side: 'to', word: t('up to') },
] as const;

/** @param unit of what is stored, in what is typed. */
export const NumberRange = ({
  legend,
  range = {},
  unit = 1,
  most,
  onChange,
}: {
  legend: string;
  range?: Range<number> | undefined;
  unit?: number;
  most: number;
  onChange: Change<number>;
}) => (
  <fieldset className="min-w-0">
    <legend className="mb-1 font-medium text-sm">{legend}</legend>
    <div className="flex items-center gap-2">
      {SIDES.map(({ side, word }) => (
        <input
          key={side}
          type="number"
          min={0}
          max={most}
          step="any"
          aria-label={side === 'from' ? t('{legend} from', { legend }) : t('{legend} to', { legend })}
          placeholder={word}
          className={FIELD}
          value={range[side] === undefined ? '' : range[side] / unit}
          onChange={event => {
            const amount = Number(event.target.value);
            const good = event.target.value !== '' && amount >= 0 && amount <= most;
            onChange(ends({ ...range, [side]: good ? Math.round(amount * unit) : undefined }));
          }}
        />
      ))}
    </div>
  </fieldset>
);

/** Whole days of the organization's zone, both of them in it. */
export const DayRange = ({
  legend,
  range = {},
  onChange,
}: {
  legend: string;
  range?: Range<string> | undefined;
  onChange: Change<string>;
}) => {
  const zone = useZone();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      <div className="grid grid-cols-2 gap-2">
        <input
          type="date"
          aria-label={t('{legend} from', { legend })}
          className={`${FIELD} px-2 text-sm`}
          value={range.from ? dayOf(range.from, zone) : ''}
          onChange={event =>
            onChange(ends({ ...range, from: event.target.value ? dayStart(event.target.value, zone) : undefined }))
          }
        />
        <input
          type="date"
          aria-label={t('{legend} to', { legend })}
          className={`${FIELD} px-2 text-sm`}
          value={range.to ? dayOf(range.to, zone, 1) : ''}
          onChange={event =>
            onChange(ends({ ...range, to: event.target.value ? dayEnd(event.target.value, zone) : undefined }))
          }
        />
      </div>
    </fieldset>
  );
};
