import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { memo, type Ref } from 'react';
import type { ConversationRow } from '../../../../../api/contracts/conversations.ts';
import { Ago } from '../../../components/time.tsx';
import { useAtNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { displayName, preview, previewAuthor, rowStatus } from '../model/row-status.ts';
import { OWNER_BAR, TONE_TEXT } from './tones.ts';

type Props = {
  row: ConversationRow;
  myId: string;
  selected: boolean;
  typing: boolean;
  focusable: boolean;
  onFocus: () => void;
  ref: Ref<HTMLAnchorElement>;
};

export const ROW_HEIGHT_PX = 77;

/** One conversation: who, what was said last, and what goes on. The bar at the edge is the owner's colour. */
export const ListRow = memo(({ row, myId, selected, typing, focusable, onFocus, ref }: Props) => {
  const text = useAtNow(nowMs => rowStatus(row, nowMs, myId).text);
  const status = rowStatus(row, 0, myId);
  const author = previewAuthor(row, myId);
  const unread = row.unread > 0;
  return (
    <Link
      ref={ref}
      to="/inbox/{-$conversationId}"
      params={{ conversationId: row.id }}
      search={({ tab: _tab, turn: _turn, ...rest }) => rest}
      tabIndex={focusable ? 0 : -1}
      onFocus={onFocus}
      aria-current={selected ? 'true' : undefined}
      data-testid="conversation-row"
      data-id={row.id}
      data-owner={row.owner}
      data-unread={row.unread}
      className={clsx(
        'focus-inset relative flex h-full flex-col justify-center gap-0.5 border-line border-b py-2 pr-3 pl-4',
        selected ? 'bg-accent-soft' : 'hover:bg-canvas',
      )}
    >
      <span className={clsx('absolute inset-y-0 left-0 w-1', OWNER_BAR[row.owner])} aria-hidden="true" />
      <span className="flex items-baseline gap-2">
        <bdi
          className={clsx(
            'min-w-0 flex-1 truncate text-left text-base text-ink',
            unread ? 'font-semibold' : 'font-medium',
          )}
        >
          {displayName(row.contact)}
        </bdi>
        <Ago at={row.lastMessage?.at ?? row.updatedAt} className="shrink-0 text-ink-2 text-xs" />
      </span>
      <span className="flex items-baseline gap-2">
        <span
          dir="auto"
          className={clsx('min-w-0 flex-1 truncate text-left text-sm', unread ? 'font-medium text-ink' : 'text-ink-2')}
        >
          {author ? <span className="text-ink-2">{author}: </span> : null}
          {preview(row)}
        </span>
        {unread ? (
          <span className="shrink-0 font-semibold text-ink text-xs">
            {row.unread > 99 ? '99+' : row.unread}
            <span className="sr-only"> {t('unread')}</span>
          </span>
        ) : null}
      </span>
      <span className={clsx('flex items-center gap-1.5 truncate text-xs', TONE_TEXT[status.tone])}>
        {status.busy ? <span className="size-1.5 animate-breathe rounded-full bg-current" aria-hidden="true" /> : null}
        <span className="truncate">{typing ? t('Typing…') : text}</span>
      </span>
    </Link>
  );
});
ListRow.displayName = 'ListRow';
