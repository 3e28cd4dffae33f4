import { FileText } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { useAddText } from '../api/knowledge.ts';
import { CARD, FIELD } from './field-style.ts';

/** A text of one's own, pasted. */
export const TextForm = () => {
  const id = useId();
  const [title, setTitle] = useState('');
  const [content, setContent] = useState('');
  const add = useAddText(() => {
    say(t('The text was added; it is being indexed.'));
    setTitle('');
    setContent('');
  });
  return (
    <details className={`${CARD} group`}>
      <summary className="flex cursor-pointer list-none items-center gap-2 rounded font-semibold text-base [&::-webkit-details-marker]:hidden">
        <FileText className="size-4 text-ink-3" aria-hidden="true" />
        <h2>{t('A text of your own')}</h2>
      </summary>
      <form
        className="mt-3 flex flex-col gap-3"
        onSubmit={event => {
          event.preventDefault();
          add.mutate({ name: title.slice(0, 120), title, content });
        }}
      >
        <label htmlFor={`${id}-title`} className="flex flex-col gap-1 text-sm">
          <span className="font-medium">{t('Title')}</span>
          <input
            id={`${id}-title`}
            className={FIELD}
            value={title}
            maxLength={300}
            onChange={event => setTitle(event.target.value)}
            required
          />
        </label>
        <label htmlFor={`${id}-content`} className="flex flex-col gap-1 text-sm">
          <span className="font-medium">{t('Text')}</span>
          <textarea
            id={`${id}-content`}
            className={`${FIELD} min-h-28`}
            dir="auto"
            value={content}
            maxLength={400_000}
            onChange={event => setContent(event.target.value)}
            required
          />
        </label>
        <div>
          <Button type="submit" disabled={add.isPending}>
            {t('Add')}
          </Button>
        </div>
      </form>
    </details>
  );
};
