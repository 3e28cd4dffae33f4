import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { FIELD } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';
import { useStore } from '../../../lib/store.ts';
import { useMay, useMe } from '../../auth/api/session.ts';
import { colleaguesQuery, useRoomStep } from '../api/room.ts';
import { suggestions } from '../model/mentions.ts';
import { openDialog } from '../model/state.ts';

/** Who looks after the conversation, and giving it to somebody. */
export const AssignMenu = ({ detail }: { detail: ConversationDetail }) => {
  const mayWrite = useMay(write('conversations'));
  const open = useStore(openDialog, dialog => dialog === 'assign');
  const { assignee } = detail;
  if (!mayWrite)
    return assignee ? (
      <span className="hidden text-ink-2 text-xs sm:inline">{t('with {name}', { name: assignee.name })}</span>
    ) : null;
  return (
    <>
      <IconButton
        label={assignee ? t('{name} looks after it', { name: assignee.name }) : t('Give to a colleague')}
        keys="I"
        data-testid="assign"
        onClick={() => openDialog.set('assign')}
      >
        {assignee ? (
          <Avatar name={assignee.name} className="size-6 text-[10px]!" />
        ) : (
          <UserRoundPlus className="size-4.5" aria-hidden="true" />
        )}
      </IconButton>
      {open ? <Choice detail={detail} onClose={() => openDialog.set(null)} /> : null}
    </>
  );
};

const Choice = ({ detail, onClose }: { detail: ConversationDetail; onClose: () => void }) => {
  const me = useMe();
  const step = useRoomStep(detail.id);
  const colleagues = useQuery(colleaguesQuery);
  const [query, setQuery] = useState('');
  const writers = (colleagues.data ?? []).filter(({ role }) => role !== 'VIEWER');
  const shown = query === '' ? writers : suggestions(query, writers);
  const give = (member: { id: string; name: string } | null) => {
    step.mutate({ kind: 'assign', member });
    onClose();
  };
  return (
    <Sheet label={t('Who looks after it')} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={event => {
          event.preventDefault();
          if (shown[0]) give(shown[0]);
        }}
      >
        <input
          type="search"
          // biome-ignore lint/a11y/noAutofocus: the one thing to do in a dialog that was asked for
          autoFocus
          value={query}
          onChange={event => setQuery(event.target.value)}
          placeholder={t('Name')}
          aria-label={t('Find a colleague')}
          className={FIELD}
        />
        <ul className="flex max-h-72 flex-col overflow-y-auto">
          {shown.map(member => (
            <li key={member.id}>
              <button
                type="button"
                data-testid="assign-option"
                onClick={() => give(member)}
                className={clsx(
                  'focus-inset flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left text-base hover:bg-sunken',
                  detail.assignee?.id === member.id && 'bg-accent-soft',
                )}
              >
                <Avatar name={member.name} className="size-7" />
                <bdi className="min-w-0 flex-1 truncate">{member.name}</bdi>
                {member.id === me.memberId ? <span className="text-ink-2 text-xs">{t('you')}</span> : null}
              </button>
            </li>
          ))}
        </ul>
        {detail.assignee ? (
          <button
            type="button"
            data-testid="unassign"
            className="self-start font-medium text-sm underline underline-offset-2"
            onClick={() => give(null)}
          >
            {t('Take it from {name}', { name: detail.assignee.name })}
          </button>
        ) : null}
        <p className="text-ink-2 text-xs">
          {t('Whoever has it finds it under Mine and is told. Who answers does not change.')}
        </p>
      </form>
    </Sheet>
  );
};
