import { clsx } from 'clsx';
import { RotateCcw, SendHorizontal, Workflow } from 'lucide-react';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { TriedView } from '../../../../../api/contracts/test-chats.ts';
import { FIELD } from '../../../components/field.tsx';
import { Problem } from '../../../components/form.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { words } from '../../../lib/format.ts';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useTry } from '../api/test-chat.ts';

type Said = { from: 'customer' | 'agent'; text: string; flow?: string | null };

/** A talk with the draft as it is saved: it thinks as it would with a customer, and sends nothing. */
export const TestChat = ({ unsaved, disabled }: { unsaved: boolean; disabled: boolean }) => {
  const [chatId, setChatId] = useState<string | null>(null);
  const [tried, setTried] = useState<TriedView | null>(null);
  const [text, setText] = useState('');
  const [waiting, setWaiting] = useState<string | null>(null);
  const ask = useTry();
  const end = useRef<HTMLDivElement>(null);

  const said: readonly Said[] = [
    ...(tried?.messages ?? []),
    ...(waiting === null ? [] : [{ from: 'customer' as const, text: waiting }]),
  ];
  const count = said.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);

  const say = (line: string, replyId: string | null = null) => {
    if (line.trim() === '' || ask.isPending) return;
    setWaiting(line);
    setText('');
    ask.mutate(
      { chatId, text: line, replyId, against: { draft: true } },
      {
        onSuccess: ({ id, tried: next }) => {
          setChatId(id);
          setTried(next);
        },
        onError: () => setText(line),
        onSettled: () => setWaiting(null),
      },
    );
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    say(text);
  };
  return (
    <section
      aria-label={t('Try it')}
      data-testid="test-chat"
      className="flex h-150 max-h-[80vh] min-h-80 flex-col overflow-hidden rounded-xl border border-line bg-canvas"
    >
      <header className="flex items-center gap-2 border-line border-b bg-surface px-3 py-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-medium text-sm">{t('Try it')}</h3>
          <p className="text-ink-2 text-xs">
            {unsaved
              ? t('Talks to the draft as it was saved last: save to try your changes.')
              : t('As a customer. Nothing is sent.')}
          </p>
        </div>
        <IconButton
          label={t('Begin a new talk')}
          disabled={tried === null}
          onClick={() => {
            setChatId(null);
            setTried(null);
            ask.reset();
          }}
        >
          <RotateCcw className="size-4" aria-hidden="true" />
        </IconButton>
      </header>
      <div role="log" aria-label={t('Talk')} className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-3">
        {count === 0 ? (
          <p className="m-auto max-w-56 text-center text-ink-2 text-sm">
            {t('Write what a customer would: a greeting, a price question, an objection.')}
          </p>
        ) : null}
        {said.map((message, index) => (
          <p
            // biome-ignore lint/suspicious/noArrayIndexKey: a talk only grows
            key={index}
            dir="auto"
            data-testid="tried"
            data-from={message.from}
            className={clsx(
              'max-w-[85%] whitespace-pre-wrap rounded-xl px-3 py-2 text-base [overflow-wrap:anywhere]',
              message.from === 'customer'
                ? 'self-end bg-accent-soft text-ink'
                : 'self-start border border-line bg-surface',
            )}
          >
            <span className="sr-only">
              {message.from === 'customer' ? t('Customer: ') : message.flow ? t('Flow: ') : t('Agent: ')}
            </span>
            {message.flow ? (
              <span className="mb-0.5 flex items-center gap-1 text-ink-2 text-xs" data-testid="tried-flow">
                <Workflow className="size-3" aria-hidden="true" />
                {message.flow}
              </span>
            ) : null}
            {message.text}
          </p>
        ))}
        {tried && waiting === null && tried.choices.length > 0 ? (
          <div className="flex flex-wrap gap-1.5">
            {tried.choices.map(choice => (
              <button
                key={choice.id}
                type="button"
                className="rounded-full border border-line-strong bg-surface px-3 py-1 text-sm hover:bg-sunken"
                onClick={() => say(choice.title, choice.id)}
              >
                {choice.title}
              </button>
            ))}
          </div>
        ) : null}
        {ask.isPending ? (
          <p role="status" className="text-ink-2 text-xs">
            {t('The agent thinks…')}
          </p>
        ) : tried ? (
          <Why tried={tried} />
        ) : null}
        <div ref={end} />
      </div>
      <div className="border-line border-t bg-surface p-2">
        <Problem>{ask.error ? problemOf(ask.error) : null}</Problem>
        <form onSubmit={submit} className="flex gap-2">
          <input
            aria-label={t('Message as a customer')}
            data-testid="try-input"
            dir="auto"
            maxLength={1000}
            disabled={disabled}
            value={text}
            onChange={event => setText(event.target.value)}
            className={FIELD}
          />
          <IconButton
            label={t('Say it')}
            disabled={disabled || ask.isPending || text.trim() === ''}
            onClick={() => say(text)}
          >
            <SendHorizontal className="size-4" aria-hidden="true" />
          </IconButton>
        </form>
      </div>
    </section>
  );
};

const ORIGINS: Record<string, string> = {
  written: t('written'),
  rewritten: t('rewritten'),
  fallback: t('fallback'),
  fixed: t('fixed'),
  template: t('template'),
  none: t('none'),
};

const problemOf = (error: unknown): string => {
  const { message, hint } = explain(error);
  return hint ? `${message} ${hint}` : message;
};

/** Why it said that: the decision in a sentence, and what it learnt. */
const Why = ({ tried }: { tried: TriedView }) => {
  const { decision, facts, note, cost } = tried;
  const broken = decision?.rules.filter(rule => !rule.passed) ?? [];
  return (
    <details
      className="text-ink-2 text-xs"
      data-testid="tried-why"
      open={decision?.shouldSend === false || note !== null}
    >
      <summary className="w-fit cursor-pointer rounded">
        {note ?? decision?.sentence ?? ''}
        {tried.handedOver ? ` ${t('A person has it now.')}` : ''}
      </summary>
      <ul className="mt-1 flex flex-col gap-0.5 pl-3">
        {decision ? (
          <li>
            {words(decision.reasonCode)}, {ORIGINS[decision.origin] ?? decision.origin}
          </li>
        ) : null}
        {facts.map(fact => (
          <li key={fact.key}>
            {words(fact.key)}: {fact.value} ({Math.round(fact.confidence * 100)}%)
          </li>
        ))}
        {decision?.sources.map(source => (
          <li key={source.id}>{t('rests on: {title}', { title: source.title })}</li>
        ))}
        {broken.map(rule => (
          <li key={rule.rule} className="text-danger-text">
            {rule.detail ?? rule.rule}
          </li>
        ))}
        <li className="tabular-nums">
          {t('{calls} model calls, {tokens} tokens', { calls: cost.calls, tokens: cost.tokens })}
        </li>
      </ul>
    </details>
  );
};
