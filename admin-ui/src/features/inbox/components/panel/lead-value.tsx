import { Pencil } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../../domain/permission/permission.ts';
import { Button } from '../../../../components/button.tsx';
import { FIELD } from '../../../../components/field.tsx';
import { IconButton } from '../../../../components/icon-button.tsx';
import { money } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { useMay, useMe } from '../../../auth/api/session.ts';
import { dollars, microsOf } from '../../../costs/components/amount.ts';
import { useLeadValue } from '../../api/lead.ts';

/** What the lead is worth: typed by a person, counted once it is won (A-COST-2). */
export const LeadValue = ({ detail }: { detail: ConversationDetail }) => {
  const { currency } = useMe().organization;
  const mayWrite = useMay(write('leads'));
  const save = useLeadValue(detail.id, detail.contact.id);
  const [typed, setTyped] = useState<string | null>(null);
  const micros = typed === null ? undefined : microsOf(typed);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (micros !== undefined) save.mutate(micros, { onSuccess: () => setTyped(null) });
  };
  if (typed !== null)
    return (
      <form onSubmit={submit} className="flex items-center gap-2 py-1">
        <input
          aria-label={t('Value in {currency}', { currency })}
          // biome-ignore lint/a11y/noAutofocus: it was asked for with the pencil
          autoFocus
          inputMode="decimal"
          aria-invalid={micros === undefined || undefined}
          placeholder={t('not known')}
          data-testid="lead-value-input"
          className={`${FIELD} h-8 tabular-nums`}
          value={typed}
          onChange={event => setTyped(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setTyped(null);
          }}
        />
        <span className="text-ink-2 text-sm">{currency}</span>
        <Button type="submit" disabled={micros === undefined || save.isPending}>
          {t('Save')}
        </Button>
      </form>
    );
  return (
    <span className="inline-flex items-center gap-1">
      <span data-testid="lead-value">
        {detail.leadValueMicros === null ? t('not known') : money(detail.leadValueMicros, currency)}
      </span>
      {mayWrite ? (
        <IconButton
          label={t('Change the value')}
          className="-my-1 size-7"
          data-testid="lead-value-edit"
          onClick={() => setTyped(dollars(detail.leadValueMicros))}
        >
          <Pencil className="size-3.5" aria-hidden="true" />
        </IconButton>
      ) : null}
    </span>
  );
};
