import { useState } from 'react';
import { Field } from '../../../../components/field.tsx';
import { t } from '../../../../lib/language.ts';
import { labelOf } from '../../model/labels.ts';
import { useDraft } from '../draft.ts';

const lineOf = (text: string, message: string): string => {
  const at = /position (\d+)/.exec(message)?.[1];
  if (at === undefined) return message;
  return t('Line {line}: {message}', {
    line: text.slice(0, Number(at)).split('\n').length,
    message: message.replace(/ in JSON at position.*$/, ''),
  });
};

/** The whole configuration as text: what has no form is changed here, under the same checks. */
export const JsonSection = () => {
  const { config, errors, readOnly, set } = useDraft();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const text = typed ?? JSON.stringify(config, null, 2);
  const change = (next: string) => {
    setTyped(next);
    try {
      const parsed: unknown = JSON.parse(next);
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
        throw new Error(t('This must be an object.'));
      setProblem(null);
      set('', parsed);
    } catch (error) {
      setProblem(lineOf(next, error instanceof Error ? error.message : t('This is no JSON.')));
    }
  };
  return (
    <>
      <Field
        label={t('Configuration')}
        hint={t('Every change is checked as you type. What cannot be read is not taken over.')}
        error={problem}
      >
        {ids => (
          <textarea
            {...ids}
            spellCheck={false}
            disabled={readOnly}
            value={text}
            onChange={event => change(event.target.value)}
            onBlur={() => problem === null && setTyped(null)}
            data-testid="config-json"
            className="h-[60dvh] w-full resize-y whitespace-pre rounded-lg border border-line-strong bg-canvas p-3 font-mono text-sm leading-5 aria-invalid:border-danger"
          />
        )}
      </Field>
      {errors.size > 0 ? (
        <ul className="flex flex-col gap-1 text-sm">
          {[...errors].map(([path, message]) => (
            <li key={path}>
              <code className="text-xs">{path || t('the whole')}</code> {path ? `(${labelOf(path).toLowerCase()})` : ''}
              : <span className="text-danger-text">{message}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
};
