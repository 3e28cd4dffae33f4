import type { ReactNode } from 'react';
import type { LeadRowView } from '../../../../../api/contracts/contacts.ts';
import { Ago } from '../../../components/time.tsx';
import { money, words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';
import type { Column } from '../model/columns.ts';
import { upper } from '../model/words.ts';
import { LabelChip, Score, StatusBadge } from './status-badge.tsx';

const NOTHING = <span className="text-ink-3">–</span>;

/** What a column shows of a lead. */
export const LeadCell = ({ row, column: { key, yesNo } }: { row: LeadRowView; column: Column }): ReactNode => {
  const { currency } = useMe().organization;
  if (key.startsWith('field:')) {
    const value = row.fields[key.slice('field:'.length)];
    return <Text>{yesNo && value ? words(value) : value}</Text>;
  }
  switch (key) {
    case 'status':
      return <StatusBadge status={row.shown} />;
    case 'score':
      return <Score score={row.score} temperature={row.temperature} />;
    case 'labels':
      return (
        <span className="flex min-w-0 gap-1 overflow-hidden">
          {row.labels.slice(0, 2).map(label => (
            <LabelChip key={label.id} label={label} />
          ))}
          {row.labels.length > 2 ? <span className="text-ink-2 text-xs">+{row.labels.length - 2}</span> : null}
        </span>
      );
    case 'owner':
      return <Text>{row.owner ? (row.owner.name ?? t('A member who left')) : null}</Text>;
    case 'value':
      return row.valueMicros === null ? NOTHING : money(row.valueMicros, currency);
    case 'changed':
      return <Ago at={row.updatedAt} className="text-ink-2" />;
    case 'active':
      return row.lastActivityAt ? <Ago at={row.lastActivityAt} className="text-ink-2" /> : NOTHING;
    case 'added':
      return <Ago at={row.createdAt} className="text-ink-2" />;
    case 'source':
      return <Text>{upper(SOURCE_LABELS[row.source])}</Text>;
    case 'email':
      return <Text>{row.email}</Text>;
    case 'business':
      return <Text>{row.business}</Text>;
    case 'website':
      return <Text>{row.website}</Text>;
    case 'summary':
      return <Text>{row.summary}</Text>;
    default:
      return null;
  }
};

const Text = ({ children }: { children: string | null | undefined }) =>
  children ? (
    <span dir="auto" className="block truncate text-ink-2" title={children}>
      {children}
    </span>
  ) : (
    NOTHING
  );
