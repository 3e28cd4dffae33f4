import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import type { ContactDetail } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Box } from '../../../components/page.tsx';
import { DayTime } from '../../../components/time.tsx';
import { money } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';
import { peopleQuery, useChange } from '../api/leads.ts';
import { campaignWord, PART_WORDS, upper } from '../model/words.ts';
import { Score } from './status-badge.tsx';

const MICROS = 1_000_000;

/** What it is worth, whose it is, and why it scores as it does. */
export const LeadFacts = ({ contact }: { contact: ContactDetail }) => {
  const { lead } = contact;
  const mayWrite = useMay(write('leads'));
  const people = useQuery(peopleQuery).data ?? [];
  const change = useChange();
  const save = (body: Record<string, unknown>) =>
    change.mutate({ path: `/contacts/${contact.id}/lead`, method: 'PATCH', body });
  return (
    <Box>
      <h3 className="border-line border-b px-4 py-2.5 font-semibold text-sm">{t('Lead')}</h3>
      <dl className="flex flex-col gap-3 px-4 py-3 text-sm">
        <Row label={t('Owner')}>
          <select
            aria-label={t('Owner')}
            className={`${FIELD} h-8 text-sm`}
            value={lead.owner?.id ?? ''}
            disabled={!mayWrite}
            onChange={event => save({ ownerId: event.target.value === '' ? null : event.target.value })}
          >
            <option value="">{t('Nobody')}</option>
            {lead.owner && !people.some(member => member.id === lead.owner?.id) ? (
              <option value={lead.owner.id}>{lead.owner.name ?? t('A member who left')}</option>
            ) : null}
            {people.map(member => (
              <option key={member.id} value={member.id}>
                {member.name}
              </option>
            ))}
          </select>
        </Row>
        <Row label={t('Value, {currency}', { currency: lead.currency })}>
          <Worth
            key={lead.valueMicros}
            contact={contact}
            disabled={!mayWrite}
            onSave={valueMicros => save({ valueMicros })}
          />
        </Row>
        <Row label={t('Source')}>{upper(SOURCE_LABELS[lead.source])}</Row>
        {Object.entries(lead.campaign).map(([key, value]) => (
          <Row key={key} label={campaignWord(key)}>
            {value}
          </Row>
        ))}
        {lead.wonAt ? (
          <Row label={t('Won')}>
            <DayTime at={lead.wonAt} />
          </Row>
        ) : null}
        {lead.statusChangedAt ? (
          <Row label={t('Status since')}>
            <DayTime at={lead.statusChangedAt} />
            {lead.statusSetByPerson ? <span className="block text-ink-2 text-xs">{t('set by a person')}</span> : null}
          </Row>
        ) : null}
        <Row label={t('Score')}>
          <Score score={lead.score} temperature={lead.temperature} />
        </Row>
      </dl>
      {lead.scoreParts ? (
        <ul
          className="flex flex-col gap-2 border-line border-t px-4 py-3 text-xs"
          aria-label={t('What the score is made of')}
        >
          {lead.scoreParts.rules === undefined ? null : (
            <li className="order-last flex justify-between text-ink-2">
              {t('Your rules')}
              <span className="tabular-nums">
                {lead.scoreParts.rules > 0 ? '+' : ''}
                {lead.scoreParts.rules}
              </span>
            </li>
          )}
          {Object.entries(PART_WORDS).map(([key, { label, of }]) => {
            const points = lead.scoreParts?.[key as keyof typeof PART_WORDS] ?? 0;
            return (
              <li key={key}>
                <span className="flex justify-between text-ink-2">
                  {label}
                  <span className="tabular-nums">{t('{points} of {of}', { points, of })}</span>
                </span>
                <svg
                  viewBox="0 0 100 4"
                  preserveAspectRatio="none"
                  className="mt-0.5 h-1 w-full rounded-full bg-sunken text-accent"
                  aria-hidden="true"
                >
                  <rect width={(100 * points) / of} height="4" fill="currentColor" />
                </svg>
              </li>
            );
          })}
        </ul>
      ) : (
        <p className="border-line border-t px-4 py-3 text-ink-2 text-xs">
          {t('The agent scores a lead with its first answer: qualification, budget, engagement, next step, mood.')}
        </p>
      )}
    </Box>
  );
};

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="grid grid-cols-[7rem_minmax(0,1fr)] items-baseline gap-2">
    <dt className="text-ink-2">{label}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </div>
);

const Worth = ({
  contact: { lead },
  disabled,
  onSave,
}: {
  contact: ContactDetail;
  disabled: boolean;
  onSave: (valueMicros: number | null) => void;
}) => {
  const known = lead.valueMicros === null ? '' : String(lead.valueMicros / MICROS);
  const [text, setText] = useState(known);
  const amount = Number(text.replaceAll(',', ''));
  const good = text.trim() === '' || (Number.isFinite(amount) && amount >= 0 && amount <= 1e9);
  if (disabled) return <>{lead.valueMicros === null ? t('Not known') : money(lead.valueMicros, lead.currency)}</>;
  return (
    <form
      className="flex gap-1.5"
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (good) onSave(text.trim() === '' ? null : Math.round(amount * MICROS));
      }}
    >
      <input
        aria-label={t('Value in {currency}', { currency: lead.currency })}
        inputMode="decimal"
        value={text}
        placeholder={t('Not known')}
        aria-invalid={good ? undefined : true}
        onChange={event => setText(event.target.value)}
        className={`${FIELD} h-8 text-sm`}
      />
      {text === known ? null : (
        <Button type="submit" disabled={!good}>
          {t('Save')}
        </Button>
      )}
    </form>
  );
};
