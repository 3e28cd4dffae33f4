import { FileUp, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { FLOW_MEDIA, type FlowNode } from '../../../../../domain/flow/graph.ts';
import { OUTBOUND_MEDIA } from '../../../../../domain/message/outbound-media.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { TextField } from '../../../components/form.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useBringFile } from '../api/files.ts';
import type { NodeFieldsProps } from './node-fields.tsx';

/** A file instead of words, or with them as its caption: brought from here, or taken from an address. */
export const FileFields = ({
  node,
  errors,
  onChange,
}: Omit<NodeFieldsProps<Extract<FlowNode, { type: 'message' }>>, 'graph'>) => {
  const { media } = node;
  const input = useRef<HTMLInputElement>(null);
  const bring = useBringFile();
  const choose = (file: File | undefined) => {
    if (!file) return;
    bring.mutate(file, {
      onSuccess: ({ kind, id, fileName: name }) => onChange({ ...node, media: { kind, url: '', file: { id, name } } }),
    });
  };
  const wrong = bring.error ? explain(bring.error).message : errors.get('media.url');
  return (
    <div className="grid items-start gap-3 sm:grid-cols-[12rem_1fr]">
      <Field label={t('With a file')}>
        {ids => (
          <select
            {...ids}
            className={FIELD}
            data-testid="node-file"
            value={media?.kind ?? ''}
            onChange={event => {
              const kind = FLOW_MEDIA.find(each => each === event.target.value);
              bring.reset();
              onChange({ ...node, media: kind ? { kind, url: media?.url ?? '' } : null });
            }}
          >
            <option value="">{t('None')}</option>
            <option value="image">{t('Picture')}</option>
            <option value="video">{t('Video')}</option>
            <option value="audio">{t('Sound')}</option>
            <option value="document">{t('Document')}</option>
          </select>
        )}
      </Field>
      {media?.file ? (
        <div className="flex min-w-0 flex-col gap-1">
          <span className="font-medium text-sm">{t('The file')}</span>
          <div className="flex h-9 items-center gap-1 rounded-lg border border-line pr-1 pl-3 text-sm">
            <a
              href={`/api/v1/flows/files/${media.file.id}`}
              target="_blank"
              rel="noreferrer"
              dir="auto"
              className="min-w-0 flex-1 truncate text-accent-text hover:underline"
            >
              {media.file.name}
            </a>
            <IconButton
              label={t('Take {name} out', { name: media.file.name })}
              className="size-7"
              onClick={() => onChange({ ...node, media: { kind: media.kind, url: '' } })}
            >
              <Trash2 className="size-4" aria-hidden="true" />
            </IconButton>
          </div>
          {errors.get('media.url') ? <p className="text-danger-text text-sm">{errors.get('media.url')}</p> : null}
          <p className="text-ink-2 text-xs">{t('The text above becomes its caption.')}</p>
        </div>
      ) : media ? (
        <div className="relative grid items-start gap-3 sm:grid-cols-[auto_1fr]">
          <input
            ref={input}
            type="file"
            className="sr-only"
            tabIndex={-1}
            aria-label={t('A file of this step')}
            data-testid="node-file-input"
            accept={OUTBOUND_MEDIA[media.kind].types.join(',')}
            onChange={event => {
              choose(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          <Button className="sm:mt-6" disabled={bring.isPending} onClick={() => input.current?.click()}>
            <FileUp className="size-3.5" aria-hidden="true" />
            {bring.isPending ? `${Math.round(bring.progress * 100)} %` : t('Choose a file')}
          </Button>
          <TextField
            name="file"
            label={t('Or its address')}
            hint={t('https://, where WhatsApp can reach it. The text above becomes its caption.')}
            placeholder="https://"
            value={media.url}
            error={wrong}
            maxLength={1000}
            onChange={url => {
              bring.reset();
              onChange({ ...node, media: { ...media, url } });
            }}
          />
        </div>
      ) : null}
    </div>
  );
};
