import { LayoutTemplate, Paperclip, Plus, StickyNote } from 'lucide-react';
import { useRef } from 'react';
import { type MediaKind, OUTBOUND_MEDIA } from '../../../../../../domain/message/outbound-media.ts';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../../components/menu.tsx';
import { t } from '../../../../lib/language.ts';
import { MEDIA_WORDS, megabytes } from '../../model/file-words.ts';
import { callComposer, openDialog, setChosenFile, setComposerMode } from '../../model/state.ts';

const ACCEPTED = Object.values(OUTBOUND_MEDIA)
  .flatMap(({ types }) => types)
  .join(',');

const KINDS = Object.keys(OUTBOUND_MEDIA) as MediaKind[];

/** What else than words can be sent or kept. */
export const AddMenu = ({ conversationId }: { conversationId: string }) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        data-testid="file-input"
        onChange={event => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (!file) return;
          setChosenFile(conversationId, file);
          callComposer();
        }}
      />
      <Menu
        align="start"
        side="top"
        trigger={
          <button
            type="button"
            aria-label={t('Add a file, template or note')}
            data-testid="composer-add"
            className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
          >
            <Plus className="size-4.5" aria-hidden="true" />
          </button>
        }
      >
        <MenuItem icon={<Paperclip />} onSelect={() => input.current?.click()}>
          {t('File')}
        </MenuItem>
        <MenuItem icon={<LayoutTemplate />} onSelect={() => openDialog.set('templates')}>
          {t('Template')}
        </MenuItem>
        <MenuItem
          icon={<StickyNote />}
          keys="N"
          onSelect={() => {
            setComposerMode(conversationId, 'note');
            callComposer();
          }}
        >
          {t('Note for colleagues')}
        </MenuItem>
        <MenuLine />
        {KINDS.map(kind => (
          <MenuText key={kind}>
            {t('{label}, up to {megabytes} MB', { label: MEDIA_WORDS[kind], megabytes: megabytes(kind) })}
          </MenuText>
        ))}
      </Menu>
    </>
  );
};
