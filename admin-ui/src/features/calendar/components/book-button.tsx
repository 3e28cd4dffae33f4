import { useQueryClient } from '@tanstack/react-query';
import { CalendarPlus } from 'lucide-react';
import { useState } from 'react';
import { addDays, dayOf } from '../../../../../domain/analytics/range.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { useZone } from '../../../lib/zone.ts';
import { useMay } from '../../auth/api/session.ts';
import { AppointmentDialog } from './appointment-dialog.tsx';

/** Books an appointment with somebody, from where one reads about them; proposes tomorrow at ten. */
export const BookButton = ({
  contactId,
  conversationId,
  name,
  small = false,
}: {
  contactId: string;
  conversationId: string | null;
  name: string | null;
  small?: boolean;
}) => {
  const mayWrite = useMay(write('leads'));
  const client = useQueryClient();
  const zone = useZone();
  const tomorrow = addDays(dayOf(useNow(60_000), zone), 1);
  const [open, setOpen] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button
        {...(small ? { size: 'sm' as const } : {})}
        data-testid="book-appointment"
        aria-label={t('Book an appointment')}
        onClick={() => setOpen(true)}
      >
        <CalendarPlus className="size-3.5" aria-hidden="true" />
        {t('Book')}
      </Button>
      {open ? (
        <AppointmentDialog
          appointment={null}
          slot={{ day: tomorrow, time: '10:00', minutes: 30 }}
          with={{ contactId, conversationId, name }}
          mayWrite={mayWrite}
          onClose={() => {
            setOpen(false);
            // The lead's status and timeline tell of it.
            void client.invalidateQueries();
          }}
        />
      ) : null}
    </>
  );
};
