import { Download, FileText, ImageOff, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import { Modal } from '../../../../components/sheet.tsx';
import { bytes } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { AudioPlayer } from './audio-player.tsx';

type MediaView = NonNullable<MessageView['media']>;

/** A file in a message. Boxes have their size before the file is there, so that nothing jumps. */
export const Media = ({ media, kind }: { media: MediaView; kind: MessageView['kind'] }) => {
  if (media.state === 'PENDING' || (media.state === 'STORED' && media.url === null))
    return (
      <p className="flex h-10 items-center gap-2 text-ink-2 text-sm">
        <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
        {t('The file is being fetched')}
      </p>
    );
  if (media.state === 'FAILED' || media.url === null)
    return (
      <p className="flex items-center gap-2 text-danger-text text-sm">
        <ImageOff className="size-4 shrink-0" aria-hidden="true" />
        {t('The file could not be fetched. Ask the customer to send it again.')}
      </p>
    );
  // Bytes that are not what their sender said are kept without a type: to be downloaded, never drawn.
  if (media.mime === 'application/octet-stream') return <Document media={media} url={media.url} />;
  if (kind === 'STICKER') return <img src={media.url} alt={t('Sticker')} className="size-32 object-contain" />;
  if (kind === 'IMAGE' || (kind === 'TEMPLATE' && media.mime.startsWith('image/')))
    return <Picture url={media.url} name={media.fileName} />;
  if (kind === 'VIDEO')
    return (
      // biome-ignore lint/a11y/useMediaCaption: customers' videos come without captions; a transcript is shown when there is one
      <video
        controls
        preload="metadata"
        src={media.url}
        aria-label={media.fileName ?? t('Video')}
        className="aspect-video w-80 max-w-full rounded-lg bg-black"
      />
    );
  if (kind === 'VOICE' || kind === 'AUDIO' || media.mime.startsWith('audio/'))
    return (
      <div className="flex flex-col gap-1">
        <AudioPlayer url={media.url} label={kind === 'VOICE' ? t('Voice message') : (media.fileName ?? t('Audio'))} />
        {media.transcript ? (
          <p dir="auto" className="text-ink-2 text-sm [overflow-wrap:anywhere]">
            “{media.transcript}”
          </p>
        ) : null}
      </div>
    );
  return <Document media={media} url={media.url} />;
};

const Picture = ({ url, name }: { url: string; name: string | null }) => {
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  const alt = name ?? t('Photo');
  if (broken)
    return (
      <p className="flex items-center gap-2 text-ink-2 text-sm">
        <ImageOff className="size-4 shrink-0" aria-hidden="true" />
        {t('The photo cannot be shown.')}
      </p>
    );
  return (
    <>
      <button
        type="button"
        aria-label={t('Show larger: {alt}', { alt })}
        onClick={() => setOpen(true)}
        className="-mx-1.5 -mt-0.5 block overflow-hidden rounded-lg bg-sunken"
      >
        <img
          src={url}
          alt={alt}
          loading="lazy"
          onError={() => setBroken(true)}
          className="aspect-4/3 w-72 max-w-full object-cover"
        />
      </button>
      {open ? (
        <Modal
          label={alt}
          onClose={() => setOpen(false)}
          className="m-auto max-h-[95dvh] max-w-[95dvw] animate-appear bg-transparent p-0"
        >
          <button type="button" aria-label={t('Close')} onClick={() => setOpen(false)} className="block">
            <img src={url} alt={alt} className="max-h-[92dvh] max-w-[92dvw] rounded-lg object-contain" />
          </button>
        </Modal>
      ) : null}
    </>
  );
};

/** `PDF`, from the name if it says so, else from the type. */
const fileKind = ({ fileName, mime }: MediaView): string => {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(fileName ?? '')?.[1] ?? mime.split('/').at(-1)?.split(/[.+-]/).at(-1);
  return ending?.toUpperCase() ?? t('File');
};

const Document = ({ media, url }: { media: MediaView; url: string }) => (
  <a
    href={url}
    download={media.fileName ?? true}
    className="flex min-w-0 items-center gap-2.5 rounded-lg border border-line bg-surface p-2 hover:bg-sunken"
  >
    <span className="inline-flex size-9 shrink-0 items-center justify-center rounded-md bg-sunken">
      <FileText className="size-5 text-ink-2" aria-hidden="true" />
    </span>
    <span className="min-w-0 flex-1">
      <bdi className="block truncate font-medium text-base">{media.fileName ?? t('Document')}</bdi>
      <span className="block text-ink-2 text-xs">
        {fileKind(media)}
        {media.sizeBytes === null ? null : ` · ${bytes(media.sizeBytes)}`}
      </span>
    </span>
    <Download className="size-4 shrink-0 text-ink-2" aria-hidden="true" />
  </a>
);
