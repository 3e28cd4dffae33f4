import {
  Archive,
  ArchiveRestore,
  ArrowLeft,
  Bot,
  CirclePause,
  ClipboardCheck,
  ExternalLink,
  Link2,
  MoreVertical,
  PanelRight,
  ThumbsDown,
  Trophy,
} from 'lucide-react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Menu, MenuItem, MenuLine } from '../../../components/menu.tsx';
import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { useOwnership } from '../api/ownership.ts';
import { STAGE_LABELS } from '../model/labels.ts';
import { displayName } from '../model/row-status.ts';
import { AssignMenu } from './assign-menu.tsx';
import { Faces } from './faces.tsx';
import { SnoozeMenu } from './snooze-menu.tsx';
import { useInbox } from './use-inbox.ts';

type Props = { detail: ConversationDetail; onToggleClosed: () => void };

export const ThreadHeader = ({ detail, onToggleClosed }: Props) => {
  const { open, search, showTab } = useInbox();
  const name = displayName(detail.contact);
  const panelOpen = search.tab !== undefined;
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-2 border-line border-b bg-surface px-2 md:px-4">
      <IconButton label={t('Back to the list')} className="md:hidden" onClick={() => open(null)}>
        <ArrowLeft className="size-4.5" aria-hidden="true" />
      </IconButton>
      <Avatar name={name} className="hidden size-8 sm:inline-flex" />
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold text-lg leading-5" title={name}>
          <bdi>{name}</bdi>
        </h2>
        <p className="flex min-w-0 items-center gap-1.5 text-ink-2 text-xs">
          <span className="shrink-0">{STAGE_LABELS[detail.stage]}</span>
          <span aria-hidden="true">·</span>
          <span className="truncate">{words(detail.leadStatus)}</span>
          <span className="hidden items-center gap-1 sm:inline-flex">
            <span aria-hidden="true">·</span>
            <span className="size-2 rounded-full bg-whatsapp" aria-hidden="true" />
            <bdi className="whitespace-nowrap">{detail.contact.name ? detail.contact.address : 'WhatsApp'}</bdi>
            {detail.contact.name ? <span className="sr-only">{t('on WhatsApp')}</span> : null}
          </span>
        </p>
      </div>
      <Faces conversationId={detail.id} />
      <AssignMenu detail={detail} />
      <SnoozeMenu detail={detail} />
      <MoreMenu detail={detail} onToggleClosed={onToggleClosed} />
      <IconButton
        label={panelOpen ? t('Hide the details') : t('Show the details')}
        aria-pressed={panelOpen}
        className="xl:hidden"
        data-testid="toggle-panel"
        onClick={() => showTab(panelOpen ? undefined : 'next')}
      >
        <PanelRight className="size-4.5" aria-hidden="true" />
      </IconButton>
    </header>
  );
};

const MoreMenu = ({ detail, onToggleClosed }: Props) => {
  const ownership = useOwnership(detail.id);
  const canAct = useMay(write('conversations'));
  const closed = detail.status === 'RESOLVED';
  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      say(t('The link is on the clipboard.'));
    } catch {
      say(t('The browser does not let this page use the clipboard. Copy the address from the address bar.'));
    }
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('More')}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
        >
          <MoreVertical className="size-4.5" aria-hidden="true" />
        </button>
      }
    >
      {canAct ? (
        <>
          <MenuItem icon={closed ? <ArchiveRestore /> : <Archive />} keys="C" onSelect={onToggleClosed}>
            {closed ? t('Open again') : t('Close')}
          </MenuItem>
          {closed ? null : (
            <>
              <MenuItem icon={<Trophy />} onSelect={() => ownership.mutate({ kind: 'close', outcome: 'WON' })}>
                {t('Close as won')}
              </MenuItem>
              <MenuItem icon={<ThumbsDown />} onSelect={() => ownership.mutate({ kind: 'close', outcome: 'LOST' })}>
                {t('Close as lost')}
              </MenuItem>
            </>
          )}
          {detail.owner === 'AI' && !closed ? (
            <MenuItem icon={<ClipboardCheck />} onSelect={() => ownership.mutate({ kind: 'mode', owner: 'APPROVAL' })}>
              {t('Approve mode: the AI drafts, you send')}
            </MenuItem>
          ) : null}
          {(detail.owner === 'APPROVAL' || detail.owner === 'PAUSED') && !detail.optedOut ? (
            <MenuItem icon={<Bot />} onSelect={() => ownership.mutate({ kind: 'mode', owner: 'AI' })}>
              {t('Let the AI answer')}
            </MenuItem>
          ) : null}
          {detail.owner !== 'PAUSED' && !closed ? (
            <MenuItem icon={<CirclePause />} onSelect={() => ownership.mutate({ kind: 'mode', owner: 'PAUSED' })}>
              {t('Pause: nobody answers')}
            </MenuItem>
          ) : null}
          <MenuLine />
        </>
      ) : null}
      <MenuItem icon={<Link2 />} onSelect={() => void copyLink()}>
        {t('Copy a link to this')}
      </MenuItem>
      {detail.temporalUrl ? (
        <MenuItem icon={<ExternalLink />} onSelect={() => window.open(detail.temporalUrl ?? '', '_blank', 'noopener')}>
          {t('Open in Temporal Web')}
        </MenuItem>
      ) : null}
    </Menu>
  );
};
