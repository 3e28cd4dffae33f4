import { useQuery } from '@tanstack/react-query';
import { AtSign } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Menu, MenuItem, MenuText } from '../../../components/menu.tsx';
import { t } from '../../../lib/language.ts';
import { uuid } from '../../../lib/uuid.ts';
import { useMe } from '../../auth/api/session.ts';
import { colleaguesQuery } from '../../inbox/api/room.ts';
import { mentioned } from '../../inbox/model/mentions.ts';
import { useChange } from '../api/leads.ts';

/** A note for colleagues on the newest conversation; whoever it mentions is told (C-LEAD-8). */
export const NoteBox = ({ conversationId }: { conversationId: string }) => {
  const me = useMe();
  const colleagues = useQuery(colleaguesQuery).data ?? [];
  const change = useChange();
  const [text, setText] = useState('');
  // Kept until the note is written: asked for again it is the same note.
  const [id, setId] = useState(uuid);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (text.trim() === '' || change.isPending) return;
    const body = { id, text: text.trim(), mentions: mentioned(text, colleagues) };
    change.mutate(
      { path: `/conversations/${conversationId}/notes`, method: 'POST', body },
      {
        onSuccess: () => {
          setText('');
          setId(uuid());
        },
      },
    );
  };
  const others = colleagues.filter(colleague => colleague.id !== me.memberId);
  return (
    <form className="mb-4 flex flex-col gap-2" onSubmit={submit}>
      <textarea
        dir="auto"
        rows={2}
        maxLength={4000}
        aria-label={t('Note for colleagues')}
        data-testid="contact-note"
        placeholder={t('A note for colleagues; the customer never sees it')}
        value={text}
        onChange={event => setText(event.target.value)}
        className={`${FIELD} field-sizing-content h-auto max-h-44 min-h-14 resize-none py-2 text-sm`}
      />
      <span className="flex gap-2">
        <Button type="submit" disabled={text.trim() === '' || change.isPending}>
          {t('Add note')}
        </Button>
        <Menu
          align="start"
          trigger={
            <Button tone="ghost">
              <AtSign className="size-3.5" aria-hidden="true" />
              {t('Mention')}
            </Button>
          }
        >
          {others.length === 0 ? <MenuText>{t('Nobody else works here yet.')}</MenuText> : null}
          {others.map(colleague => (
            <MenuItem
              key={colleague.id}
              onSelect={() =>
                setText(before => `${before}${before === '' || /\s$/.test(before) ? '' : ' '}@${colleague.name} `)
              }
            >
              <bdi>{colleague.name}</bdi>
            </MenuItem>
          ))}
        </Menu>
      </span>
    </form>
  );
};
