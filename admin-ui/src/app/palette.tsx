import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { may, read } from '../../../domain/permission/permission.ts';
import { Kbd } from '../components/kbd.tsx';
import { useSignOut } from '../components/me-menu.tsx';
import { Modal } from '../components/sheet.tsx';
import { useMe } from '../features/auth/api/session.ts';
import { listQuery } from '../features/inbox/api/conversations.ts';
import { displayName } from '../features/inbox/model/row-status.ts';
import { areasFor } from '../features/settings/model/areas.ts';
import { allCommands, type Command, helpOpen } from '../lib/commands.ts';
import { chooseLanguage, LANGUAGES, otherLanguage, t } from '../lib/language.ts';
import { matchCommands } from '../lib/match.ts';
import { chooseTheme } from '../lib/theme.ts';

const open = (url: string) => () => void window.open(url, '_blank', 'noopener');

/** Everything one can do, by typing a few letters of it. */
export const Palette = ({ onClose }: { onClose: () => void }) => {
  const navigate = useNavigate();
  const me = useMe();
  const leave = useSignOut();
  const listId = useId();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const found = useInfiniteQuery({ ...listQuery('all', wanted), enabled: wanted.length > 1 });

  const commands = useMemo((): Command[] => {
    const general: Command[] = [
      ...areasFor(me.role).flatMap(group =>
        group.areas.map(({ to, label }) => ({
          id: to,
          label: t('Go to {label}', { label: label.toLowerCase() }),
          group: t('Settings'),
          run: () => void navigate({ to }),
        })),
      ),
      ...(may(me.role, read('knowledge'))
        ? [
            {
              id: 'knowledge',
              label: t('Go to knowledge'),
              keys: 'G B',
              group: 'Parley',
              run: () => void navigate({ to: '/knowledge/{-$scanId}', params: { scanId: undefined } }),
            },
          ]
        : []),
      ...(may(me.role, read('analytics'))
        ? [
            {
              id: 'insights',
              label: t('Go to insights'),
              keys: 'G N',
              group: 'Parley',
              run: () => void navigate({ to: '/insights' }),
            },
          ]
        : []),
      { id: 'help', label: t('Keys and colours'), keys: '?', group: 'Parley', run: () => helpOpen.set(true) },
      { id: 'light', label: t('Theme: light'), group: 'Parley', run: () => chooseTheme('light') },
      { id: 'dark', label: t('Theme: dark'), group: 'Parley', run: () => chooseTheme('dark') },
      { id: 'system', label: t('Theme: as the system'), group: 'Parley', run: () => chooseTheme('system') },
      {
        id: 'language',
        label: LANGUAGES[otherLanguage],
        group: 'Parley',
        run: () => chooseLanguage(otherLanguage),
      },
      ...(me.phoneUrl
        ? [{ id: 'phone', label: t('Open the simulated phone'), group: 'Parley', run: open(me.phoneUrl) }]
        : []),
      ...(me.temporalUrl
        ? [{ id: 'temporal-home', label: t('Open Temporal Web'), group: 'Parley', run: open(me.temporalUrl) }]
        : []),
      { id: 'sign-out', label: t('Sign out'), group: 'Parley', run: () => void leave() },
    ];
    return [...allCommands(), ...general];
  }, [me, leave, navigate]);

  const conversations: Command[] =
    wanted.length > 1
      ? (found.data?.pages[0]?.conversations ?? []).slice(0, 6).map(row => ({
          id: row.id,
          label: displayName(row.contact),
          group: t('Conversations'),
          run: () =>
            void navigate({
              to: '/inbox/{-$conversationId}',
              params: { conversationId: row.id },
              search: { view: 'all' },
            }),
        }))
      : [];
  const shown = [...matchCommands(commands, text), ...conversations];
  const at = Math.min(picked, Math.max(0, shown.length - 1));

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // After the dialog is gone, so that what the command focuses keeps the focus.
    setTimeout(command.run, 0);
  };

  return (
    <Modal
      label={t('Commands')}
      onClose={onClose}
      className="mx-auto mt-[12dvh] w-[calc(100%-2rem)] max-w-140 animate-appear overflow-hidden rounded-xl border border-line-strong bg-raised p-0 text-ink"
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown[at] ? `${listId}-${at}` : undefined}
        aria-label={t('Search or do anything')}
        placeholder={t('Search or do anything')}
        value={text}
        onChange={event => {
          setText(event.target.value);
          setPicked(0);
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown') setPicked(Math.min(at + 1, shown.length - 1));
          else if (event.key === 'ArrowUp') setPicked(Math.max(at - 1, 0));
          else if (event.key === 'Enter') run(shown[at]);
          else return;
          event.preventDefault();
        }}
        className="h-12 w-full border-line border-b bg-transparent px-4 text-lg outline-none"
      />
      <div id={listId} role="listbox" aria-label={t('Commands')} className="max-h-[50dvh] overflow-y-auto p-1.5">
        {shown.length === 0 ? (
          <p className="px-3 py-6 text-center text-ink-2 text-sm">{t('Nothing by that name.')}</p>
        ) : null}
        {shown.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the keyboard
          <div
            key={`${command.group}-${command.id}`}
            id={`${listId}-${index}`}
            ref={element => {
              if (index === at) element?.scrollIntoView({ block: 'nearest' });
            }}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => setPicked(index)}
            onClick={() => run(command)}
            className={clsx(
              'flex h-9 cursor-pointer items-center gap-3 rounded-lg px-3 text-base',
              index === at && 'bg-sunken',
            )}
          >
            <span className="min-w-0 flex-1 truncate" dir="auto">
              {command.label}
            </span>
            <span className="max-w-40 truncate text-ink-2 text-xs">{command.group}</span>
            {command.keys ? <Kbd>{command.keys}</Kbd> : null}
          </div>
        ))}
      </div>
    </Modal>
  );
};
