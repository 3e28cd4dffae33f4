import { useId } from 'react';
import { TextField } from '../../../components/form.tsx';
import { Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { type ModelForm, ROLE_WORDS, ROLES_SHOWN } from '../model/form.ts';

/** One name for everything, or another for one kind of work; picked from what the provider offers once it was tried. */
export const ModelNames = ({
  form,
  set,
  errors,
  offered,
  disabled,
}: {
  form: ModelForm;
  set: (patch: Partial<ModelForm>) => void;
  errors: Record<string, string>;
  offered: readonly string[] | null;
  disabled: boolean;
}) => {
  const list = useId();
  const shared = { list, autoComplete: 'off', spellCheck: false, disabled };
  return (
    <Part title={t('Models')}>
      <datalist id={list}>
        {(offered ?? []).map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4">
        <TextField
          name="model"
          label={t('Model')}
          hint={
            offered
              ? t('The provider offers {count}: pick one, or type its name.', { count: offered.length })
              : t('Its name as the provider writes it. “Try it” lists what there is to pick from.')
          }
          value={form.model}
          error={errors.model}
          onChange={model => set({ model })}
          {...shared}
        />
        <details open={ROLES_SHOWN.some(role => form.models[role] !== '') || undefined}>
          <summary className="w-fit cursor-pointer rounded-sm text-ink-2 text-sm hover:text-ink">
            {t('Another model for one kind of work')}
          </summary>
          <div className="mt-3 grid gap-4 sm:grid-cols-2">
            {ROLES_SHOWN.map(role => (
              <TextField
                key={role}
                name={`models.${role}`}
                label={ROLE_WORDS[role].label}
                hint={ROLE_WORDS[role].about}
                placeholder={form.model}
                value={form.models[role]}
                error={errors[`models.${role}`]}
                onChange={name => set({ models: { ...form.models, [role]: name } })}
                {...shared}
              />
            ))}
          </div>
        </details>
        <p className="text-ink-2 text-xs">
          {t(
            'Searching knowledge, voice notes and pictures stay with the models of this installation: what is stored was made with them.',
          )}
        </p>
      </div>
    </Part>
  );
};
