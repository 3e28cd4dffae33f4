import { useQuery } from '@tanstack/react-query';
import { Ban, Bot, Star, Tag, UserRound, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { BulkRequest, BulkResult } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../components/menu.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { labelsQuery, peopleQuery, useBulk } from '../api/leads.ts';
import { statusWord } from '../model/words.ts';

const STATUSES = ['QUALIFYING', 'QUALIFIED', 'ENGAGED', 'NURTURING', 'LOST', 'DISQUALIFIED'] as const;

/** What can be done with all that are chosen; what went wrong is said row by row. */
export const BulkBar = ({
  chosen,
  onDone,
  children,
}: {
  chosen: string[];
  onDone: () => void;
  children?: ReactNode;
}) => {
  const labels = useQuery(labelsQuery).data ?? [];
  const people = useQuery(peopleQuery).data ?? [];
  const mayContacts = useMay(write('contacts'));
  const mayLeads = useMay(write('leads'));
  const [through, setThrough] = useState(0);
  const bulk = useBulk(setThrough);
  const [result, setResult] = useState<BulkResult | null>(null);

  const act = (action: BulkRequest['action']) => {
    setThrough(0);
    bulk.mutate({ contactIds: chosen, action } as BulkRequest, {
      onSuccess: answer => {
        if (answer.failed > 0) setResult(answer);
        else {
          say(
            answer.unchanged > 0
              ? t('Done for {done}; {unchanged} were so already.', {
                  done: count(answer.done),
                  unchanged: count(answer.unchanged),
                })
              : t('Done for {done}.', { done: count(answer.done) }),
          );
          onDone();
        }
      },
    });
  };
  return (
    <div
      role="toolbar"
      aria-label={t('With all that are chosen')}
      className="flex flex-wrap items-center gap-2 border-line border-t bg-raised px-3 py-2 md:px-4"
      data-testid="bulk-bar"
    >
      <span className="font-medium text-sm tabular-nums" role="status">
        {bulk.isPending
          ? t('{done} of {total} done', { done: count(through), total: count(chosen.length) })
          : t('{count} chosen', { count: count(chosen.length) })}
      </span>
      {children}
      {mayContacts ? (
        <>
          <Menu
            align="start"
            side="top"
            trigger={
              <Button disabled={bulk.isPending}>
                <Tag className="size-3.5" aria-hidden="true" />
                {t('Label')}
              </Button>
            }
          >
            {labels.length === 0 ? <MenuText>{t('There are no labels yet: add one on a contact.')}</MenuText> : null}
            {labels.map(label => (
              <MenuItem key={label.id} onSelect={() => act({ kind: 'add_label', labelId: label.id })}>
                {t('Add {name}', { name: label.name })}
              </MenuItem>
            ))}
            {labels.length > 0 ? <MenuLine /> : null}
            {labels.map(label => (
              <MenuItem key={label.id} onSelect={() => act({ kind: 'remove_label', labelId: label.id })}>
                {t('Take off {name}', { name: label.name })}
              </MenuItem>
            ))}
          </Menu>
          <Menu
            align="start"
            side="top"
            trigger={
              <Button disabled={bulk.isPending}>
                <Bot className="size-3.5" aria-hidden="true" />
                {t('Switch')}
              </Button>
            }
          >
            <MenuItem icon={<Bot />} onSelect={() => act({ kind: 'autoreply', on: true })}>
              {t('The agent answers')}
            </MenuItem>
            <MenuItem icon={<Bot />} onSelect={() => act({ kind: 'autoreply', on: false })}>
              {t('The agent stays silent')}
            </MenuItem>
            <MenuItem icon={<Star />} onSelect={() => act({ kind: 'vip', on: true })}>
              {t('Mark as VIP')}
            </MenuItem>
            <MenuItem icon={<Star />} onSelect={() => act({ kind: 'vip', on: false })}>
              {t('No VIP')}
            </MenuItem>
            <MenuLine />
            <MenuItem icon={<Ban />} tone="danger" onSelect={() => act({ kind: 'block', on: true })}>
              {t('Block')}
            </MenuItem>
            <MenuItem icon={<Ban />} onSelect={() => act({ kind: 'block', on: false })}>
              {t('Unblock')}
            </MenuItem>
          </Menu>
        </>
      ) : null}
      {mayLeads ? (
        <>
          <Menu align="start" side="top" trigger={<Button disabled={bulk.isPending}>{t('Status')}</Button>}>
            {STATUSES.map(to => (
              <MenuItem key={to} onSelect={() => act({ kind: 'status', to })}>
                {statusWord(to)}
              </MenuItem>
            ))}
          </Menu>
          <Menu
            align="start"
            side="top"
            trigger={
              <Button disabled={bulk.isPending}>
                <UserRound className="size-3.5" aria-hidden="true" />
                {t('Owner')}
              </Button>
            }
          >
            <MenuItem onSelect={() => act({ kind: 'owner', memberId: null })}>{t('Nobody')}</MenuItem>
            {people.map(member => (
              <MenuItem key={member.id} onSelect={() => act({ kind: 'owner', memberId: member.id })}>
                {member.name}
              </MenuItem>
            ))}
          </Menu>
        </>
      ) : null}
      <span className="flex-1" />
      <Button tone="ghost" onClick={onDone}>
        <X className="size-3.5" aria-hidden="true" />
        {t('Choose none')}
      </Button>
      {result ? (
        <Sheet
          label={t('Not everything could be done')}
          onClose={() => {
            setResult(null);
            onDone();
          }}
        >
          <p className="mb-3 text-sm">
            {t('Done for {done}, {unchanged} were so already, {failed} could not be done:', {
              done: count(result.done),
              unchanged: count(result.unchanged),
              failed: count(result.failed),
            })}
          </p>
          <ul className="flex flex-col gap-1 text-sm">
            {result.outcomes
              .filter(each => each.outcome === 'failed')
              .map(each => (
                <li key={each.contactId}>
                  <a href={`/leads/${each.contactId}`} className="text-accent-text underline">
                    {each.name ?? t('A contact that is gone')}
                  </a>
                  : {each.why}
                </li>
              ))}
          </ul>
        </Sheet>
      ) : null}
    </div>
  );
};
