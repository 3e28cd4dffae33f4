import { Trash2 } from 'lucide-react';
import { FIELD, Field } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { t } from '../../../lib/language.ts';
import { shareOf } from '../model/experiment.ts';
import type { VariantForm } from '../model/form.ts';

const CHOICES: Record<
  'formality' | 'persuasion' | 'ctaTiming',
  { label: string; options: readonly [string, string][] }
> = {
  formality: {
    label: t('Tone'),
    options: [
      ['formal', t('Formal')],
      ['professional', t('Professional')],
      ['casual', t('Casual')],
    ],
  },
  persuasion: {
    label: t('Persuasion'),
    options: [
      ['soft', t('Soft')],
      ['moderate', t('Moderate')],
      ['firm', t('Firm')],
    ],
  },
  ctaTiming: {
    label: t('Offers'),
    options: [
      ['early', t('Early')],
      ['late', t('Once the facts are known')],
    ],
  },
};
const same = t('As the playbook');

/** What one variant does differently. The first one had better do nothing: it is what the others are compared with. */
export const VariantFields = ({
  variant,
  all,
  errorOf,
  onChange,
  onRemove,
}: {
  variant: VariantForm;
  all: readonly VariantForm[];
  errorOf: (field: string) => string | undefined;
  onChange: (variant: VariantForm) => void;
  onRemove: (() => void) | null;
}) => {
  const weights = all.map(each => ({ weight: Number(each.weight) || 0 }));
  const text = (
    field: 'key' | 'weight' | 'maxWords' | 'followUpFactor',
    label: string,
    place: string,
    error: string,
  ) => (
    <Field label={label} error={errorOf(error)}>
      {ids => (
        <input
          {...ids}
          className={FIELD}
          inputMode={field === 'key' ? 'text' : 'decimal'}
          placeholder={place}
          value={variant[field]}
          onChange={event => onChange({ ...variant, [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="rounded-xl border border-line p-3.5">
      <legend className="sr-only">{variant.key || t('Variant')}</legend>
      <div className="flex items-end gap-3">
        <div className="min-w-0 flex-1">{text('key', t('Name'), 'variant_a', 'key')}</div>
        <div className="w-24">{text('weight', t('Weight'), '1', 'weight')}</div>
        <span className="w-10 pb-2 text-right text-ink-2 text-sm tabular-nums">
          {shareOf({ weight: Number(variant.weight) || 0 }, weights)}%
        </span>
        {onRemove ? (
          <IconButton label={t('Remove {name}', { name: variant.key || t('the variant') })} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        {text('maxWords', t('Words, at most'), same, 'patch.maxWords')}
        {text('followUpFactor', t('Follow-ups wait, times'), same, 'patch.followUpFactor')}
        {(['formality', 'persuasion', 'ctaTiming'] as const).map(field => (
          <Field key={field} label={CHOICES[field].label} error={errorOf(`patch.${field}`)}>
            {ids => (
              <select
                {...ids}
                className={FIELD}
                value={variant[field]}
                onChange={event => onChange({ ...variant, [field]: event.target.value } as VariantForm)}
              >
                <option value="">{same}</option>
                {CHOICES[field].options.map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
};
