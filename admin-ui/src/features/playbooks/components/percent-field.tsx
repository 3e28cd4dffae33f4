/** A share of new conversations. */
import { t } from '../../../lib/language.ts';
export const PercentField = ({ value, onChange }: { value: number; onChange: (percent: number) => void }) => (
  <label className="flex items-center gap-3 text-sm">
    <span className="w-40 shrink-0 font-medium">{t('Share of new ones')}</span>
    <input
      type="range"
      min={1}
      max={100}
      value={value}
      onChange={event => onChange(Number(event.target.value))}
      aria-valuetext={t('{percent} percent', { percent: value })}
      data-testid="percent"
      className="min-w-0 flex-1 accent-accent"
    />
    <span className="w-11 text-right font-medium tabular-nums">{value}%</span>
  </label>
);
