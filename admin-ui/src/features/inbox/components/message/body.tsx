import { Ban, ContactRound, LayoutTemplate, List, MapPin, MousePointerClick } from 'lucide-react';
import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import { t } from '../../../../lib/language.ts';
import { KIND_LABELS } from '../../model/labels.ts';
import { jumpTo } from '../../model/state.ts';
import { Media } from './media.tsx';
import { Rich } from './rich.tsx';

type Props = { message: MessageView; customerName: string | null };

/** What is inside the bubble, by kind. */
export const Body = ({ message, customerName }: Props) => {
  if (message.deletedAt !== null)
    return (
      <p className="flex items-center gap-1.5 text-ink-2 text-lg italic">
        <Ban className="size-4" aria-hidden="true" />
        {message.direction === 'in' ? t('The customer deleted this message') : t('This message was deleted')}
      </p>
    );
  return (
    <div className="flex flex-col gap-1.5">
      {message.replyTo ? <Quote replyTo={message.replyTo} customerName={customerName} /> : null}
      <KindMark message={message} />
      {message.media ? <Media media={message.media} kind={message.kind} /> : null}
      {message.location ? <Location location={message.location} /> : null}
      {message.text ? (
        <p dir="auto" className="whitespace-pre-wrap text-ink text-lg [overflow-wrap:anywhere]">
          <Rich text={message.text} />
        </p>
      ) : message.media || message.location ? null : (
        <p className="text-ink-2 text-lg italic">{KIND_LABELS[message.kind]}</p>
      )}
      {message.buttons.length > 0 ? <Buttons buttons={message.buttons} /> : null}
    </div>
  );
};

const KindMark = ({ message }: { message: MessageView }) => {
  const mark =
    message.kind === 'TEMPLATE'
      ? {
          Icon: LayoutTemplate,
          text: message.templateName
            ? t('Template · {templateName}', { templateName: message.templateName })
            : t('Template'),
        }
      : message.kind === 'BUTTON_REPLY'
        ? { Icon: MousePointerClick, text: t('Pressed a button') }
        : message.kind === 'LIST_REPLY'
          ? { Icon: List, text: t('Chose from a list') }
          : message.kind === 'CONTACT_CARD'
            ? { Icon: ContactRound, text: t('Contact card') }
            : null;
  if (!mark) return null;
  return (
    <p className="flex items-center gap-1.5 text-ink-2 text-xs">
      <mark.Icon className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="truncate">{mark.text}</span>
    </p>
  );
};

const Quote = ({
  replyTo,
  customerName,
}: {
  replyTo: NonNullable<MessageView['replyTo']>;
  customerName: string | null;
}) => (
  <button
    type="button"
    onClick={() => jumpTo(replyTo.id)}
    className="block w-full rounded-sm border-line-strong border-l-3 bg-sunken/70 py-1 pr-2 pl-2 text-left text-sm hover:bg-sunken"
  >
    <span className="block text-ink-2 text-xs">
      {replyTo.sender === 'CONTACT' ? (customerName ?? t('Customer')) : replyTo.sender === 'BOT' ? 'AI' : t('Us')}
    </span>
    <span dir="auto" className="line-clamp-2 text-ink-2">
      {replyTo.text ?? t('A message without text')}
    </span>
  </button>
);

const Location = ({ location }: { location: NonNullable<MessageView['location']> }) => (
  <div className="flex min-w-52 items-start gap-2">
    <span className="inline-flex size-10 shrink-0 items-center justify-center rounded-lg bg-sunken">
      <MapPin className="size-5 text-ink-2" aria-hidden="true" />
    </span>
    <div className="min-w-0">
      <p className="font-medium text-base [overflow-wrap:anywhere]">{location.name ?? t('A place')}</p>
      {location.address ? <p className="text-ink-2 text-sm [overflow-wrap:anywhere]">{location.address}</p> : null}
      <p className="text-ink-2 text-xs">
        {location.latitude.toFixed(5)}, {location.longitude.toFixed(5)}
      </p>
    </div>
  </div>
);

const Buttons = ({ buttons }: { buttons: MessageView['buttons'] }) => (
  <ul className="-mx-3 mt-0.5 -mb-2 flex flex-col" aria-label={t('Buttons the customer sees')}>
    {buttons.map(button => (
      <li
        key={button.id}
        dir="auto"
        className="border-line-strong/60 border-t px-3 py-1.5 text-center font-medium text-accent-text text-base [overflow-wrap:anywhere]"
      >
        {button.title}
      </li>
    ))}
  </ul>
);
