import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../../../components/dialog.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Loaded } from '../../../components/page.tsx';
import { DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { configQuery, versionsQuery } from '../api/playbooks.ts';
import { changesBetween } from '../model/changes.ts';
import { labelOf } from '../model/labels.ts';
import { ChangeList } from './change-list.tsx';

/** Somebody saved first: what they changed, and one's own changes on top of it. */
export const StaleDialog = ({
  playbookId,
  began,
  basedOn,
  busy,
  merge,
  onSave,
  onClose,
}: {
  playbookId: string;
  /** The version the editing began from. */
  began: number;
  /** The newest one at that time. */
  basedOn: number;
  busy: boolean;
  merge: (theirs: unknown) => { config: unknown; conflicts: string[] };
  onSave: (config: unknown, basedOn: number) => void;
  onClose: () => void;
}) => {
  const versions = useQuery(versionsQuery(playbookId));
  const newest = versions.data?.[0];
  const before = useQuery(configQuery(playbookId, began));
  const theirs = useQuery({ ...configQuery(playbookId, newest?.version ?? basedOn), enabled: newest !== undefined });
  const merged = theirs.data ? merge(theirs.data.config) : null;
  return (
    <Dialog
      title={t('Somebody saved before you')}
      action={t('Put my changes on top of version {version}', { version: newest?.version ?? '' })}
      busy={busy}
      disabled={merged === null || newest === undefined || newest.version === basedOn}
      onDo={() => merged && newest && onSave(merged.config, newest.version)}
      onClose={onClose}
    >
      {newest ? (
        <p className="text-sm">
          <Filled
            text={
              newest.createdByName === null
                ? t('Somebody saved version {version} ({when})', { version: newest.version })
                : t('{name} saved version {version} ({when})', { version: newest.version })
            }
            values={{
              name: <span className="font-medium">{newest.createdByName}</span>,
              when: <DayTime at={newest.createdAt} />,
            }}
          />
          {newest.note ? `: “${newest.note}”` : ''}
          {t('.')} {t('Nothing of yours is lost; it is not saved yet.')}
        </p>
      ) : null}
      {merged && merged.conflicts.length > 0 ? (
        <Notice tone="approval">
          {t('You both changed {conflicts}. Yours will stand there; theirs stays readable in version {version}.', {
            conflicts: merged.conflicts.map(path => `“${labelOf(path)}”`).join(', '),
            version: newest?.version ?? '',
          })}
        </Notice>
      ) : null}
      <div>
        <h3 className="mb-2 font-medium text-sm">{t('What they changed')}</h3>
        <Loaded query={theirs} what={t('Their version did not load')}>
          {after => (
            <Loaded query={before} what={t('The version you began from did not load')}>
              {from => <ChangeList groups={changesBetween(from.config, after.config)} compact />}
            </Loaded>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
};
