import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { ArrowLeft, MessageSquareText } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ContactDetail } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Loaded } from '../../../components/page.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { t } from '../../../lib/language.ts';
import { sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { BookButton } from '../../calendar/components/book-button.tsx';
import { contactQuery, useMove } from '../api/leads.ts';
import { statusWord } from '../model/words.ts';
import { About } from './about.tsx';
import { Facts } from './facts.tsx';
import { LeadFacts } from './lead-facts.tsx';
import { MoreMenu } from './more-menu.tsx';
import { asksFirst, MoveDialog, type Moving } from './move-dialog.tsx';
import { NoteBox } from './note-box.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Timeline } from './timeline.tsx';

/** One person: a timeline with everything on it, and the facts at the side. */
export const ContactPage = ({ contactId }: { contactId: string }) => {
  const contact = useQuery(contactQuery(contactId));
  const mayNote = useMay(write('conversations'));
  const talk = contact.data?.conversations[0];
  const [side, setSide] = useState<Side>('timeline');
  const name = contact.data?.name ?? contact.data?.identities[0]?.shown ?? t('Contact');
  useEffect(() => {
    document.title = t('{name} · Parley', { name });
  }, [name]);
  return (
    <>
      <TopBar title={t('Leads')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto max-w-300 px-3 py-4 md:px-6">
          <Link
            to="/leads/{-$contactId}"
            params={{}}
            className="mb-3 inline-flex items-center gap-1 rounded text-ink-2 text-sm hover:text-ink"
          >
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {t('All leads')}
          </Link>
          <Loaded query={contact} what={t('The contact did not load')} rows={4}>
            {data => (
              <>
                <Head contact={data} name={name} />
                <Narrow side={side} onChange={setSide} />
                <div className="mt-4 grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
                  <div className={clsx('min-w-0', side === 'facts' && 'max-lg:hidden')}>
                    {mayNote && talk ? <NoteBox conversationId={talk.id} /> : null}
                    <Timeline contactId={data.id} />
                  </div>
                  <div className={clsx('flex min-w-0 flex-col gap-5', side === 'timeline' && 'max-lg:hidden')}>
                    <LeadFacts contact={data} />
                    <About contact={data} />
                    <Facts contact={data} />
                  </div>
                </div>
              </>
            )}
          </Loaded>
        </div>
      </div>
    </>
  );
};

const SIDES = [
  { value: 'timeline', label: t('Timeline') },
  { value: 'facts', label: t('Lead and contact') },
] as const;
type Side = (typeof SIDES)[number]['value'];

/** Where there is no room for both beside each other: one of them. */
const Narrow = ({ side, onChange }: { side: Side; onChange: (side: Side) => void }) => (
  <fieldset className="mt-4 flex rounded-lg border border-line-strong p-0.5 lg:hidden">
    <legend className="sr-only">{t('Show')}</legend>
    {SIDES.map(({ value, label }) => (
      <button
        key={value}
        type="button"
        aria-pressed={side === value}
        onClick={() => onChange(value)}
        className={clsx(
          'h-7 flex-1 rounded-md px-2 font-medium text-sm',
          side === value ? 'bg-accent-soft text-accent-text' : 'text-ink-2',
        )}
      >
        {label}
      </button>
    ))}
  </fieldset>
);

const Head = ({ contact, name }: { contact: ContactDetail; name: string }) => {
  const mayMove = useMay(write('leads'));
  const move = useMove();
  const [moving, setMoving] = useState<Moving | null>(null);
  const { lead } = contact;
  const talk = contact.conversations[0];
  const choose = (to: Moving['to']) => {
    const asked = { contactId: contact.id, name, from: lead.shown, to, valueMicros: lead.valueMicros };
    if (asksFirst(asked)) setMoving(asked);
    else move.mutate({ contactId: contact.id, to }, { onError: sayError });
  };
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b pb-4">
      <h2 className="min-w-0 flex-1 basis-60 font-semibold text-xl [overflow-wrap:anywhere]">{name}</h2>
      {mayMove ? (
        <label className="flex items-center gap-2 text-sm">
          <span className="text-ink-2">{t('Status')}</span>
          <select
            value={lead.shown}
            disabled={move.isPending}
            data-testid="status"
            onChange={event => {
              const to = lead.moves.find(known => known === event.target.value);
              if (to) choose(to);
            }}
            className="h-8 max-w-44 rounded-lg border border-line-strong bg-surface px-2 font-medium"
          >
            <option value={lead.shown}>{statusWord(lead.shown)}</option>
            {lead.moves.map(to => (
              <option key={to} value={to}>
                {statusWord(to)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <StatusBadge status={lead.shown} />
      )}
      <BookButton contactId={contact.id} conversationId={null} name={contact.name} />
      {talk ? (
        <Link
          to="/inbox/{-$conversationId}"
          params={{ conversationId: talk.id }}
          search={{ view: talk.closed ? 'resolved' : 'all' }}
          className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong px-3 font-medium text-sm hover:bg-sunken"
        >
          <MessageSquareText className="size-3.5" aria-hidden="true" />
          {t('Open conversation')}
        </Link>
      ) : null}
      <MoreMenu contact={contact} name={name} />
      {moving ? <MoveDialog moving={moving} onClose={() => setMoving(null)} /> : null}
    </header>
  );
};
