import { Dialog } from '../../../components/dialog.tsx';
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
      title={back ? `Go back to version ${version.version}?` : `Use version ${version.version}?`}
      action={back ? 'Go back' : 'Use it'}
      busy={rollback.isPending}
      onDo={() => rollback.mutate(version.version, { onSuccess: onClose })}
      onClose={onClose}
    >
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm marker:text-ink-3">
        <li>
          New conversations get version {version.version} instead of version {playbook.currentVersion}, from now on.
        </li>
        <li>Conversations that run keep the version they began with.</li>
        {playbook.canary ? <li>The trial of version {playbook.canary.version} ends.</li> : null}
        <li>Nothing is lost: version {playbook.currentVersion} stays in the list, and you can come back to it.</li>
      </ul>
    </Dialog>
  );
};
