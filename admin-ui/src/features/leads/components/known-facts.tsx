import { Check, Pencil, Plus, X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import type { ContactDetail } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Box } from '../../../components/page.tsx';
import { percent, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { useChange } from '../api/leads.ts';

/** What the agent has learned, how sure it is, and what people know better: that wins over what it learns later. */
export const KnownFacts = ({ contact }: { contact: ContactDetail }) => {
  const mayWrite = useMay(write('leads')) && contact.conversations.length > 0;
  const change = useChange();
  const [edited, setEdited] = useState<string | null>(null);
  const save = (key: string, value: string | null) => {
    setEdited(null);
    change.mutate({ path: `/contacts/${contact.id}/facts`, method: 'PUT', body: { key, value } });
  };
  if (contact.conversations.length === 0) return null;
  return (
    <Box>
      <div className="flex items-center justify-between border-line border-b py-1.5 pr-2 pl-4">
        <h3 className="font-semibold text-sm">{t('What the agent knows')}</h3>
        {mayWrite ? (
          <Button size="sm" tone="ghost" onClick={() => setEdited('')}>
            <Plus className="size-3.5" aria-hidden="true" />
            {t('Fact')}
          </Button>
        ) : null}
      </div>
      {contact.slots.length === 0 && edited !== '' ? (
        <p className="px-4 py-3 text-ink-2 text-sm">{t('Nothing yet: facts come with what the customer says.')}</p>
      ) : null}
      <dl className="flex flex-col px-4 py-1.5 text-sm" data-testid="known-facts">
        {contact.slots.map(slot => (
          <div key={slot.key} className="group grid min-h-9 grid-cols-[7rem_minmax(0,1fr)] items-center gap-2 py-0.5">
            <dt className="text-ink-2 [overflow-wrap:anywhere]">{sentence(slot.key)}</dt>
            <dd className="flex min-w-0 items-center gap-1.5">
              {edited === slot.key ? (
                <FactForm
                  label={sentence(slot.key)}
                  value={slot.value}
                  onSave={value => save(slot.key, value === '' ? null : value)}
                  onLeave={() => setEdited(null)}
                />
              ) : (
                <>
                  <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                    {slot.value}
                    <span className="ml-1.5 whitespace-nowrap text-ink-2 text-xs tabular-nums">
                      {slot.setBy === 'person'
                        ? t('set by a person')
                        : t('{confidence} sure', { confidence: percent(slot.confidence) })}
                    </span>
                  </span>
                  {mayWrite ? (
                    <button
                      type="button"
                      aria-label={t('Change {key}', { key: sentence(slot.key) })}
                      onClick={() => setEdited(slot.key)}
                      className="inline-flex size-7 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink"
                    >
                      <Pencil className="size-3.5" aria-hidden="true" />
                    </button>
                  ) : null}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {edited === '' ? <NewFact onSave={save} onLeave={() => setEdited(null)} /> : null}
    </Box>
  );
};

const FactForm = ({
  label,
  value,
  onSave,
  onLeave,
}: {
  label: string;
  value: string;
  onSave: (value: string) => void;
  onLeave: () => void;
}) => {
  const [text, setText] = useState(value);
  return (
    <form
      className="flex min-w-0 flex-1 gap-1"
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (text.trim() === value) onLeave();
        else onSave(text.trim());
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') onLeave();
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: it was just asked for
        autoFocus
        aria-label={label}
        maxLength={500}
        value={text}
        placeholder={t('Not known')}
        onChange={event => setText(event.target.value)}
        className={`${FIELD} h-8 px-2 text-sm`}
      />
      <Button type="submit" size="sm" aria-label={t('Save')} className="h-8">
        <Check className="size-3.5" aria-hidden="true" />
      </Button>
      <Button size="sm" tone="ghost" aria-label={t('Leave it')} className="h-8" onClick={onLeave}>
        <X className="size-3.5" aria-hidden="true" />
      </Button>
    </form>
  );
};

const NewFact = ({ onSave, onLeave }: { onSave: (key: string, value: string) => void; onLeave: () => void }) => {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const key = name.trim().toLowerCase().replace(/\s+/g, '_');
  const good = /^\p{L}[\p{L}\p{N}_ -]{0,59}$/u.test(key) && value.trim() !== '';
  return (
    <form
      className="flex flex-wrap gap-2 border-line border-t px-4 py-3"
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (good) onSave(key, value.trim());
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: it was just asked for
        autoFocus
        aria-label={t('What it is')}
        placeholder={t('City')}
        maxLength={60}
        value={name}
        onChange={event => setName(event.target.value)}
        className={`${FIELD} h-8 basis-24 px-2 text-sm`}
      />
      <input
        aria-label={t('What is known')}
        placeholder={t('Pune')}
        maxLength={500}
        value={value}
        onChange={event => setValue(event.target.value)}
        className={`${FIELD} h-8 flex-1 basis-32 px-2 text-sm`}
      />
      <span className="flex gap-1">
        <Button type="submit" tone="primary" disabled={!good}>
          {t('Add')}
        </Button>
        <Button tone="ghost" onClick={onLeave}>
          {t('Cancel')}
        </Button>
      </span>
    </form>
  );
};
