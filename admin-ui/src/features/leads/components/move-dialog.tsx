import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShownStatus } from '../../../../../domain/lead/moves.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD, Field, Tick } from '../../../components/field.tsx';
import { Problem } from '../../../components/form.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import { peopleQuery, useMove } from '../api/leads.ts';
import { statusWord } from '../model/words.ts';

export interface Moving {
  contactId: string;
  name: string;
  from: ShownStatus;
  to: ShownStatus;
  valueMicros: number | null;
}

/** Whether a move needs to be asked about before it is made. */
export const asksFirst = ({ from, to }: Moving): boolean =>
  to === 'WON' || to === 'HANDED_OFF' || to === 'OPTED_OUT' || from === 'OPTED_OUT';

const MICROS = 1_000_000;

/** What a move needs besides the status: what it is worth, who gets it, why it is allowed. */
export const MoveDialog = ({ moving, onClose }: { moving: Moving; onClose: () => void }) => {
  const { currency } = useMe().organization;
  const people = useQuery(peopleQuery).data ?? [];
  const [value, setValue] = useState(moving.valueMicros === null ? '' : String(moving.valueMicros / MICROS));
  const [unknown, setUnknown] = useState(false);
  const [memberId, setMemberId] = useState('');
  const [reason, setReason] = useState('');
  const move = useMove();
  const { to } = moving;
  const amount = Number(value.replaceAll(',', ''));
  const valueGood = unknown || (value.trim() !== '' && Number.isFinite(amount) && amount >= 0 && amount <= 1e9);
  const ready =
    (to !== 'WON' || valueGood) &&
    (to !== 'HANDED_OFF' || memberId !== '') &&
    (moving.from !== 'OPTED_OUT' || reason.trim().length >= 3);
  const problem = move.error ? explain(move.error) : null;
  return (
    <Dialog
      title={`${moving.name}: ${statusWord(to)}`}
      action={to === 'OPTED_OUT' ? t('Opt out') : t('Move')}
      tone={to === 'OPTED_OUT' ? 'danger' : 'primary'}
      busy={move.isPending}
      disabled={!ready}
      onClose={onClose}
      onDo={() =>
        move.mutate(
          {
            contactId: moving.contactId,
            to,
            ...(to === 'WON' ? { valueMicros: unknown ? null : Math.round(amount * MICROS) } : {}),
            ...(to === 'HANDED_OFF' ? { memberId } : {}),
            ...(moving.from === 'OPTED_OUT' ? { reason: reason.trim() } : {}),
          },
          { onSuccess: onClose },
        )
      }
    >
      {to === 'WON' ? (
        <>
          <Field
            label={t('What is it worth, in {currency}?', { currency })}
            hint={t('It makes cost per won lead and return by source true.')}
          >
            {ids => (
              <input
                {...ids}
                inputMode="decimal"
                className={FIELD}
                value={value}
                disabled={unknown}
                onChange={event => setValue(event.target.value)}
                data-testid="won-value"
              />
            )}
          </Field>
          <Tick checked={unknown} onChange={setUnknown}>
            {t('Not known')}
          </Tick>
        </>
      ) : null}
      {to === 'HANDED_OFF' ? (
        <Field
          label={t('Who works it from now on?')}
          hint={t('The newest conversation becomes theirs, and they are told.')}
        >
          {ids => (
            <select {...ids} className={FIELD} value={memberId} onChange={event => setMemberId(event.target.value)}>
              <option value="">{t('Choose a member')}</option>
              {people.map(member => (
                <option key={member.id} value={member.id}>
                  {member.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      {to === 'OPTED_OUT' ? (
        <p className="text-sm">
          {t(
            'Nobody can write to {name} any more, on any channel: neither the agent nor a person. Only the customer, or somebody with a reason, can undo this.',
            { name: moving.name },
          )}
        </p>
      ) : null}
      {moving.from === 'OPTED_OUT' ? (
        <Field label={t('Why may they be written to again?')} hint={t('It is kept in the audit log.')}>
          {ids => (
            <textarea
              {...ids}
              rows={3}
              maxLength={500}
              className={`${FIELD} h-auto py-2`}
              value={reason}
              onChange={event => setReason(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <Problem>{problem ? `${problem.message} ${problem.hint ?? ''}` : null}</Problem>
    </Dialog>
  );
};
