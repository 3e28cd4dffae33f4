import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { ApiError } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useSaveVersion, type VersionRow } from '../api/playbooks.ts';
import { type ChangeGroup, countChanges } from '../model/changes.ts';
import { rebased } from '../model/paths.ts';
import { type SectionId, sectionOf } from '../model/sections.ts';
import { type Errors, errorsFrom } from '../model/validate.ts';
import { useDraft } from './draft.ts';
import { SaveDialog, type SaveWish } from './save-dialog.tsx';
import { StaleDialog } from './stale-dialog.tsx';

interface Props {
  playbookId: string;
  /** The version the editing began from. */
  began: number;
  /** The newest version when the editing began. */
  basedOn: number;
  versions: readonly VersionRow[];
  groups: readonly ChangeGroup[];
  onDiscard: () => void;
  onRefused: (errors: Errors) => void;
  onShow: (section: SectionId) => void;
}

/** How much has changed, and the way to a version. */
export const SaveBar = ({ playbookId, began, basedOn, versions, groups, onDiscard, onRefused, onShow }: Props) => {
  const { config, base, errors } = useDraft();
  const save = useSaveVersion(playbookId);
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  /** What was to be saved when somebody else's version came first. */
  const [stale, setStale] = useState<SaveWish | null>(null);
  const changes = countChanges(groups);
  const [firstWrong] = errors.keys();

  const send = (wish: SaveWish, on: number, whole: unknown) =>
    save.mutate(
      { config: whole as never, basedOn: on, note: wish.note, canaryPercent: wish.canaryPercent },
      {
        onSuccess: ({ version }) => {
          say(
            wish.canaryPercent === null
              ? t('Version {version} is saved. New conversations get it.', { version })
              : t('Version {version} is saved. {canaryPercent}% of new conversations get it.', {
                  version,
                  canaryPercent: wish.canaryPercent,
                }),
          );
          void navigate({
            to: '/settings/playbooks/$playbookId/versions',
            params: { playbookId },
            ignoreBlocker: true,
          });
        },
        onError: error => {
          setAsking(false);
          if (error instanceof ApiError && error.code === 'stale_version') setStale(wish);
          else {
            setStale(null);
            if (error instanceof ApiError && error.errors.length > 0) onRefused(errorsFrom(error.errors));
            sayError(error);
          }
        },
      },
    );

  return (
    <div className="sticky bottom-0 z-10 -mx-4 mt-2 border-line border-t bg-surface px-4 py-3 md:-mx-8 md:px-8">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p role="status" className="min-w-0 flex-1 basis-full text-sm sm:basis-40">
          <span className="font-medium tabular-nums">
            {changes === 1 ? t('1 change') : t('{changes} changes', { changes })}
          </span>
          {firstWrong !== undefined ? (
            <button
              type="button"
              className="ml-2 text-danger-text underline underline-offset-2"
              onClick={() => onShow(sectionOf(firstWrong).id)}
            >
              {errors.size === 1 ? t('one place to mend') : t('{count} places to mend', { count: errors.size })}
            </button>
          ) : null}
        </p>
        <Button onClick={onDiscard}>{t('Discard')}</Button>
        <Button
          tone="primary"
          disabled={errors.size > 0 || save.isPending}
          data-testid="review-save"
          onClick={() => setAsking(true)}
        >
          {t('Review and save')}
        </Button>
      </div>
      {asking ? (
        <SaveDialog
          groups={groups}
          next={Math.max(basedOn, versions[0]?.version ?? 0) + 1}
          busy={save.isPending}
          onSave={wish => send(wish, basedOn, config)}
          onClose={() => setAsking(false)}
        />
      ) : null}
      {stale ? (
        <StaleDialog
          playbookId={playbookId}
          began={began}
          basedOn={basedOn}
          busy={save.isPending}
          onClose={() => setStale(null)}
          merge={theirs => rebased(base, config, theirs)}
          onSave={(whole, on) => send(stale, on, whole)}
        />
      ) : null}
    </div>
  );
};
