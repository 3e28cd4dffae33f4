import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowDownUp, Download, Upload } from 'lucide-react';
import { useState } from 'react';
import type { LeadFilter } from '../../../../../domain/crm/filter.ts';
import { Button } from '../../../components/button.tsx';
import { Menu, MenuItem } from '../../../components/menu.tsx';
import { Loaded } from '../../../components/page.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { Ago } from '../../../components/time.tsx';
import { bytes, count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { exportsQuery, useNewExport } from '../api/transfers.ts';

/** Files in and out. */
export const Transfers = ({ filter }: { filter: LeadFilter }) => {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const begin = useNewExport();
  return (
    <>
      <Menu
        trigger={
          <Button data-testid="transfers">
            <ArrowDownUp className="size-3.5" aria-hidden="true" />
            <span className="max-lg:sr-only">{t('Import and export')}</span>
          </Button>
        }
      >
        <MenuItem icon={<Upload />} onSelect={() => void navigate({ to: '/leads/import/{-$importId}', params: {} })}>
          {t('Import a file')}
        </MenuItem>
        <MenuItem
          icon={<Download />}
          onSelect={() => {
            begin.mutate(filter);
            setOpen(true);
          }}
        >
          {t('Export these leads')}
        </MenuItem>
        <MenuItem icon={<Download />} onSelect={() => setOpen(true)}>
          {t('Files of the last day')}
        </MenuItem>
      </Menu>
      {open ? <Files onClose={() => setOpen(false)} /> : null}
    </>
  );
};

const Files = ({ onClose }: { onClose: () => void }) => {
  const files = useQuery(exportsQuery);
  return (
    <Sheet label={t('Exports')} onClose={onClose}>
      <Loaded query={files} what={t('The exports did not load')} rows={2}>
        {list =>
          list.length === 0 ? (
            <p className="text-ink-2 text-sm">{t('Nothing was exported in the last day.')}</p>
          ) : (
            <ul className="flex flex-col gap-2 text-sm">
              {list.map(file => (
                <li key={file.id} className="flex flex-wrap items-center gap-2">
                  <span className="min-w-0 flex-1 tabular-nums">
                    {file.state === 'DONE'
                      ? `${file.rows === 1 ? t('1 lead') : t('{count} leads', { count: count(file.rows) })} · ${bytes(file.sizeBytes ?? 0)}`
                      : t('Being written…')}{' '}
                    <Ago at={file.createdAt} className="text-ink-2" />
                  </span>
                  {file.state === 'DONE' ? (
                    <a
                      href={`/api/v1/exports/${file.id}/file`}
                      download
                      className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong px-3 font-medium hover:bg-sunken"
                    >
                      <Download className="size-3.5" aria-hidden="true" />
                      {t('Download')}
                    </a>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Sheet>
  );
};
