import { SmilePlus } from 'lucide-react';
import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import { write } from '../../../../../../domain/permission/permission.ts';
import { Menu, MenuItem } from '../../../../components/menu.tsx';
import { t } from '../../../../lib/language.ts';
import { uuid } from '../../../../lib/uuid.ts';
import { useMay } from '../../../auth/api/session.ts';
import { useReact } from '../../api/room.ts';

const EMOJI = [
  ['👍', t('Thumbs up')],
  ['❤️', t('Heart')],
  ['🙏', t('Thank you')],
  ['😊', t('Smile')],
  ['🎉', t('Celebrate')],
  ['✅', t('Done')],
] as const;

/** Reacts to what the customer wrote. */
export const ReactMenu = ({ message }: { message: MessageView }) => {
  const react = useReact(message.conversationId);
  const mayWrite = useMay(write('conversations'));
  const own = message.reactions.find(({ sender }) => sender === 'HUMAN');
  if (!mayWrite) return null;
  const choose = (emoji: string) => react.mutate({ messageId: message.id, id: uuid(), emoji });
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={t('React')}
          data-testid="react"
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
        >
          <SmilePlus className="size-3.5" aria-hidden="true" />
        </button>
      }
    >
      {EMOJI.map(([emoji, name]) => (
        <MenuItem key={emoji} icon={<span>{emoji}</span>} onSelect={() => choose(emoji)}>
          {name}
        </MenuItem>
      ))}
      {own ? <MenuItem onSelect={() => choose('')}>{t('Take {emoji} back', { emoji: own.emoji })}</MenuItem> : null}
    </Menu>
  );
};
