import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { z } from 'zod';
import type { ContactDetail } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field, Tick } from '../../../components/field.tsx';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../components/menu.tsx';
import { Box } from '../../../components/page.tsx';
import { call } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { labelsQuery, useChange } from '../api/leads.ts';
import { identityWord, LABEL_COLORS } from '../model/words.ts';
import { LabelChip } from './status-badge.tsx';

/** Who it is: the name people use, addresses, switches, labels, a note. */
export const About = ({ contact }: { contact: ContactDetail }) => {
  const mayWrite = useMay(write('contacts'));
  const change = useChange();
  const path = `/contacts/${contact.id}`;
  const put = (what: 'autoreply' | 'blocked', on: boolean) =>
    change.mutate({ path: `${path}/${what}`, method: 'PUT', body: { on } });
  const patch = (body: Record<string, unknown>) => change.mutate({ path, method: 'PATCH', body });
  return (
    <Box>
      <h3 className="border-line border-b px-4 py-2.5 font-semibold text-sm">{t('Contact')}</h3>
      <div className="flex flex-col gap-4 px-4 py-3 text-sm">
        <ul className="flex flex-col gap-1" aria-label={t('Addresses')}>
          {contact.identities.map(identity => (
            <li key={`${identity.kind}${identity.value}`} className="flex gap-2">
              <span className="min-w-0 flex-1 tabular-nums [overflow-wrap:anywhere]">{identity.shown}</span>
              <span className="shrink-0 text-ink-2 text-xs">{identityWord(identity.kind)}</span>
            </li>
          ))}
          {contact.identities.length === 0 ? <li className="text-ink-2">{t('No address is known.')}</li> : null}
        </ul>
        <Labels contact={contact} mayWrite={mayWrite} />
        <div className="flex flex-col gap-2">
          <Tick
            checked={contact.autoreply && !contact.blocked}
            disabled={!mayWrite || contact.blocked}
            onChange={on => put('autoreply', on)}
          >
            {t('The agent answers by itself')}
          </Tick>
          <Tick checked={contact.vip} disabled={!mayWrite} onChange={vip => patch({ vip })}>
            {t('VIP')}
          </Tick>
          <Tick
            checked={contact.blocked}
            disabled={!mayWrite}
            onChange={on => put('blocked', on)}
            hint={t('What they write is kept, and nobody answers.')}
          >
            {t('Blocked')}
          </Tick>
        </div>
        <Words key={`${contact.displayName}|${contact.notes}`} contact={contact} disabled={!mayWrite} onSave={patch} />
      </div>
    </Box>
  );
};

const Labels = ({ contact, mayWrite }: { contact: ContactDetail; mayWrite: boolean }) => {
  const labels = useQuery(labelsQuery).data ?? [];
  const change = useChange();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const has = new Set(contact.labels.map(label => label.id));
  const add = (labelId: string) =>
    change.mutate({ path: `/contacts/${contact.id}/labels/${labelId}`, method: 'PUT', body: {} });
  const make = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (name.trim() === '') return;
    try {
      const color = LABEL_COLORS[labels.length % LABEL_COLORS.length]?.value;
      const made = z.object({ id: z.string() }).parse(await call('/labels', { method: 'POST', body: { name, color } }));
      add(made.id);
      setNaming(false);
      setName('');
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {contact.labels.map(label => (
        <LabelChip
          key={label.id}
          label={label}
          {...(mayWrite
            ? {
                onRemove: () => change.mutate({ path: `/contacts/${contact.id}/labels/${label.id}`, method: 'DELETE' }),
              }
            : {})}
        />
      ))}
      {mayWrite ? (
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              className="inline-flex h-5.5 items-center gap-1 rounded-full border border-line-strong border-dashed px-2 text-ink-2 text-xs hover:text-ink"
            >
              <Plus className="size-3" aria-hidden="true" />
              {t('Label')}
            </button>
          }
        >
          {labels
            .filter(label => !has.has(label.id))
            .map(label => (
              <MenuItem key={label.id} onSelect={() => add(label.id)}>
                {label.name}
              </MenuItem>
            ))}
          {labels.length === 0 ? <MenuText>{t('There are no labels yet.')}</MenuText> : <MenuLine />}
          <MenuItem icon={<Plus />} onSelect={() => setNaming(true)}>
            {t('New label')}
          </MenuItem>
        </Menu>
      ) : null}
      {naming ? (
        <form className="flex w-full gap-1.5" onSubmit={event => void make(event)}>
          <input
            // biome-ignore lint/a11y/noAutofocus: it was just asked for
            autoFocus
            aria-label={t('Name of the new label')}
            maxLength={50}
            value={name}
            onChange={event => setName(event.target.value)}
            className={`${FIELD} h-8 text-sm`}
          />
          <Button type="submit">{t('Add')}</Button>
        </form>
      ) : null}
    </div>
  );
};

const Words = ({
  contact,
  disabled,
  onSave,
}: {
  contact: ContactDetail;
  disabled: boolean;
  onSave: (body: Record<string, unknown>) => void;
}) => {
  const [name, setName] = useState(contact.displayName ?? '');
  const [notes, setNotes] = useState(contact.notes ?? '');
  const changed = name !== (contact.displayName ?? '') || notes !== (contact.notes ?? '');
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        onSave({ displayName: orNull(name), notes: orNull(notes) });
      }}
    >
      <Field
        label={t('Name you use')}
        hint={contact.channelName ? t('WhatsApp says {channelName}', { channelName: contact.channelName }) : undefined}
      >
        {ids => (
          <input
            {...ids}
            className={`${FIELD} h-8 text-sm`}
            maxLength={200}
            disabled={disabled}
            value={name}
            onChange={event => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('Notes')}>
        {ids => (
          <textarea
            {...ids}
            rows={3}
            maxLength={10_000}
            disabled={disabled}
            value={notes}
            onChange={event => setNotes(event.target.value)}
            className={`${FIELD} h-auto py-2 text-sm`}
          />
        )}
      </Field>
      {changed ? (
        <Button type="submit" tone="primary" className="self-start">
          {t('Save')}
        </Button>
      ) : null}
    </form>
  );
};
