import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import { IconButton } from '../../../components/icon-button.tsx';
import { t } from '../../../lib/language.ts';
import type { DraftScript, Wrong } from '../model/draft.ts';
import { languageName, plainKey, SITUATIONS } from '../model/words.ts';
import { TextArea } from './text-area.tsx';

/** One script: what it is about, and its text in each language. */
export const ScriptCard = ({
  script,
  choices,
  languages,
  wrong,
  disabled,
  onChange,
  onRemove,
}: {
  script: DraftScript;
  choices: readonly string[];
  languages: readonly string[];
  wrong: readonly Wrong[];
  disabled: boolean;
  onChange: (script: DraftScript) => void;
  onRemove: () => void;
}) => {
  const id = useId();
  const general = wrong.find(one => one.language === null)?.message ?? null;
  const unknown = script.about !== '' && !choices.includes(script.about);
  const name = script.about === '' ? SITUATIONS[script.situation].any : plainKey(script.about);
  return (
    <li data-testid="script" className="flex flex-col gap-3 bg-surface px-4 py-3">
      <div className="flex items-center gap-2">
        {choices.length > 0 ? (
          <>
            <label htmlFor={id} className="text-ink-2 text-sm">
              {t('What it is about')}
            </label>
            <select
              id={id}
              value={script.about}
              disabled={disabled}
              aria-invalid={general ? true : undefined}
              onChange={event => onChange({ ...script, about: event.target.value })}
              className="h-8 min-w-0 max-w-60 flex-1 rounded-lg border border-line-strong bg-surface px-2 text-sm aria-invalid:border-danger"
            >
              <option value="">{SITUATIONS[script.situation].any}</option>
              {choices.map(choice => (
                <option key={choice} value={choice}>
                  {plainKey(choice)}
                </option>
              ))}
              {unknown ? (
                <option value={script.about}>
                  {t('{about} (not there any more)', { about: plainKey(script.about) })}
                </option>
              ) : null}
            </select>
          </>
        ) : (
          <span className="text-ink-2 text-sm">{t('For {name}', { name })}</span>
        )}
        <span className="flex-1" />
        {disabled ? null : (
          <IconButton label={t('Remove the script for {name}', { name })} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {general ? (
        <p role="alert" className="text-danger-text text-sm">
          {general}
        </p>
      ) : null}
      <div className="grid gap-3 sm:grid-cols-2">
        {languages.map(language => (
          <TextArea
            key={language}
            label={languageName(language)}
            value={script.texts[language] ?? ''}
            error={wrong.find(one => one.language === language)?.message ?? null}
            maxLength={300}
            disabled={disabled}
            onChange={text => onChange({ ...script, texts: { ...script.texts, [language]: text } })}
          />
        ))}
      </div>
    </li>
  );
};
