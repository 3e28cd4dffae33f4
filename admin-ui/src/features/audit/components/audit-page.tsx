import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry } from '../../../../../api/contracts/audit.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Box, Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { type AuditFilter, auditQuery, queryOf } from '../api/audit.ts';
import { details, told } from '../model/words.ts';

const AREAS: [string, string][] = [
  ['', t('Everything')],
  ['sign_in', t('Signing in')],
  ['password', t('Passwords')],
  ['second_factor', t('Two-factor sign-in')],
  ['session', t('Sessions')],
  ['member', t('Team')],
  ['api_key', t('API keys')],
  ['organization', t('The organization')],
  ['lead_status', t('Leads: status')],
  ['takeover', t('Taken over')],
  ['escalate', t('A person was called')],
  ['playbook_saved', t('Playbooks saved')],
  ['erase', t('Erasures')],
];
const ACTORS: [string, string][] = [
  ['', t('Anybody')],
  ['member', t('A member')],
  ['key', t('An API key')],
  ['agent', t('The agent')],
  ['customer', t('A customer')],
  ['system', t('By itself')],
];

export const AuditPage = () => {
  const [filter, setFilter] = useState<AuditFilter>({ action: '', actorType: '', from: '', to: '' });
  const set = (part: Partial<AuditFilter>) => setFilter(all => ({ ...all, ...part }));
  const query = useInfiniteQuery(auditQuery(filter));
  const exported = `/api/v1/settings/audit-log/export?${queryOf(filter)}`;
  return (
    <Page
      wide
      title={t('Audit log')}
      about={t('Who did what, when, and from where. Nothing in it can be changed or taken out.')}
      actions={
        <a
          href={exported}
          download
          className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong bg-surface px-3 font-medium text-ink text-sm hover:bg-sunken"
        >
          <Download className="size-4" aria-hidden="true" />
          {t('Export as CSV')}
        </a>
      }
    >
      <div className="grid grid-cols-1 gap-3 min-[380px]:grid-cols-2 md:grid-cols-4">
        <Choice label={t('What')} value={filter.action} options={AREAS} onChange={action => set({ action })} />
        <Choice label={t('Who')} value={filter.actorType} options={ACTORS} onChange={actorType => set({ actorType })} />
        <Day label={t('From')} value={filter.from} onChange={from => set({ from })} />
        <Day label={t('To')} value={filter.to} onChange={to => set({ to })} />
      </div>
      <Loaded query={query} what={t('The audit log did not load')} rows={6}>
        {({ pages }) => {
          const entries = pages.flatMap(page => page.entries);
          if (entries.length === 0)
            return (
              <EmptyState icon={<ScrollText className="size-6" />} title={t('Nothing here')}>
                {t('Nothing happened that fits. Take a filter away.')}
              </EmptyState>
            );
          return (
            <>
              <Box>
                <ul className="divide-y divide-line">
                  {entries.map(entry => (
                    <Entry key={entry.id} entry={entry} />
                  ))}
                </ul>
              </Box>
              {query.hasNextPage ? (
                <Button
                  className="self-center"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {query.isFetchingNextPage ? t('Loading…') : t('Show older')}
                </Button>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};

const Choice = (props: {
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}) => (
  <Field label={props.label}>
    {ids => (
      <select {...ids} value={props.value} onChange={event => props.onChange(event.target.value)} className={FIELD}>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    )}
  </Field>
);

const Day = (props: { label: string; value: string; onChange: (value: string) => void }) => (
  <Field label={props.label}>
    {ids => (
      <input
        {...ids}
        type="date"
        value={props.value}
        onChange={event => props.onChange(event.target.value)}
        className={FIELD}
      />
    )}
  </Field>
);

const NOBODY: Record<AuditEntry['actorType'], string> = {
  member: t('A former member'),
  key: t('An API key'),
  agent: t('The agent'),
  customer: t('A customer'),
  system: t('By itself'),
  operator: t('The platform operator'),
};

const Entry = ({ entry }: { entry: AuditEntry }) => {
  const more = details(entry.payload);
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2.5 text-sm" data-testid="audit-entry">
      <Ago at={entry.at} className="w-14 shrink-0 text-ink-2 text-xs md:w-24" />
      <div className="min-w-40 flex-1 [overflow-wrap:anywhere]">
        <span className="font-medium">{told(entry.action)}</span>
        {more ? <span className="block text-ink-2 text-xs">{more}</span> : null}
      </div>
      <div className="w-full pl-18 text-ink-2 text-xs [overflow-wrap:anywhere] md:w-auto md:pl-0">
        {entry.actorName ?? NOBODY[entry.actorType]}
        {entry.actorType === 'key' ? t(' (API key)') : ''}
        {entry.ipAddress ? <span className="tabular-nums"> · {entry.ipAddress}</span> : null}
      </div>
    </li>
  );
};
