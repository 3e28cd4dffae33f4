import { clsx } from 'clsx';
import { CircleAlert, CircleQuestionMark, ClipboardCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { ESCALATION_LABELS } from '../../inbox/model/labels.ts';
import { type Item, PRIORITY_WORDS } from '../model/queue.ts';
import { DraftBody } from './draft-body.tsx';
import { EscalationBody } from './escalation-body.tsx';
import { UnsettledBody } from './unsettled-body.tsx';

const nameOf = ({ contactName, address }: { contactName: string | null; address: string }): string =>
  contactName?.trim() || address;

interface Shown {
  name: string;
  icon: ReactNode;
  title: string;
  /** What it is about, while it is closed. */
  line: string;
}

const shown = (item: Item): Shown => {
  if (item.kind === 'escalation') {
    const { escalation } = item;
    const pressing = escalation.priority === 'CRITICAL' || escalation.priority === 'HIGH';
    return {
      name: nameOf(escalation),
      icon: <CircleAlert className={clsx('size-4', pressing ? 'text-danger' : 'text-ink-3')} />,
      title: `${PRIORITY_WORDS[escalation.priority]} · ${escalation.reasons.map(reason => ESCALATION_LABELS[reason]).join(', ')}`,
      line: escalation.brief?.recommendedAction ?? escalation.customerSaid ?? '',
    };
  }
  if (item.kind === 'draft')
    return {
      name: nameOf(item.draft),
      icon: <ClipboardCheck className="size-4 text-approval" />,
      title: t('Waits for approval'),
      line: item.draft.text,
    };
  return {
    name: nameOf(item.unsettled),
    icon: <CircleQuestionMark className="size-4 text-ink-2" />,
    title: t('Not confirmed: did it arrive?'),
    line: item.unsettled.message.text ?? '',
  };
};

const EDGES = { escalation: 'border-l-danger', draft: 'border-l-approval', unsettled: 'border-l-paused' } as const;

const edgeOf = (item: Item): string => {
  if (item.kind !== 'escalation') return EDGES[item.kind];
  if (item.escalation.owner === 'HUMAN' && item.escalation.ownerId !== null) return 'border-l-human';
  return item.escalation.priority === 'CRITICAL' || item.escalation.priority === 'HIGH'
    ? EDGES.escalation
    : 'border-l-line-strong';
};

/** One thing that waits; the open one can be settled in place. */
export const ActionCard = ({ item, open, onOpen }: { item: Item; open: boolean; onOpen: () => void }) => {
  const { name, icon, title, line } = shown(item);
  const taken = item.kind === 'escalation' && item.escalation.owner === 'HUMAN' ? item.escalation.ownerName : null;
  return (
    <li
      data-testid="action"
      data-kind={item.kind}
      data-open={open || undefined}
      className={clsx(
        'rounded-xl border border-line border-l-4 bg-surface',
        edgeOf(item),
        open && 'ring-1 ring-line-strong',
      )}
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={onOpen}
        className={clsx(
          'focus-inset flex w-full items-start gap-3 rounded-xl px-3.5 py-3 text-left',
          !open && 'hover:bg-sunken',
        )}
      >
        <span className="mt-0.5" aria-hidden="true">
          {icon}
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-medium">
              <bdi>{name}</bdi>
            </span>
            <Ago at={item.at} className="shrink-0 text-ink-2 text-xs" />
          </span>
          <span className="block text-ink-2 text-sm">
            {title}
            {taken ? <span className="text-human-text"> {t('· {name} is on it', { name: taken })}</span> : null}
          </span>
          {open || line === '' ? null : (
            <span dir="auto" className="mt-0.5 block truncate text-sm">
              {line}
            </span>
          )}
        </span>
      </button>
      {open ? (
        <div className="flex flex-col gap-3 px-3.5 pb-3.5 pl-[42px] max-sm:pl-3.5">
          {item.kind === 'escalation' ? (
            <EscalationBody escalation={item.escalation} />
          ) : item.kind === 'draft' ? (
            <DraftBody draft={item.draft} />
          ) : (
            <UnsettledBody unsettled={item.unsettled} />
          )}
        </div>
      ) : null}
    </li>
  );
};
