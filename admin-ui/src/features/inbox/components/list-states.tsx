import { Link } from '@tanstack/react-router';
import { Inbox, SearchX, Smartphone } from 'lucide-react';
import { Skeleton } from '../../../components/skeleton.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import type { View } from '../api/conversations.ts';
import { ROW_HEIGHT_PX } from './list-row.tsx';

const PLACES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

export const ListSkeleton = () => (
  <div role="status" aria-label={t('Loading conversations')}>
    {PLACES.map(place => (
      <div
        key={place}
        className="flex flex-col justify-center gap-2 border-line border-b px-4"
        style={{ height: ROW_HEIGHT_PX }}
      >
        <Skeleton className="h-3.5 w-2/5" />
        <Skeleton className="h-3 w-4/5" />
        <Skeleton className="h-2.5 w-1/3" />
      </div>
    ))}
  </div>
);

const EMPTY: Record<View, { title: string; text: string }> = {
  open: { title: t('Nothing open'), text: t('A conversation starts when a customer writes to your WhatsApp number.') },
  needs_human: {
    title: t('Nobody needs you right now'),
    text: t(
      'Conversations come here when a customer asks for a person, the AI is not sure, or a message is not confirmed.',
    ),
  },
  mine: {
    title: t('You have taken over none'),
    text: t('Open a conversation and press T: the AI falls silent at once.'),
  },
  ai: { title: t('The AI answers none'), text: t('Hand a conversation back with R to see it here.') },
  approval: {
    title: t('No draft waits'),
    text: t('In approve mode the AI writes and you send. Switch it on in the strip above a conversation.'),
  },
  unread: { title: t('All read'), text: t('New messages you have not seen appear here.') },
  all: { title: t('No conversations yet'), text: t('They start when a customer writes to your WhatsApp number.') },
  unassigned: { title: t('Everything has somebody'), text: t('Conversations that are given to nobody stand here.') },
  snoozed: { title: t('Nothing put aside'), text: t('Press S in a conversation to have it come back later.') },
  resolved: { title: t('Nothing closed yet'), text: t('Press C in a conversation that is done.') },
};

/** The empty list says what it is for and the one thing to do. */
export const EmptyList = ({ view, query }: { view: View; query: string }) => {
  const { phoneUrl } = useMe();
  if (query !== '')
    return (
      <EmptyState icon={<SearchX className="size-6" />} title={t('Nothing found for “{query}”', { query })}>
        <p>{t('Names, numbers and words of messages are searched in this view only.')}</p>
        {view === 'all' ? null : (
          <Link
            to="/inbox/{-$conversationId}"
            params={{}}
            search={rest => ({ ...rest, view: 'all' as const })}
            className="font-medium text-accent-text underline underline-offset-2"
          >
            {t('Search all conversations')}
          </Link>
        )}
      </EmptyState>
    );
  const { title, text } = EMPTY[view];
  const canTry = phoneUrl !== null && (view === 'open' || view === 'all');
  return (
    <EmptyState icon={<Inbox className="size-6" />} title={title}>
      <p>{text}</p>
      {canTry ? (
        <a
          href={phoneUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex h-8 items-center gap-2 rounded-lg border border-line-strong bg-surface px-3 font-medium text-ink hover:bg-sunken"
        >
          <Smartphone className="size-4" aria-hidden="true" />
          {t('Write from the simulated phone')}
        </a>
      ) : null}
    </EmptyState>
  );
};
