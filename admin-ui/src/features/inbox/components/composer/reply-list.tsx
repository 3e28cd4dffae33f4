import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { useState } from 'react';
import type { FilledReply } from '../../../../../../api/contracts/room.ts';
import { t } from '../../../../lib/language.ts';
import { repliesQuery } from '../../api/room.ts';

/** What is typed after a slash at the beginning of a message; null when none is. */
export const slashQuery = (text: string): string | null => /^\/([\p{L}\p{M}\p{N}_-]{0,40})$/u.exec(text)?.[1] ?? null;

const found = (replies: readonly FilledReply[], query: string): FilledReply[] => {
  const typed = query.toLocaleLowerCase();
  const starts = replies.filter(reply => reply.shortcut.startsWith(typed));
  const holds = replies.filter(
    reply => !starts.includes(reply) && `${reply.shortcut} ${reply.text}`.toLocaleLowerCase().includes(typed),
  );
  return [...starts, ...holds].slice(0, 8);
};

/** Canned replies while a message begins with a slash. */
export const useReplies = (conversationId: string, text: string) => {
  const query = slashQuery(text);
  const replies = useQuery({ ...repliesQuery(conversationId), enabled: query !== null });
  const [at, setAt] = useState(0);
  const offered = query === null ? [] : found(replies.data ?? [], query);
  return {
    open: query !== null,
    loading: replies.isPending,
    none: query !== null && replies.isSuccess && replies.data.length === 0,
    offered,
    active: offered[Math.min(at, Math.max(0, offered.length - 1))] ?? null,
    move: (by: number) => setAt(place => (offered.length === 0 ? 0 : (place + by + offered.length) % offered.length)),
  };
};

export const ReplyList = ({
  replies,
  onChoose,
}: {
  replies: ReturnType<typeof useReplies>;
  onChoose: (reply: FilledReply) => void;
}) => {
  if (!replies.open) return null;
  return (
    <div
      role="listbox"
      aria-label={t('Canned replies')}
      className="absolute right-0 bottom-full left-0 z-10 mb-1.5 max-h-64 animate-appear overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 text-sm"
    >
      {replies.offered.map(reply => (
        <div
          key={reply.id}
          role="option"
          tabIndex={-1}
          aria-selected={reply === replies.active}
          data-testid="reply-option"
          onMouseDown={event => {
            event.preventDefault();
            onChoose(reply);
          }}
          className={clsx('cursor-pointer rounded-md px-2 py-1.5', reply === replies.active && 'bg-sunken')}
        >
          <span className="font-medium">/{reply.shortcut}</span>
          {reply.unknown.length > 0 ? (
            <span className="ml-2 text-approval-text text-xs">
              {t('not known: {unknown}', { unknown: reply.unknown.join(', ') })}
            </span>
          ) : null}
          <span dir="auto" className="block truncate text-ink-2 text-xs">
            {reply.text}
          </span>
        </div>
      ))}
      {replies.offered.length === 0 ? (
        <p className="px-2 py-1.5 text-ink-2">
          {replies.loading ? (
            t('Loading')
          ) : replies.none ? (
            <>
              {t('No canned replies yet.')}{' '}
              <Link to="/settings/replies" className="font-medium text-accent-text underline underline-offset-2">
                {t('Write some')}
              </Link>
            </>
          ) : (
            t('None of them has these letters.')
          )}
        </p>
      ) : null}
    </div>
  );
};
