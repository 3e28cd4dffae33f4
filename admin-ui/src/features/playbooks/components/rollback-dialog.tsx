import { Dialog } from '../../../components/dialog.tsx';
import { t } from '../../../lib/language.ts';
import { type PlaybookRow, useRollback, type VersionRow } from '../api/playbooks.ts';

/** One step to any version; what it means is said first. */
export const RollbackDialog = ({
  playbookId,
  playbook,
  version,
  onClose,
}: {
  playbookId: string;
  playbook: PlaybookRow;
  version: VersionRow;
  onClose: () => void;
}) => {
  const rollback = useRollback(playbookId);
  const back = version.version < playbook.currentVersion;
  return (
    <Dialog
      title={
        back
          ? t('Go back to version {version}?', { version: version.version })
          : t('Use version {version}?', { version: version.version })
      }
      action={back ? t('Go back') : t('Use it')}
      busy={rollback.isPending}
      onDo={() => rollback.mutate(version.version, { onSuccess: onClose })}
      onClose={onClose}
    >
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm marker:text-ink-3">
        <li>
          {t('New conversations get version {version} instead of version {currentVersion}, from now on.', {
            version: version.version,
            currentVersion: playbook.currentVersion,
          })}
        </li>
        <li>{t('Conversations that run keep the version they began with.')}</li>
        {playbook.canary ? (
          <li>{t('The trial of version {version} ends.', { version: playbook.canary.version })}</li>
        ) : null}
        <li>
          {t('Nothing is lost: version {currentVersion} stays in the list, and you can come back to it.', {
            currentVersion: playbook.currentVersion,
          })}
        </li>
      </ul>
    </Dialog>
  );
};
