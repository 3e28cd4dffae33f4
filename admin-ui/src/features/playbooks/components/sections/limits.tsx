/** Fixed texts, and what the agent may use up. */

import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { FIXED_TEXTS } from '../../../../../../domain/guardrails/fixed-text.ts';
import { Button } from '../../../../components/button.tsx';
import { FIELD } from '../../../../components/field.tsx';
import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { labelOf } from '../../model/labels.ts';
import { usePlace } from '../draft.ts';
import { NumberField, TextField, TickField } from '../fields.tsx';

export const TextsSection = () => (
  <>
    <TextField
      path="texts.welcome"
      rows={2}
      optional
      hint={t('Opens the very first reply, and the agent does not greet again. Left empty, it greets by itself.')}
    />
    <TextField
      path="texts.away"
      rows={2}
      optional
      hint={t(
        'Where business hours are on: opens one reply of each closed period. {{opens_at}} stands for the next opening.',
      )}
    />
    <TextField path="texts.humanEscalation" rows={2} />
    <TextField
      path="texts.handOverClosed"
      rows={2}
      hint={t('Said instead outside business hours. {{opens_at}} stands for the next opening.')}
    />
    <TextField path="texts.fallback" rows={2} hint={t('Acknowledges, and asks one simple thing.')} />
    <TextField
      path="texts.overBudget"
      rows={2}
      hint={t('Left empty, nothing is said. A person is called either way.')}
    />
    <TextField path="texts.optedOut" rows={2} />
    <TickField path="texts.confirmOptOut" hint={t('One last message after STOP. Never more than that.')} />
    <Translations />
  </>
);

/** The same texts in other languages. */
const Translations = () => {
  const { value, readOnly, set } = usePlace('texts.translations');
  const [code, setCode] = useState('');
  const languages = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const all = (value ?? {}) as Record<string, unknown>;
  const add = () => {
    set({ ...all, [code.trim()]: {} });
    setCode('');
  };
  return (
    <Part title={t('In other languages')} about={t('Where a text is missing, the one above is sent.')}>
      <div className="flex flex-col gap-3">
        {languages.map(language => (
          <div key={language} className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-3.5">
            <div className="flex items-center justify-between">
              <h4 className="font-medium text-sm">{language}</h4>
              {readOnly ? null : (
                <Button
                  size="sm"
                  tone="ghost"
                  onClick={() => set(Object.fromEntries(Object.entries(all).filter(([each]) => each !== language)))}
                >
                  <X className="size-3.5" aria-hidden="true" />
                  {t('Remove {name}', { name: language })}
                </Button>
              )}
            </div>
            {FIXED_TEXTS.map(kind => (
              <TextField
                key={kind}
                path={`texts.translations.${language}.${kind}`}
                label={labelOf(`texts.${kind}`)}
                rows={2}
                optional
              />
            ))}
          </div>
        ))}
        {readOnly ? null : (
          <span className="flex items-center gap-2">
            <input
              aria-label={t('Code of the language')}
              placeholder="hi"
              maxLength={16}
              className={`${FIELD} max-w-28`}
              value={code}
              onChange={event => setCode(event.target.value)}
            />
            <Button
              disabled={code.trim().length < 2 || languages.includes(code.trim()) || /[.\s]/.test(code.trim())}
              onClick={add}
            >
              <Plus className="size-3.5" aria-hidden="true" />
              {t('Add a language')}
            </Button>
          </span>
        )}
      </div>
    </Part>
  );
};

export const BudgetSection = () => (
  <>
    <NumberField
      path="budget.baseMessages"
      unit={t('messages')}
      hint={t('After so many without an answer the agent waits. One that engages earns a few more.')}
    />
    <NumberField
      path="budget.promptTokens"
      unit={t('tokens')}
      hint={t('1,000 to 32,000. The oldest messages are left out first.')}
    />
    <NumberField
      path="budget.structuredAfterMessages"
      unit={t('messages of the agent')}
      nullable
      empty={t('never')}
      hint={t('From then on it asks its questions in fixed words, and the model is asked for little.')}
    />
    <NumberField
      path="budget.conversationMicros"
      per={1_000_000}
      unit={t('US dollars')}
      nullable
      hint={t(
        'At 80% the agent gets brief, at 100% no model is asked. Left empty, only the caps of the organization count.',
      )}
    />
  </>
);
