import { useState } from 'react';
import type { ModelView } from '../../../../../api/contracts/models.ts';
import { addressOf, MODEL_PROVIDERS, PROVIDER_URLS } from '../../../../../domain/model/settings.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Choices } from '../../../components/field.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { useMay } from '../../auth/api/session.ts';
import { useCheckModel, useSaveModel } from '../api/model.ts';
import { bodyOf, formOf, type ModelForm, PROVIDER_WORDS, problemsOf } from '../model/form.ts';
import { CheckResults } from './check-results.tsx';
import { ModelNames } from './model-names.tsx';

export const ModelSettings = ({ view }: { view: ModelView }) => {
  const mayWrite = useMay(write('settings'));
  const [form, setForm] = useState(() => formOf(view));
  const save = useSaveModel();
  const check = useCheckModel();
  const set = (patch: Partial<ModelForm>) => setForm(before => ({ ...before, ...patch }));
  const own = form.provider !== 'installation';
  // A stored key goes to the address it was given for, and to no other.
  const keyStays =
    view.hasKey && addressOf(view) === addressOf({ provider: form.provider, baseUrl: form.baseUrl.trim() || null });

  const trial = useSubmit(async () => {
    const wrong = problemsOf(form, keyStays);
    if (Object.keys(wrong).length > 0) return wrong;
    check.reset();
    await check.mutateAsync(bodyOf(form));
    return undefined;
  });
  const saving = useSubmit(async () => {
    const wrong = problemsOf(form, keyStays);
    if (Object.keys(wrong).length > 0) return wrong;
    setForm(formOf(await save.mutateAsync(bodyOf(form))));
    return undefined;
  });
  const errors = { ...trial.errors, ...saving.errors };

  return (
    <form
      onSubmit={event => {
        const { submitter } = event.nativeEvent as SubmitEvent;
        (submitter?.dataset.testid === 'check-model' ? trial : saving).onSubmit(event);
      }}
      noValidate
      className="flex flex-col gap-6"
    >
      {mayWrite ? null : <Notice>{t('Your role may see which model is used, but not choose it.')}</Notice>}
      <Choices
        legend={t('Provider')}
        value={form.provider}
        disabled={!mayWrite}
        onChange={provider => {
          check.reset();
          set({ provider, apiKey: '' });
        }}
        options={MODEL_PROVIDERS.map(value => ({
          value,
          label: PROVIDER_WORDS[value],
          about:
            value === 'installation'
              ? [...new Set(Object.values(view.installation))].join(', ') || t('What the operator has set')
              : (PROVIDER_URLS[value] ?? t('OpenRouter, a gateway, a model you host: its address must be public')),
        }))}
      />
      {own ? (
        <Part title={t('Connection')}>
          <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4">
            {form.provider === 'compatible' ? (
              <TextField
                name="baseUrl"
                type="url"
                label={t('Address')}
                placeholder="https://openrouter.ai/api/v1"
                value={form.baseUrl}
                disabled={!mayWrite}
                error={errors.baseUrl}
                onChange={baseUrl => set({ baseUrl })}
              />
            ) : null}
            <TextField
              name="apiKey"
              type="password"
              autoComplete="off"
              label={t('API key')}
              placeholder={
                !keyStays ? '' : view.keyEnd ? t('stored, ends with {keyEnd}', { keyEnd: view.keyEnd }) : t('stored')
              }
              hint={keyStays ? t('Left empty, the stored one stays.') : undefined}
              value={form.apiKey}
              disabled={!mayWrite}
              error={errors.apiKey}
              onChange={apiKey => set({ apiKey })}
            />
          </div>
        </Part>
      ) : null}
      {own ? (
        <ModelNames form={form} set={set} errors={errors} offered={check.data?.offered ?? null} disabled={!mayWrite} />
      ) : null}
      <div className="max-w-60">
        <TextField
          name="temperature"
          inputMode="decimal"
          label={t('Temperature')}
          placeholder={t('the provider’s own')}
          hint={t(
            '0 to 2. Low keeps to the same words, high varies more. Only what is written for customers; 0.7 is usual.',
          )}
          value={form.temperature}
          disabled={!mayWrite}
          error={errors.temperature}
          onChange={temperature => set({ temperature })}
        />
      </div>
      {check.data ? <CheckResults check={check.data} form={form} set={set} errors={errors} /> : null}
      <Problem>{trial.problem ?? saving.problem}</Problem>
      {mayWrite ? (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" data-testid="save-model" disabled={saving.busy}>
            {t('Save')}
          </Button>
          {own ? (
            <Button type="submit" data-testid="check-model" disabled={trial.busy}>
              {trial.busy ? t('Trying…') : t('Try it')}
            </Button>
          ) : null}
          {own ? (
            <p className="text-ink-2 text-sm">{t('Trying asks each model for one word. Nothing is saved by it.')}</p>
          ) : null}
        </div>
      ) : null}
    </form>
  );
};
