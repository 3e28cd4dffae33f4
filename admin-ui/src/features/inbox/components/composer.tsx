import { Ban, Clock3, StickyNote } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Kbd } from '../../../components/kbd.tsx';
import { Notice } from '../../../components/notice.tsx';
import { DayTime } from '../../../components/time.tsx';
import { useNow } from '../../../lib/clock.ts';
import { ms } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useStore } from '../../../lib/store.ts';
import { useMay } from '../../auth/api/session.ts';
import { displayName } from '../model/row-status.ts';
import { composerModes, setComposerMode } from '../model/state.ts';
import { Editor } from './composer/editor.tsx';
import { NoteEditor } from './notes/note-editor.tsx';
import { TemplatePicker } from './templates/template-picker.tsx';

/** Where a person writes; or, when nothing may be sent, why and what to do. Notes can always be written. */
export const Composer = ({ detail }: { detail: ConversationDetail }) => {
  const mayWrite = useMay(write('conversations'));
  const closed = useWindowClosed(detail);
  const mode = useStore(composerModes, modes => modes[detail.id] ?? 'message');
  const name = displayName(detail.contact);
  if (!mayWrite)
    return (
      <Place closed>
        <Notice>{t('Your role may look, not write. An administrator can change it.')}</Notice>
      </Place>
    );
  if (mode === 'note')
    return (
      <Place>
        <NoteEditor detail={detail} />
      </Place>
    );
  if (detail.optedOut)
    return (
      <Place closed>
        <Notice icon={<Ban aria-hidden="true" />}>
          <p className="font-medium text-ink">
            <bdi>{name}</bdi> {t('asked not to be written to again.')}
          </p>
          <p>{t('Nothing can be sent until they write START themselves.')}</p>
          <AddNote conversationId={detail.id} />
        </Notice>
      </Place>
    );
  if (closed)
    return (
      <Place closed>
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <p className="flex min-w-0 flex-1 basis-60 items-start gap-1.5">
            <Clock3 className="mt-0.5 size-4 shrink-0 text-ink-2" aria-hidden="true" />
            <span>
              <span className="font-medium">{t('The 24-hour window is closed.')}</span>{' '}
              <span className="text-ink-2">
                {detail.window.endsAt ? (
                  <>
                    <Filled text={t('Since: {when}.')} values={{ when: <DayTime at={detail.window.endsAt} /> }} />{' '}
                  </>
                ) : null}
                {t('Only a template can be sent until the customer writes again.')}
              </span>
            </span>
          </p>
          <AddNote conversationId={detail.id} />
        </div>
        <TemplatePicker conversationId={detail.id} />
      </Place>
    );
  return (
    <Place>
      <Editor detail={detail} />
    </Place>
  );
};

const AddNote = ({ conversationId }: { conversationId: string }) => (
  <Button size="sm" tone="ghost" onClick={() => setComposerMode(conversationId, 'note')}>
    <StickyNote className="size-4" aria-hidden="true" />
    {t('Note')} <Kbd>N</Kbd>
  </Button>
);

const Place = ({ closed = false, children }: { closed?: boolean; children: ReactNode }) => (
  <div
    {...(closed ? { 'data-testid': 'composer-closed' } : {})}
    className="max-h-[65%] shrink-0 overflow-y-visible border-line border-t bg-surface px-3 py-2.5 md:px-5"
  >
    <div className="mx-auto max-w-3xl">{children}</div>
  </div>
);

/** The window may run out while one looks at it: the clock decides, not only the last answer. */
const useWindowClosed = (detail: ConversationDetail): boolean => {
  const nowMs = useNow(1000);
  const { open, endsAt } = detail.window;
  return !open || (endsAt !== null && ms(endsAt) <= nowMs);
};
