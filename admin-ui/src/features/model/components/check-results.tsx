import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ModelCheckView } from '../../../../../api/contracts/models.ts';
import { FIELD } from '../../../components/field.tsx';
import { Box, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { type ModelForm, ROLE_WORDS } from '../model/form.ts';

/** Whether each model answers; and what it costs, where nobody knows. */
export const CheckResults = ({
  check,
  form,
  set,
  errors,
}: {
  check: ModelCheckView;
  form: ModelForm;
  set: (patch: Partial<ModelForm>) => void;
  errors: Record<string, string>;
}) => (
  <Part title={t('Tried just now')}>
    <Box>
      <ul className="divide-y divide-line" data-testid="model-results">
        {check.results.map(({ model, roles, ok, latencyMs, problem, priced }) => (
          <li key={model} className="flex flex-col gap-2 px-4 py-3 text-sm">
            <div className="flex items-start gap-2.5">
              {ok ? (
                <CircleCheck className="mt-0.5 size-4 shrink-0 text-human" aria-hidden="true" />
              ) : (
                <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger-text" aria-hidden="true" />
              )}
              <div className="min-w-0 flex-1">
                <p className="font-medium [overflow-wrap:anywhere]">{model}</p>
                <p className={ok ? 'text-ink-2' : 'text-danger-text'}>
                  {ok ? t('answers in {seconds} s', { seconds: (latencyMs / 1000).toFixed(1) }) : problem}
                </p>
                <p className="text-ink-2 text-xs">
                  {roles.length === 6 ? t('For everything') : roles.map(role => ROLE_WORDS[role].label).join(', ')}
                </p>
              </div>
            </div>
            {ok && !priced ? <Price model={model} form={form} set={set} error={errors[`price ${model}`]} /> : null}
          </li>
        ))}
      </ul>
    </Box>
  </Part>
);

const Price = ({
  model,
  form,
  set,
  error,
}: {
  model: string;
  form: ModelForm;
  set: (patch: Partial<ModelForm>) => void;
  error: string | undefined;
}) => {
  const typed = form.prices[model] ?? { input: '', output: '' };
  return (
    <fieldset className="ml-6.5 rounded-lg border border-line bg-sunken px-3 pt-1 pb-3">
      <legend className="px-1 font-medium text-xs">{t('Its price')}</legend>
      <p className="mb-2 text-ink-2 text-xs">
        {t(
          'Nobody knows it here: without one its use counts as free, and no cap on money holds. Dollars for a million tokens:',
        )}
      </p>
      <div className="flex flex-wrap gap-3">
        {(['input', 'output'] as const).map(side => (
          <label key={side} className="flex items-center gap-2 text-sm">
            {side === 'input' ? t('tokens read') : t('tokens written')}
            <input
              inputMode="decimal"
              aria-label={
                side === 'input'
                  ? t('Price of {model} for a million tokens read', { model })
                  : t('Price of {model} for a million tokens written', { model })
              }
              aria-invalid={error ? true : undefined}
              className={`${FIELD} max-w-24 tabular-nums`}
              value={typed[side]}
              onChange={event => set({ prices: { ...form.prices, [model]: { ...typed, [side]: event.target.value } } })}
            />
          </label>
        ))}
      </div>
      {error ? <p className="mt-1 text-danger-text text-sm">{error}</p> : null}
    </fieldset>
  );
};
