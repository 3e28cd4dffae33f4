import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Search, SendHorizontal } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { TemplateView } from '../../../../../../api/contracts/templates.ts';
import { Button } from '../../../../components/button.tsx';
import { FIELD } from '../../../../components/field.tsx';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { money, sentence } from '../../../../lib/format.ts';
import { explain } from '../../../../lib/http.ts';
import { t } from '../../../../lib/language.ts';
import { uuid } from '../../../../lib/uuid.ts';
import { templatesQuery, useSendTemplate } from '../../api/templates.ts';
import {
  asked,
  changed,
  currentValue,
  filled,
  found,
  problemOf,
  type Typed,
  variableKey,
} from '../../model/templates.ts';

type Props = { conversationId: string; onSent?: () => void };
/** `focused`: takes the keyboard, in a dialog that was asked for. */
type PickerProps = Props & { focused?: boolean };

const keyOf = ({ name, language }: TemplateView) => `${name}/${language}`;

/** Choose a template, see it as the customer would read it, fill what is missing, know the price, send. */
export const TemplatePicker = ({ conversationId, onSent, focused = false }: PickerProps) => {
  const templates = useQuery(templatesQuery(conversationId));
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = found(templates.data ?? [], query);
  const current = shown.find(template => keyOf(template) === chosen) ?? shown[0] ?? null;

  const move = (by: number) => {
    const at = current ? shown.indexOf(current) : -1;
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setChosen(keyOf(next));
    list.current?.querySelector(`[data-key="${CSS.escape(keyOf(next))}"]`)?.scrollIntoView({ block: 'nearest' });
  };

  if (templates.isPending) return <Skeleton className="h-24 w-full" />;
  if (templates.isError)
    return (
      <p className="flex items-center gap-2 text-sm">
        {t('The templates could not be loaded.')}
        <Button size="sm" onClick={() => void templates.refetch()}>
          {t('Try again')}
        </Button>
      </p>
    );
  if (templates.data.length === 0)
    return (
      <p className="text-ink-2 text-sm">
        {t('This number has no templates yet. They are made in WhatsApp Manager and appear here within ten minutes.')}
      </p>
    );
  return (
    <div className="grid gap-3 md:grid-cols-[minmax(0,15rem)_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-1.5">
        <label className="relative block">
          <Search className="absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden="true" />
          <input
            type="search"
            // biome-ignore lint/a11y/noAutofocus: only in a dialog that was asked for
            autoFocus={focused}
            value={query}
            onChange={event => setQuery(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
              event.preventDefault();
              move(event.key === 'ArrowDown' ? 1 : -1);
            }}
            placeholder={t('Search templates')}
            aria-label={t('Search templates')}
            data-testid="template-search"
            className={clsx(FIELD, 'h-8 pl-8 text-sm')}
          />
        </label>
        <div
          ref={list}
          role="listbox"
          aria-label={t('Templates')}
          tabIndex={0}
          onKeyDown={event => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
            event.preventDefault();
            move(event.key === 'ArrowDown' ? 1 : -1);
          }}
          className="focus-inset max-h-28 overflow-y-auto rounded-lg border border-line md:max-h-44"
        >
          {shown.map(template => (
            <div
              key={keyOf(template)}
              role="option"
              tabIndex={-1}
              aria-selected={template === current}
              data-key={keyOf(template)}
              data-testid="template-option"
              onClick={() => setChosen(keyOf(template))}
              onKeyDown={event => {
                if (event.key === 'Enter') setChosen(keyOf(template));
              }}
              className={clsx(
                'cursor-pointer border-line border-b px-2.5 py-1.5 text-sm last:border-b-0',
                template === current ? 'bg-accent-soft' : 'hover:bg-sunken',
                template.blocked !== null && 'text-ink-2',
              )}
            >
              <span className="flex items-baseline gap-2">
                <span className="min-w-0 flex-1 truncate font-medium">{sentence(template.name)}</span>
                <span className="shrink-0 text-ink-2 text-xs">{template.language}</span>
              </span>
              <span dir="auto" className="block truncate text-ink-2 text-xs">
                {template.preview}
              </span>
            </div>
          ))}
          {shown.length === 0 ? (
            <p className="px-2.5 py-2 text-ink-2 text-sm">{t('No template has these words.')}</p>
          ) : null}
        </div>
      </div>
      {current ? (
        <Filling
          key={keyOf(current)}
          conversationId={conversationId}
          template={current}
          {...(onSent ? { onSent } : {})}
        />
      ) : null}
    </div>
  );
};

const Filling = ({ conversationId, template, onSent }: Props & { template: TemplateView }) => {
  const [typed, setTyped] = useState<Typed>({});
  // One id for one try to send: asked for again, it is the same message.
  const [messageId, setMessageId] = useState(uuid);
  const send = useSendTemplate(conversationId);
  const id = useId();
  const problem = problemOf(template, typed);
  const { name, language, variables, header, body, footer, buttons, priceMicros } = template;
  const fields = template.blocked === null ? asked(variables) : [];

  const submit = () => {
    if (problem !== null || send.isPending) return;
    send.mutate(
      { id: messageId, name, language, variables: changed(template, typed) },
      {
        onSuccess: () => {
          setMessageId(uuid());
          onSent?.();
        },
      },
    );
  };

  return (
    <form
      className="flex min-w-0 flex-col gap-2"
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      {fields.length > 0 ? (
        <div className="grid gap-2 sm:grid-cols-2">
          {fields.map(variable => (
            <label key={variableKey(variable)} htmlFor={`${id}-${variableKey(variable)}`} className="min-w-0 text-xs">
              <span className="text-ink-2">
                {`{{${variable.variable}}}`}
                {variable.text === null ? t(' · not known') : ''}
              </span>
              <input
                id={`${id}-${variableKey(variable)}`}
                dir="auto"
                value={currentValue(variable, typed)}
                maxLength={1000}
                data-testid="template-value"
                aria-invalid={currentValue(variable, typed).trim() === '' ? true : undefined}
                onChange={event => setTyped(all => ({ ...all, [variableKey(variable)]: event.target.value }))}
                className={clsx(FIELD, 'h-8 text-sm')}
              />
            </label>
          ))}
        </div>
      ) : null}
      <div
        data-testid="template-preview"
        className="max-h-40 overflow-y-auto rounded-xl rounded-tr-sm bg-bubble-out px-3 py-2 [overflow-wrap:anywhere]"
      >
        {header ? (
          <p dir="auto" className="font-semibold text-base">
            {filled(header, 'HEADER', variables, typed)}
          </p>
        ) : null}
        <p dir="auto" className="whitespace-pre-wrap text-base">
          {filled(body, 'BODY', variables, typed)}
        </p>
        {footer ? <p className="text-ink-2 text-xs">{footer}</p> : null}
        {buttons.map(button => (
          <p key={button} className="mt-1 border-line-strong/60 border-t pt-1 text-center text-accent-text text-sm">
            {button}
          </p>
        ))}
      </div>
      {send.isError ? (
        <p role="alert" className="text-danger-text text-sm">
          {t('Not sent. {message} {hint}', {
            message: explain(send.error).message,
            hint: explain(send.error).hint ?? '',
          })}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="min-w-0 flex-1 basis-40 text-ink-2 text-xs" data-testid="template-price">
          {problem ? (
            <span className={template.blocked ? 'text-danger-text' : undefined}>{problem}</span>
          ) : (
            <>
              {sentence(template.category)} ·{' '}
              {priceMicros === null
                ? t('the price is not known')
                : priceMicros === 0
                  ? t('free')
                  : t('costs {price}', { price: money(priceMicros, 'USD') })}
            </>
          )}
        </p>
        <Button type="submit" tone="primary" data-testid="template-send" disabled={problem !== null || send.isPending}>
          <SendHorizontal className="size-4" aria-hidden="true" />
          {send.isPending ? t('Sending') : t('Send template')}
        </Button>
      </div>
    </form>
  );
};
