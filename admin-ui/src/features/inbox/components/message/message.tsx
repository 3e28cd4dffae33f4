import { clsx } from 'clsx';
import { Bot, Reply, Smartphone } from 'lucide-react';
import { memo } from 'react';
import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import { IconButton } from '../../../../components/icon-button.tsx';
import { t } from '../../../../lib/language.ts';
import { wasStopped } from '../../model/failure.ts';
import { callComposer, setReplyTarget } from '../../model/state.ts';
import { Body } from './body.tsx';
import { Foot } from './foot.tsx';
import { ReactMenu } from './react-menu.tsx';
import { Trouble } from './trouble.tsx';

type Props = { message: MessageView; first: boolean; last: boolean; resent: boolean; customerName: string | null };

const bareKinds = new Set<MessageView['kind']>(['STICKER']);

/** One message with everything known about it. */
export const Message = memo(({ message, first, last, resent, customerName }: Props) => {
  const out = message.direction === 'out';
  const bare = bareKinds.has(message.kind) && message.deletedAt === null;
  const troubled = message.state === 'FAILED' || message.state === 'UNKNOWN';
  const stopped = wasStopped(message);
  const waits = message.state === 'QUEUED' || message.state === 'SENDING';
  return (
    <article
      data-testid="message"
      data-id={message.id}
      data-direction={message.direction}
      data-sender={message.sender}
      data-state={message.state ?? ''}
      aria-label={t('{name} wrote', { name: out ? authorName(message) : (customerName ?? t('Customer')) })}
      className={clsx('group/message flex flex-col', out ? 'items-end' : 'items-start', first ? 'mt-3' : 'mt-0.5')}
    >
      {first && out ? <Author message={message} /> : null}
      <div className={clsx('flex w-full items-center gap-1', out ? 'flex-row-reverse' : 'flex-row')}>
        <div
          data-bubble
          className={clsx(
            'min-w-0 max-w-[min(85%,36rem)]',
            !bare && 'rounded-xl border px-3 py-2',
            !bare && (out ? 'border-transparent bg-bubble-out' : 'border-line bg-bubble-in'),
            !bare && first && (out ? 'rounded-tr-sm' : 'rounded-tl-sm'),
            waits && 'opacity-60',
            (stopped || resent) && 'opacity-60',
            message.state === 'FAILED' && !stopped && !resent && 'border-danger/50! bg-danger-soft!',
            message.state === 'UNKNOWN' && 'border-line-strong! border-dashed!',
          )}
        >
          <Body message={message} customerName={customerName} />
        </div>
        <span className="flex opacity-0 transition-opacity focus-within:opacity-100 group-hover/message:opacity-100 has-[[aria-expanded=true]]:opacity-100">
          {out || message.deletedAt !== null ? null : <ReactMenu message={message} />}
          <IconButton
            label={t('Answer this message')}
            className="size-7"
            onClick={() => {
              setReplyTarget(message.conversationId, message);
              callComposer();
            }}
          >
            <Reply className="size-3.5" aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      <Reactions message={message} />
      {troubled ? <Trouble message={message} resent={resent} /> : null}
      {last || out || message.editedAt !== null ? <Foot message={message} /> : null}
    </article>
  );
});
Message.displayName = 'Message';

const authorName = (message: MessageView): string => {
  if (message.sender === 'BOT') return 'AI';
  if (message.fromPhone) return message.senderName ?? t('The business phone');
  return message.senderName ?? t('A member');
};

const Author = ({ message }: { message: MessageView }) => (
  <p className="mb-0.5 flex items-center gap-1 px-1 text-ink-2 text-xs">
    {message.sender === 'BOT' ? <Bot className="size-3.5 text-ai" aria-hidden="true" /> : null}
    {message.fromPhone ? <Smartphone className="size-3.5 text-human" aria-hidden="true" /> : null}
    <bdi>{authorName(message)}</bdi>
    {message.fromPhone ? <span>{t('· written on the business phone')}</span> : null}
  </p>
);

const Reactions = ({ message }: { message: MessageView }) =>
  message.reactions.length === 0 ? null : (
    <ul className="-mt-1.5 z-1 flex gap-1 px-2" aria-label={t('Reactions')}>
      {message.reactions.map(({ emoji, sender, state }) => (
        <li
          key={`${emoji}-${sender}`}
          data-testid="reaction"
          data-state={state ?? ''}
          title={
            sender === 'CONTACT'
              ? t('from the customer')
              : state === 'FAILED'
                ? t('from us, not delivered')
                : state === 'UNKNOWN'
                  ? t('from us, not confirmed')
                  : t('from us')
          }
          className={clsx(
            'rounded-full border bg-raised px-1.5 text-sm leading-5',
            state === 'FAILED' ? 'border-danger line-through' : 'border-line',
            (state === 'QUEUED' || state === 'SENDING') && 'opacity-60',
            state === 'UNKNOWN' && 'border-dashed border-line-strong',
          )}
        >
          {emoji}
        </li>
      ))}
    </ul>
  );
