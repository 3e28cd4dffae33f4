import { useQuery } from '@tanstack/react-query';
import { Ban, Bot, Star, Tag, UserRound, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { BulkRequest, BulkResult } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../components/menu.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { count } from '../../../lib/format.ts';
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
            `Done for ${count(answer.done)}${answer.unchanged > 0 ? `; ${count(answer.unchanged)} were so already` : ''}.`,
          );
          onDone();
        }
      },
    });
  };
  return (
    <div
      role="toolbar"
      aria-label="With all that are chosen"
      className="flex flex-wrap items-center gap-2 border-line border-t bg-raised px-3 py-2 md:px-4"
      data-testid="bulk-bar"
    >
      <span className="font-medium text-sm tabular-nums" role="status">
        {bulk.isPending ? `${count(through)} of ${count(chosen.length)} done` : `${count(chosen.length)} chosen`}
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
                Label
              </Button>
            }
          >
            {labels.length === 0 ? <MenuText>There are no labels yet: add one on a contact.</MenuText> : null}
            {labels.map(label => (
              <MenuItem key={label.id} onSelect={() => act({ kind: 'add_label', labelId: label.id })}>
                Add {label.name}
              </MenuItem>
            ))}
            {labels.length > 0 ? <MenuLine /> : null}
            {labels.map(label => (
              <MenuItem key={label.id} onSelect={() => act({ kind: 'remove_label', labelId: label.id })}>
                Take off {label.name}
              </MenuItem>
            ))}
          </Menu>
          <Menu
            align="start"
            side="top"
            trigger={
              <Button disabled={bulk.isPending}>
                <Bot className="size-3.5" aria-hidden="true" />
                Switch
              </Button>
            }
          >
            <MenuItem icon={<Bot />} onSelect={() => act({ kind: 'autoreply', on: true })}>
              The agent answers
            </MenuItem>
            <MenuItem icon={<Bot />} onSelect={() => act({ kind: 'autoreply', on: false })}>
              The agent stays silent
            </MenuItem>
            <MenuItem icon={<Star />} onSelect={() => act({ kind: 'vip', on: true })}>
              Mark as VIP
            </MenuItem>
            <MenuItem icon={<Star />} onSelect={() => act({ kind: 'vip', on: false })}>
              No VIP
            </MenuItem>
            <MenuLine />
            <MenuItem icon={<Ban />} tone="danger" onSelect={() => act({ kind: 'block', on: true })}>
              Block
            </MenuItem>
            <MenuItem icon={<Ban />} onSelect={() => act({ kind: 'block', on: false })}>
              Unblock
            </MenuItem>
          </Menu>
        </>
      ) : null}
      {mayLeads ? (
        <>
          <Menu align="start" side="top" trigger={<Button disabled={bulk.isPending}>Status</Button>}>
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
                Owner
              </Button>
            }
          >
            <MenuItem onSelect={() => act({ kind: 'owner', memberId: null })}>Nobody</MenuItem>
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
        Choose none
      </Button>
      {result ? (
        <Sheet
          label="Not everything could be done"
          onClose={() => {
            setResult(null);
            onDone();
          }}
        >
          <p className="mb-3 text-sm">
            Done for {count(result.done)}, {count(result.unchanged)} were so already, {count(result.failed)} could not
            be done:
          </p>
          <ul className="flex flex-col gap-1 text-sm">
            {result.outcomes
              .filter(each => each.outcome === 'failed')
              .map(each => (
                <li key={each.contactId}>
                  <a href={`/leads/${each.contactId}`} className="text-accent-text underline">
                    {each.name ?? 'A contact that is gone'}
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
