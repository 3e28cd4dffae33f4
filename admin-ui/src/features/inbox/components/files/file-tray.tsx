import { FileText, Music, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { mediaKindOf, VOICE_TYPE, wireType } from '../../../../../../domain/message/outbound-media.ts';
import { IconButton } from '../../../../components/icon-button.tsx';
import { bytes } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { fileProblem } from '../../model/file-words.ts';

export type SendAs = 'auto' | 'document' | 'voice';

/** The file that is about to be sent, as the customer will get it; or why it cannot be sent. */
export const FileTray = ({
  file,
  as,
  onAs,
  progress,
  problem,
  onRemove,
}: {
  file: File;
  as: SendAs;
  onAs: (as: SendAs) => void;
  progress: number | null;
  problem: string | null;
  onRemove: () => void;
}) => {
  const url = useObjectUrl(file);
  const kind = mediaKindOf(file.type);
  const wrong = fileProblem(file);
  const said = wrong ?? problem;
  const voiceable = wireType(file.type) === VOICE_TYPE;
  return (
    <div
      data-testid="file-tray"
      className="mb-2 flex items-start gap-3 rounded-lg border border-line bg-sunken p-2 text-sm"
    >
      <div className="flex size-20 shrink-0 items-center justify-center overflow-hidden rounded-md bg-surface">
        {wrong || !url ? (
          <FileText className="size-7 text-ink-3" aria-hidden="true" />
        ) : kind === 'image' ? (
          <img src={url} alt={t('Preview of {name}', { name: file.name })} className="size-full object-cover" />
        ) : kind === 'video' ? (
          // biome-ignore lint/a11y/useMediaCaption: a preview of what one has chosen oneself
          <video src={url} preload="metadata" controls className="size-full object-cover" aria-label={t('Preview')} />
        ) : kind === 'audio' ? (
          <Music className="size-7 text-ink-3" aria-hidden="true" />
        ) : (
          <FileText className="size-7 text-ink-3" aria-hidden="true" />
        )}
      </div>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <bdi>{file.name}</bdi>
        </p>
        <p className="text-ink-2 text-xs">{bytes(file.size)}</p>
        {said ? (
          <p role="alert" data-testid="file-problem" className="mt-1 text-danger-text text-xs">
            {said}
          </p>
        ) : kind === 'audio' && url ? (
          // biome-ignore lint/a11y/useMediaCaption: a preview of what one has chosen oneself
          <audio src={url} controls className="mt-1 h-8 w-full max-w-72" aria-label={t('Preview')} />
        ) : null}
        {wrong ? null : (
          <p className="mt-1 flex flex-wrap gap-3 text-xs">
            {kind === 'image' || kind === 'video' ? (
              <label className="flex items-center gap-1.5">
                <input
                  type="checkbox"
                  checked={as === 'document'}
                  onChange={event => onAs(event.target.checked ? 'document' : 'auto')}
                  className="accent-accent"
                />
                {t('as a file, not shrunk by WhatsApp')}
              </label>
            ) : null}
            {voiceable ? (
              <label className="flex items-center gap-1.5">
                <input
                  type="checkbox"
                  checked={as === 'voice'}
                  onChange={event => onAs(event.target.checked ? 'voice' : 'auto')}
                  className="accent-accent"
                />
                {t('as a voice message')}
              </label>
            ) : null}
          </p>
        )}
        {progress === null ? null : (
          <progress
            aria-label={t('Uploading')}
            value={progress}
            max={1}
            className="mt-1.5 block h-1.5 w-full overflow-hidden rounded-full accent-accent"
          />
        )}
      </div>
      <IconButton label={t('Do not send this file')} className="size-7" disabled={progress !== null} onClick={onRemove}>
        <X className="size-4" aria-hidden="true" />
      </IconButton>
    </div>
  );
};

/** An address of the file for this page, given back when it goes. */
const useObjectUrl = (file: File): string | null => {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
};
