import { Link } from '@tanstack/react-router';
import { FlaskConical, GitCompareArrows, History, MoreHorizontal, Pencil, Split } from 'lucide-react';
import { write } from '../../../../../domain/permission/permission.ts';
import { IconButton } from '../../../components/icon-button.tsx';
import { Menu, MenuItem } from '../../../components/menu.tsx';
import { DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import type { VersionRow } from '../api/playbooks.ts';
import { useVersionMoves } from './use-version-moves.ts';

const who = ({ createdBy, createdByName }: VersionRow): string =>
  createdByName ?? (createdBy === 'seed' ? t('the starting point') : t('somebody who has left'));

/** Newest first; what one may do with each in its menu. */
export const VersionList = ({
  playbookId,
  versions,
  onTry,
  onRollback,
}: {
  playbookId: string;
  versions: readonly VersionRow[];
  onTry: (version: VersionRow) => void;
  onRollback: (version: VersionRow) => void;
}) => {
  const mayWrite = useMay(write('playbooks'));
  const moves = useVersionMoves(playbookId);
  const current = versions.find(row => row.current)?.version;
  return (
    <ol className="divide-y divide-line rounded-xl border border-line">
      {versions.map((row, index) => {
        const older = versions[index + 1]?.version;
        return (
          <li
            key={row.version}
            data-testid="version"
            data-version={row.version}
            className="flex items-start gap-3 bg-surface px-4 py-3 first:rounded-t-xl last:rounded-b-xl"
          >
            <span className="w-16 shrink-0 pt-px font-semibold text-sm tabular-nums">
              {t('v{version}', { version: row.version })}
            </span>
            <div className="min-w-0 flex-1">
              <p dir="auto" className="text-sm [overflow-wrap:anywhere]">
                {row.note || <span className="text-ink-2">{t('No reason was given')}</span>}
              </p>
              <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2 text-xs">
                <span>
                  {who(row)} · <DayTime at={row.createdAt} />
                </span>
                {row.current ? <Badge tone="used">{t('in use')}</Badge> : null}
                {row.canary ? <Badge tone="trial">{t('on trial')}</Badge> : null}
              </p>
            </div>
            {older === undefined ? null : (
              <Link
                to="/settings/playbooks/$playbookId/diff"
                params={{ playbookId }}
                search={{ from: older, to: row.version }}
                className="hidden h-8 shrink-0 items-center rounded-lg px-2 font-medium text-ink-2 text-sm hover:bg-sunken hover:text-ink sm:inline-flex"
              >
                {t('What changed')}
              </Link>
            )}
            <Menu
              trigger={
                <IconButton label={t('More for version {version}', { version: row.version })}>
                  <MoreHorizontal className="size-4" aria-hidden="true" />
                </IconButton>
              }
            >
              {older === undefined ? null : (
                <MenuItem icon={<GitCompareArrows />} onSelect={() => moves.compare(older, row.version)}>
                  {t('What changed in it')}
                </MenuItem>
              )}
              {row.current || current === undefined ? null : (
                <MenuItem icon={<GitCompareArrows />} onSelect={() => moves.compare(current, row.version)}>
                  {t('Compare with the one in use')}
                </MenuItem>
              )}
              <MenuItem icon={<Pencil />} onSelect={() => moves.edit(row.current ? undefined : row.version)}>
                {mayWrite ? t('Edit from here') : t('Look at it')}
              </MenuItem>
              {mayWrite && !row.current ? (
                <>
                  <MenuItem icon={<FlaskConical />} onSelect={() => moves.play(row.version)}>
                    {t('Evaluate it beside the one in use')}
                  </MenuItem>
                  <MenuItem icon={<Split />} onSelect={() => onTry(row)}>
                    {t('Try it on some conversations')}
                  </MenuItem>
                  <MenuItem icon={<History />} onSelect={() => onRollback(row)}>
                    {t('Use it for all new ones')}
                  </MenuItem>
                </>
              ) : null}
            </Menu>
          </li>
        );
      })}
    </ol>
  );
};

const Badge = ({ tone, children }: { tone: 'used' | 'trial'; children: string }) => (
  <span
    className={`rounded-full px-2 py-px font-medium ${tone === 'used' ? 'bg-accent-soft text-accent-text' : 'border border-line-strong text-ink'}`}
  >
    {children}
  </span>
);
