import { useQuery } from '@tanstack/react-query';
import { BookText, FileQuestionMark, FileText, Globe, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Loaded } from '../../../components/page.tsx';
import { Modal } from '../../../components/sheet.tsx';
import { Ago, DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { type DocumentView, documentsQuery, type SourceView, useDeleteSource } from '../api/knowledge.ts';
import { plainAddress } from '../model/words.ts';

const ICONS = { WEBSITE: Globe, FAQ: FileQuestionMark, TEXT: FileText, PLAYBOOK: BookText } as const;

const stateOf = ({ documents, indexed, failed, stale }: SourceView): string =>
  [
    documents === 1 ? t('1 document') : t('{documents} documents', { documents }),
    indexed + failed < documents ? t('{count} being indexed', { count: documents - indexed - failed }) : '',
    failed > 0 ? t('{failed} failed', { failed }) : '',
    stale > 0 ? t('{stale} to review', { stale }) : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** One source; opened, its documents with their words. */
export const SourceItem = ({ source }: { source: SourceView }) => {
  const [opened, setOpened] = useState(false);
  const [asking, setAsking] = useState(false);
  const mayWrite = useMay(write('knowledge'));
  const Icon = ICONS[source.type];
  return (
    <li className="flex items-start bg-surface" data-testid="source">
      <details className="group min-w-0 flex-1" onToggle={event => setOpened(event.currentTarget.open)}>
        <summary className="focus-inset flex cursor-pointer list-none items-center gap-3 px-4 py-3 hover:bg-sunken [&::-webkit-details-marker]:hidden">
          <Icon className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
            <span className="min-w-0 truncate font-medium" dir="auto">
              {source.name}
            </span>
            <span className="text-ink-2 text-sm tabular-nums">{stateOf(source)}</span>
          </span>
          <Ago at={source.createdAt} className="hidden text-ink-2 text-xs sm:inline" />
        </summary>
        {opened ? <Documents sourceId={source.id} /> : null}
      </details>
      {mayWrite ? (
        <IconButton
          label={t('Delete {name}', { name: source.name })}
          className="m-1.5 size-9"
          onClick={() => setAsking(true)}
        >
          <Trash2 className="size-4" aria-hidden="true" />
        </IconButton>
      ) : null}
      {asking ? <DeleteDialog source={source} onClose={() => setAsking(false)} /> : null}
    </li>
  );
};

const DeleteDialog = ({ source, onClose }: { source: SourceView; onClose: () => void }) => {
  const remove = useDeleteSource(onClose);
  return (
    <Modal
      label={t('Delete {name}', { name: source.name })}
      onClose={onClose}
      className="m-auto w-[calc(100%-2rem)] max-w-100 animate-appear rounded-xl border border-line-strong bg-raised p-5"
    >
      <h2 className="font-semibold text-lg [overflow-wrap:anywhere]">{t('Delete {name}?', { name: source.name })}</h2>
      <p className="mt-2 text-ink-2 text-sm">
        {source.documents === 1
          ? t('Its document goes with it, and the agent answers from them no more. This cannot be undone.')
          : t('Its {documents} documents go with it, and the agent answers from them no more. This cannot be undone.', {
              documents: source.documents,
            })}
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{t('Keep')}</Button>
        <Button tone="danger" disabled={remove.isPending} onClick={() => remove.mutate(source.id)}>
          {t('Delete')}
        </Button>
      </div>
    </Modal>
  );
};

const Documents = ({ sourceId }: { sourceId: string }) => {
  const documents = useQuery(documentsQuery(sourceId));
  return (
    <div className="border-line border-t bg-canvas px-4 py-3">
      <Loaded query={documents} what={t('The documents did not load')}>
        {({ documents: list }) =>
          list.length === 0 ? (
            <p className="text-ink-2 text-sm">{t('Nothing was taken from it yet.')}</p>
          ) : (
            <ul className="flex flex-col gap-2">
              {list.map(document => (
                <DocumentItem key={document.id} document={document} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
};

const DocumentItem = ({ document }: { document: DocumentView }) => (
  <li>
    <details className="rounded-lg border border-line bg-surface">
      <summary className="focus-inset flex cursor-pointer list-none flex-wrap items-baseline gap-x-3 rounded-lg px-3 py-2 hover:bg-sunken [&::-webkit-details-marker]:hidden">
        <span className="min-w-0 truncate font-medium text-sm" dir="auto">
          {document.title}
        </span>
        <span className="text-ink-2 text-xs tabular-nums">
          {document.status === 'FAILED'
            ? document.error
            : document.status === 'INDEXED'
              ? document.chunks === 1
                ? t('1 passage')
                : t('{chunks} passages', { chunks: document.chunks })
              : t('being indexed')}
          {document.staleAlert ? t(' · to review') : ''}
        </span>
      </summary>
      <div className="border-line border-t px-3 py-2">
        {document.url ? (
          <p className="mb-1.5 text-ink-2 text-xs [overflow-wrap:anywhere]">
            <a href={document.url} target="_blank" rel="noopener noreferrer" className="underline">
              {plainAddress(document.url)}
            </a>
            {document.lastVerifiedAt ? (
              <>
                {t(', looked at:')} <DayTime at={document.lastVerifiedAt} />
              </>
            ) : null}
          </p>
        ) : null}
        <p className="whitespace-pre-wrap text-sm [overflow-wrap:anywhere]" dir="auto">
          {document.content}
        </p>
      </div>
    </details>
  </li>
);
