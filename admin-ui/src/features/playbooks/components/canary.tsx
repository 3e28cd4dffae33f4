import { Split } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { type PlaybookRow, useCanary, type VersionRow } from '../api/playbooks.ts';
import { PercentField } from './percent-field.tsx';

/** A trial that runs: its share, to change or to end. */
export const CanaryNotice = ({ playbookId, playbook }: { playbookId: string; playbook: PlaybookRow }) => {
  const canary = useCanary(playbookId);
  const mayWrite = useMay(write('playbooks'));
  const [percent, setPercent] = useState<number | null>(null);
  const trial = playbook.canary;
  if (!trial) return null;
  const chosen = percent ?? trial.percent;
  return (
    <div data-testid="canary" className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-3">
        <Split className="size-4 shrink-0 text-ink-2" aria-hidden="true" />
        <p className="min-w-0 flex-1 basis-52 text-sm">
          <span className="font-medium">{t('Version {version} is on trial', { version: trial.version })}</span>{' '}
          {t('with {percent}% of new conversations; the others get version {currentVersion}.', {
            percent: trial.percent,
            currentVersion: playbook.currentVersion,
          })}
        </p>
        {mayWrite ? (
          <Button disabled={canary.isPending} onClick={() => canary.mutate({ version: null })}>
            {t('End the trial')}
          </Button>
        ) : null}
      </div>
      {mayWrite ? (
        <div className="flex flex-wrap items-center gap-3">
          <div className="min-w-0 flex-1 basis-64">
            <PercentField value={chosen} onChange={setPercent} />
          </div>
          <Button
            disabled={canary.isPending || chosen === trial.percent}
            onClick={() =>
              canary.mutate({ version: trial.version, percent: chosen }, { onSettled: () => setPercent(null) })
            }
          >
            {t('Change the share')}
          </Button>
        </div>
      ) : null}
    </div>
  );
};

export const CanaryDialog = ({
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
  const canary = useCanary(playbookId);
  const [percent, setPercent] = useState(10);
  return (
    <Dialog
      title={t('Try version {version}', { version: version.version })}
      action={t('Try on {percent}%', { percent })}
      busy={canary.isPending}
      onDo={() => canary.mutate({ version: version.version, percent }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="text-sm">
        {t(
          'A share of new conversations gets version {version}, the others version {currentVersion}. A conversation stays with what it got. Both are compared on this page.',
          { version: version.version, currentVersion: playbook.currentVersion },
        )}
      </p>
      <PercentField value={percent} onChange={setPercent} />
      {playbook.canary && playbook.canary.version !== version.version ? (
        <Notice tone="approval">
          {t('The trial of version {version} ends with it.', { version: playbook.canary.version })}
        </Notice>
      ) : null}
    </Dialog>
  );
};
