import { FileQuestionMark, Upload } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { type SourceView, useUploadFaq } from '../api/knowledge.ts';
import { CARD, FIELD } from './field-style.ts';

const SHOWN_ERRORS = 20;
const MOST_CHARACTERS = 400_000;
/** As the file has them, whatever the language here. */
const MARKS = { question: 'Q:', answer: 'A:' } as const;

/** A faq.txt: what is right in it is taken, what is wrong is said by its line. */
export const FaqForm = ({ sources }: { sources: SourceView[] }) => {
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const upload = useUploadFaq();
  const [replace, setReplace] = useState('');
  const [name, setName] = useState('');
  const [tooLarge, setTooLarge] = useState(false);
  const files = sources.filter(source => source.type === 'FAQ');
  const result = upload.data;

  const read = async (file: File | undefined) => {
    if (!file) return;
    const text = await file.text();
    setName(file.name);
    setTooLarge(text.length > MOST_CHARACTERS);
    if (text.length > MOST_CHARACTERS || text === '') return;
    const done = await upload
      .mutateAsync({ name: file.name.slice(0, 120), text, replace: replace === '' ? null : replace })
      .catch(() => null);
    if (done && done.errors.length === 0)
      say(t('{added} questions taken from {name}.', { added: done.added, name: file.name }));
    if (picker.current) picker.current.value = '';
  };

  return (
    <section aria-labelledby={`${id}-title`} className={`${CARD} flex flex-col gap-3`}>
      <h2 id={`${id}-title`} className="flex items-center gap-2 font-semibold text-base">
        <FileQuestionMark className="size-4 text-ink-3" aria-hidden="true" />
        {t('Questions and answers')}
      </h2>
      <p className="text-ink-2 text-sm">
        <Filled
          text={t('A text file with a line {question} for each question and {answer} for its answer.')}
          values={{ question: <code>{MARKS.question}</code>, answer: <code>{MARKS.answer}</code> }}
        />
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <input
          ref={picker}
          id={`${id}-file`}
          data-testid="faq-file"
          type="file"
          accept=".txt,text/plain"
          aria-label="faq.txt"
          className="sr-only"
          tabIndex={-1}
          onChange={event => void read(event.target.files?.[0])}
        />
        {files.length > 0 ? (
          <label htmlFor={`${id}-replace`} className="flex min-w-44 flex-1 flex-col gap-1 text-sm">
            <span className="text-ink-2">{t('Goes to')}</span>
            <select
              id={`${id}-replace`}
              className={FIELD}
              value={replace}
              onChange={event => setReplace(event.target.value)}
            >
              <option value="">{t('a new list')}</option>
              {files.map(source => (
                <option key={source.id} value={source.id}>
                  {t('replaces {name}', { name: source.name })}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <Button onClick={() => picker.current?.click()} disabled={upload.isPending}>
          <Upload className="size-3.5" aria-hidden="true" />
          {upload.isPending ? t('Reading…') : t('Choose faq.txt')}
        </Button>
      </div>
      <div role="status" className="flex flex-col gap-2 empty:hidden">
        {tooLarge ? (
          <p className="text-danger-text text-sm">
            {t('{name} is too large: at most {most} characters. Split it.', { name, most: count(MOST_CHARACTERS) })}
          </p>
        ) : null}
        {result && !tooLarge ? (
          <p className="text-sm">
            {result.added === 0
              ? t('Nothing new was taken from {name}', { name })
              : t('{added} taken from {name}', { added: result.added, name })}
            {result.removed > 0 ? t(', {removed} older ones removed', { removed: result.removed }) : ''}
            {result.errors.length === 0
              ? t('.')
              : result.errors.length === 1
                ? t('; one line is wrong:')
                : t('; {lines} lines are wrong:', { lines: result.errors.length })}
          </p>
        ) : null}
        {result && result.errors.length > 0 && !tooLarge ? (
          <ol
            data-testid="faq-errors"
            aria-label={t('What is wrong, by line')}
            className="max-h-44 overflow-y-auto rounded-lg border border-danger/40 bg-danger-soft px-3 py-2 text-danger-text text-sm"
          >
            {result.errors.slice(0, SHOWN_ERRORS).map(error => (
              <li key={`${error.line}-${error.message}`} className="flex gap-2">
                <span className="w-14 shrink-0 tabular-nums">{t('Line {line}', { line: error.line })}</span>
                <span className="min-w-0">{error.message}</span>
              </li>
            ))}
            {result.errors.length > SHOWN_ERRORS ? (
              <li>{t('and {count} more', { count: result.errors.length - SHOWN_ERRORS })}</li>
            ) : null}
          </ol>
        ) : null}
      </div>
    </section>
  );
};
