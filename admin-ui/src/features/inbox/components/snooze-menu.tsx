import { AlarmClock, AlarmClockOff } from 'lucide-react';
import { useState } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { useNow } from '../../../lib/clock.ts';
import { dayAndTime } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useStore } from '../../../lib/store.ts';
import { useZone } from '../../../lib/zone.ts';
import { useMay } from '../../auth/api/session.ts';
import { useRoomStep } from '../api/room.ts';
import { snoozeChoices } from '../model/snooze.ts';
import { openDialog } from '../model/state.ts';

/** Puts a conversation aside, or brings it back. */
export const SnoozeMenu = ({ detail }: { detail: ConversationDetail }) => {
  const mayWrite = useMay(write('conversations'));
  const open = useStore(openDialog, dialog => dialog === 'snooze');
  const step = useRoomStep(detail.id);
  if (!mayWrite || detail.status === 'RESOLVED') return null;
  if (detail.snoozed)
    return (
      <IconButton label={t('Bring back now')} data-testid="wake" onClick={() => step.mutate({ kind: 'wake' })}>
        <AlarmClockOff className="size-4.5" aria-hidden="true" />
      </IconButton>
    );
  return (
    <>
      <IconButton label={t('Snooze')} keys="S" data-testid="snooze" onClick={() => openDialog.set('snooze')}>
        <AlarmClock className="size-4.5" aria-hidden="true" />
      </IconButton>
      {open ? (
        <SnoozeSheet
          onSnooze={until => {
            openDialog.set(null);
            step.mutate({ kind: 'snooze', until });
          }}
          onClose={() => openDialog.set(null)}
        />
      ) : null}
    </>
  );
};

const SnoozeSheet = ({ onSnooze, onClose }: { onSnooze: (until: string | null) => void; onClose: () => void }) => {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [own, setOwn] = useState('');
  const ownMs = Date.parse(own);
  return (
    <Sheet label={t('Snooze')} onClose={onClose}>
      <ul className="flex flex-col gap-1">
        {snoozeChoices(nowMs, zone).map(({ label, until }) => {
          const at = until === null ? null : new Date(until).toISOString();
          return (
            <li key={label}>
              <button
                type="button"
                data-testid="snooze-choice"
                onClick={() => onSnooze(at)}
                className="focus-inset flex w-full items-baseline gap-3 rounded-lg px-2 py-1.5 text-left text-base hover:bg-sunken"
              >
                <span className="flex-1">{label}</span>
                {at ? <span className="text-ink-2 text-xs">{dayAndTime(at, zone, nowMs)}</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
      <form
        className="mt-3 flex items-end gap-2 border-line border-t pt-3"
        onSubmit={event => {
          event.preventDefault();
          if (ownMs > Date.now()) onSnooze(new Date(ownMs).toISOString());
        }}
      >
        <Field label={t('Another time')} className="flex-1" hint={t('By this device’s clock.')}>
          {ids => (
            <input
              {...ids}
              type="datetime-local"
              value={own}
              onChange={event => setOwn(event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <Button type="submit" className="mb-5" disabled={!(ownMs > nowMs)}>
          {t('Snooze')}
        </Button>
      </form>
      <p className="mt-3 text-ink-2 text-xs">
        {t('It leaves the lists and stands under Snoozed. When the customer writes it is back at once.')}
      </p>
    </Sheet>
  );
};
