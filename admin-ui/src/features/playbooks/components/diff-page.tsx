import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ArrowLeftRight, Equal } from 'lucide-react';
import { FIELD } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { configQuery, playbooksQuery, type VersionRow, versionsQuery } from '../api/playbooks.ts';
import { changesBetween, countChanges } from '../model/changes.ts';
import { ChangeList } from './change-list.tsx';
import { PlaybookTabs, playbookName } from './playbook-tabs.tsx';

const route = getRouteApi('/room/area/settings/playbooks/$playbookId/diff');

/** Any two versions beside each other, in words. The address says which. */
export const DiffPage = () => {
  const { playbookId } = route.useParams();
  const list = useQuery(playbooksQuery);
  const versions = useQuery(versionsQuery(playbookId));
  const playbook = list.data?.playbooks.find(each => each.id === playbookId);
  return (
    <Page wide title={playbook ? playbookName(playbook.name) : t('Playbook')}>
      <PlaybookTabs playbookId={playbookId} />
      <Loaded query={versions} what={t('The versions did not load')}>
        {rows =>
          rows.length < 2 ? (
            <EmptyState icon={<Equal className="size-6" />} title={t('There is only one version')}>
              <p>{t('Save a change, and what changed is shown here.')}</p>
            </EmptyState>
          ) : (
            <Between playbookId={playbookId} versions={rows} />
          )
        }
      </Loaded>
    </Page>
  );
};

const Between = ({ playbookId, versions }: { playbookId: string; versions: readonly VersionRow[] }) => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const to = search.to ?? versions[0]?.version ?? 1;
  const from = search.from ?? versions.find(row => row.version < to)?.version ?? 1;
  const before = useQuery(configQuery(playbookId, from));
  const after = useQuery(configQuery(playbookId, to));
  const show = (next: { from: number; to: number }) => void navigate({ search: next, replace: true });
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-center gap-2 sm:gap-4">
        <Pick label={t('From')} versions={versions} value={from} onChange={version => show({ from: version, to })} />
        <IconButton label={t('The other way round')} onClick={() => show({ from: to, to: from })}>
          <ArrowLeftRight className="size-4" aria-hidden="true" />
        </IconButton>
        <Pick label={t('To')} versions={versions} value={to} onChange={version => show({ from, to: version })} />
      </div>
      <Loaded query={before} what={t('The first version did not load')}>
        {first => (
          <Loaded query={after} what={t('The second version did not load')}>
            {second => {
              const groups = changesBetween(first.config, second.config);
              const changes = countChanges(groups);
              return changes === 0 ? (
                <EmptyState icon={<Equal className="size-6" />} title={t('Nothing differs')}>
                  <p>{t('Version {from} and version {to} say the same.', { from, to })}</p>
                </EmptyState>
              ) : (
                <>
                  <p className="text-ink-2 text-sm tabular-nums">
                    {changes === 1
                      ? t('One change from version {from} to version {to}', { from, to })
                      : t('{changes} changes from version {from} to version {to}', { changes, from, to })}
                  </p>
                  <ChangeList groups={groups} />
                </>
              );
            }}
          </Loaded>
        )}
      </Loaded>
    </>
  );
};

const Pick = ({
  label,
  versions,
  value,
  onChange,
}: {
  label: string;
  versions: readonly VersionRow[];
  value: number;
  onChange: (version: number) => void;
}) => {
  const row = versions.find(each => each.version === value);
  return (
    <div className="min-w-0">
      <select
        aria-label={label}
        className={`${FIELD} px-2`}
        value={value}
        onChange={event => onChange(Number(event.target.value))}
      >
        {versions.map(each => (
          <option key={each.version} value={each.version}>
            {each.current
              ? t('Version {version} (in use)', { version: each.version })
              : t('Version {version}', { version: each.version })}
            {each.note ? ` · ${each.note}` : ''}
          </option>
        ))}
      </select>
      {row ? (
        <p className="mt-1 truncate text-ink-2 text-xs">
          {row.createdByName ?? ''} <DayTime at={row.createdAt} />
        </p>
      ) : null}
    </div>
  );
};
