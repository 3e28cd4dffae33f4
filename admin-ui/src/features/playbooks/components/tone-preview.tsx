import { useState } from 'react';
import { playbookSchema } from '../../../../../domain/playbook/playbook.ts';
import { presetOf, TONE_PRESET_NAMES } from '../../../../../domain/playbook/tones.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Part } from '../../../components/page.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useTonePreview } from '../api/playbooks.ts';
import { PRESET_LABELS } from '../model/labels.ts';
import { useDraft } from './draft.ts';

/** One question, answered in each way of speaking, with the playbook as it stands in the form (E-PERS-4). */
export const TonePreview = () => {
  const { config, readOnly } = useDraft();
  const [question, setQuestion] = useState(t('How much is it?'));
  const preview = useTonePreview();
  const parsed = playbookSchema.safeParse(config);
  const current = parsed.success ? presetOf(parsed.data.tone) : null;
  const failed = preview.error ? explain(preview.error) : null;
  const ask = () => {
    if (!parsed.success || question.trim() === '' || preview.isPending) return;
    preview.mutate({ config: parsed.data, question, presets: [...TONE_PRESET_NAMES] });
  };
  if (readOnly) return null;
  return (
    <Part
      title={t('Hear it in each way of speaking')}
      about={t(
        'One question, answered by your model with this playbook as it stands here. Nothing is sent to anybody.',
      )}
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <Field label={t('A customer asks')} className="min-w-0 flex-1 basis-60">
            {ids => (
              <input
                {...ids}
                className={FIELD}
                dir="auto"
                maxLength={500}
                data-testid="preview-question"
                value={question}
                onChange={event => setQuestion(event.target.value)}
                onKeyDown={event => {
                  if (event.key !== 'Enter') return;
                  event.preventDefault();
                  ask();
                }}
              />
            )}
          </Field>
          <Button
            className="h-9"
            data-testid="preview-tones"
            disabled={!parsed.success || question.trim() === '' || preview.isPending}
            onClick={ask}
          >
            {preview.isPending ? t('Asking…') : t('Show the answers')}
          </Button>
        </div>
        {parsed.success ? null : <p className="text-ink-2 text-sm">{t('Mend what is marked in the form first.')}</p>}
        {failed ? (
          <p role="alert" className="text-danger-text text-sm">
            {failed.message} {failed.hint}
          </p>
        ) : null}
        {preview.data ? (
          <ul className="grid gap-3 sm:grid-cols-2" data-testid="tone-answers" aria-live="polite">
            {preview.data.map(({ preset, text, why }) => (
              <li key={preset} className="flex flex-col gap-1.5 rounded-xl border border-line bg-surface p-3">
                <p className="font-medium text-ink-2 text-xs">
                  {PRESET_LABELS[preset].label}
                  {preset === current ? t(' · as it is set') : ''}
                </p>
                {text === null ? (
                  <p className="text-ink-2 text-sm">{why}</p>
                ) : (
                  <p
                    dir="auto"
                    className="w-fit max-w-full rounded-lg bg-bubble-out px-3 py-2 text-lg [overflow-wrap:anywhere]"
                  >
                    {text}
                  </p>
                )}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Part>
  );
};
