import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ScriptLibrary } from '../../../../../api/contracts/scripts.ts';
import { FIXED_TEXTS } from '../../../../../domain/guardrails/fixed-text.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { SCRIPT_SITUATIONS } from '../../../../../domain/playbook/scripts.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Part } from '../../../components/page.tsx';
import { ApiError, explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { useSaveScripts } from '../api/scripts.ts';
import { type Draft, draftOf, newScript, placeOf, toSave, type Wrong } from '../model/draft.ts';
import { languageName, SITUATIONS, TEXTS } from '../model/words.ts';
import { ScriptCard } from './script-card.tsx';
import { TextArea } from './text-area.tsx';

/** The scripts and fixed texts of one playbook, edited as a whole and saved as its next version. */
export const Library = ({
  playbookId,
  library,
  onSaved,
}: {
  playbookId: string;
  library: ScriptLibrary;
  onSaved: () => void;
}) => {
  const [draft, setDraft] = useState<Draft>(() => draftOf(library));
  const [changed, setChanged] = useState(false);
  const [wrong, setWrong] = useState<Wrong[]>([]);
  const save = useSaveScripts(playbookId);
  const disabled = !useMay(write('playbooks'));
  const { languages } = library;
  const [firstLanguage = 'en'] = languages;

  const edit = (next: Draft) => {
    setDraft(next);
    setChanged(true);
  };
  const submit = () => {
    const { places, ...body } = toSave(draft);
    setWrong([]);
    save.mutate(
      { ...body, basedOn: library.newest },
      {
        onSuccess: ({ version }) => {
          say(t('Saved as version {version}. New conversations use it.', { version }));
          setChanged(false);
          onSaved();
        },
        onError: error =>
          setWrong(
            error instanceof ApiError ? error.errors.map(problem => placeOf(problem, places, firstLanguage)) : [],
          ),
      },
    );
  };
  const elsewhere = wrong.filter(one => one.key === null && one.kind === null);

  return (
    <form
      className="flex flex-col gap-7"
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      {SCRIPT_SITUATIONS.map(situation => {
        const scripts = draft.scripts.filter(script => script.situation === situation);
        const { title, about } = SITUATIONS[situation];
        return (
          <Part
            key={situation}
            title={title}
            about={about}
            aside={
              disabled ? null : (
                <Button
                  size="sm"
                  aria-label={t('Add to {title}', { title: title.toLowerCase() })}
                  onClick={() => edit({ ...draft, scripts: [...draft.scripts, newScript(situation)] })}
                >
                  <Plus className="size-3.5" aria-hidden="true" />
                  {t('Add')}
                </Button>
              )
            }
          >
            {scripts.length === 0 ? (
              <p className="rounded-xl border border-line border-dashed px-4 py-3 text-ink-2 text-sm">
                {t('None yet: the agent finds its own words.')}
              </p>
            ) : (
              <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
                {scripts.map(script => (
                  <ScriptCard
                    key={script.key}
                    script={script}
                    choices={library.about[situation]}
                    languages={languages}
                    wrong={wrong.filter(one => one.key === script.key)}
                    disabled={disabled}
                    onChange={next =>
                      edit({ ...draft, scripts: draft.scripts.map(one => (one.key === next.key ? next : one)) })
                    }
                    onRemove={() => edit({ ...draft, scripts: draft.scripts.filter(one => one.key !== script.key) })}
                  />
                ))}
              </ul>
            )}
          </Part>
        );
      })}
      <Part title={t('Fixed texts')} about={t('These leave exactly as they stand; no model touches them.')}>
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
          {FIXED_TEXTS.map(kind => (
            <li key={kind} className="flex flex-col gap-3 bg-surface px-4 py-3">
              <p className="text-sm">
                <span className="font-medium">{TEXTS[kind].title}</span>{' '}
                <span className="text-ink-2">{TEXTS[kind].about}</span>
              </p>
              <div className="grid gap-3 sm:grid-cols-2">
                {languages.map(language => (
                  <TextArea
                    key={language}
                    label={languageName(language)}
                    value={draft.texts[language]?.[kind] ?? ''}
                    placeholder={
                      language === firstLanguage
                        ? undefined
                        : t('as in {language}', { language: languageName(firstLanguage) })
                    }
                    error={wrong.find(one => one.kind === kind && one.language === language)?.message ?? null}
                    maxLength={kind === 'optedOut' ? 200 : 500}
                    disabled={disabled}
                    onChange={text =>
                      edit({
                        ...draft,
                        texts: { ...draft.texts, [language]: { ...draft.texts[language], [kind]: text } },
                      })
                    }
                  />
                ))}
              </div>
            </li>
          ))}
        </ul>
      </Part>
      {disabled ? null : (
        <div className="sticky bottom-0 flex flex-col gap-2 border-line border-t bg-surface py-3">
          {save.isError ? (
            <Notice tone="danger">
              <span role="alert">
                {explain(save.error).message} {explain(save.error).hint} {elsewhere.map(one => one.message).join(' ')}
              </span>
            </Notice>
          ) : null}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" tone="primary" disabled={!changed || save.isPending} data-testid="scripts-save">
              {t('Save as a new version')}
            </Button>
            <span className="text-ink-2 text-sm">
              {changed ? t('Not saved yet') : t('Version {version} is in use', { version: library.version })}
            </span>
          </div>
        </div>
      )}
    </form>
  );
};
