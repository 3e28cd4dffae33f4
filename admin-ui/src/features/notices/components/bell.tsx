import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Bell as BellIcon } from 'lucide-react';
import { useState } from 'react';
import type { NoticeView } from '../../../../../api/contracts/notifications.ts';
import { Button } from '../../../components/button.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { EmptyState, ErrorState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { Tip } from '../../../components/tip.tsx';
import { t } from '../../../lib/language.ts';
import { noticesQuery, useReadNotices } from '../api/notices.ts';

/** The bell: how much is unread, and what it is. */
export const Bell = () => {
  const notices = useQuery(noticesQuery);
  const [open, setOpen] = useState(false);
  const unread = notices.data?.unread ?? 0;
  const label = unread > 0 ? t('Notifications: {unread} unread', { unread }) : t('Notifications');
  return (
    <>
      <Tip label={label}>
        <button
          type="button"
          aria-label={label}
          data-testid="bell"
          onClick={() => setOpen(true)}
          className="relative inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink"
        >
          <BellIcon className="size-4" aria-hidden="true" />
          {unread > 0 ? (
            <span
              aria-hidden="true"
              className="absolute top-0 right-0 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-danger px-1 font-semibold text-[10px] text-surface tabular-nums leading-none"
            >
              {unread > 99 ? '99+' : unread}
            </span>
          ) : null}
        </button>
      </Tip>
      {open ? <Centre onClose={() => setOpen(false)} /> : null}
    </>
  );
};

const Centre = ({ onClose }: { onClose: () => void }) => {
  const notices = useQuery(noticesQuery);
  const read = useReadNotices();
  const navigate = useNavigate();
  const follow = (notice: NoticeView) => {
    if (!notice.read) read.mutate({ ids: [notice.id] });
    onClose();
    if (notice.conversationId)
      void navigate({ to: '/inbox/{-$conversationId}', params: { conversationId: notice.conversationId }, search: {} });
    else if (notice.contactId)
      void navigate({ to: '/leads/{-$contactId}', params: { contactId: notice.contactId }, search: {} });
  };
  return (
    <Sheet label={t('Notifications')} onClose={onClose}>
      {notices.isError && !notices.data ? (
        <ErrorState what={t('They could not be loaded')} error={notices.error} retry={() => void notices.refetch()} />
      ) : notices.data?.notices.length === 0 ? (
        <EmptyState icon={<BellIcon className="size-6" />} title={t('Nothing new')}>
          <p>{t('Escalations, mentions and what is given to you appear here, for seven days.')}</p>
        </EmptyState>
      ) : (
        <ul className="-mx-2 flex flex-col">
          {(notices.data?.notices ?? []).map(notice => (
            <li key={notice.id}>
              <button
                type="button"
                data-testid="notice"
                data-kind={notice.kind}
                data-read={notice.read}
                onClick={() => follow(notice)}
                className="focus-inset flex w-full items-start gap-2.5 rounded-lg px-2 py-2 text-left hover:bg-sunken"
              >
                <span
                  className={clsx(
                    'mt-1.5 size-2 shrink-0 rounded-full',
                    notice.read ? 'bg-transparent' : notice.urgent ? 'bg-danger' : 'bg-accent',
                  )}
                  aria-hidden="true"
                />
                <span className="min-w-0 flex-1">
                  <span dir="auto" className={clsx('block text-base', notice.read ? 'text-ink-2' : 'font-medium')}>
                    {notice.title}
                    {notice.read ? null : <span className="sr-only"> {t('(unread)')}</span>}
                  </span>
                  {notice.text ? <span className="block text-ink-2 text-xs">{notice.text}</span> : null}
                </span>
                <Ago at={notice.at} className="shrink-0 text-ink-2 text-xs" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3 flex items-center gap-3 border-line border-t pt-3">
        <Link
          to="/settings/notifications"
          onClick={onClose}
          className="flex-1 font-medium text-accent-text text-sm underline underline-offset-2"
        >
          {t('Choose what you are told')}
        </Link>
        <Button
          size="sm"
          data-testid="read-all"
          disabled={(notices.data?.unread ?? 0) === 0 || read.isPending}
          onClick={() => read.mutate({})}
        >
          {t('Mark all as read')}
        </Button>
      </p>
    </Sheet>
  );
};
