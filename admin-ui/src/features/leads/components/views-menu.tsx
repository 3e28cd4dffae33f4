import { useQuery } from '@tanstack/react-query';
import { Bookmark, Plus, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../components/menu.tsx';
import { t } from '../../../lib/language.ts';
import { useViewStep, viewsQuery } from '../../views/api/views.ts';
import { Naming } from '../../views/components/naming.tsx';
import { type LeadSearch, savedSearch, searchToSave } from '../model/search.ts';

/** Views of the leads that people keep under a name: for themselves, or for everybody. */
export const ViewsMenu = ({ search, onOpen }: { search: LeadSearch; onOpen: (search: LeadSearch) => void }) => {
  const views = useQuery(viewsQuery('leads')).data ?? [];
  const step = useViewStep('leads');
  const [naming, setNaming] = useState(false);
  const shown = JSON.stringify(search);
  const current = views.find(view => JSON.stringify(savedSearch(view.search)) === shown);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button
            data-testid="lead-views"
            aria-label={current ? t('View: {name}', { name: current.name }) : t('Saved views')}
          >
            <Bookmark className="size-3.5" aria-hidden="true" />
            <span className="max-w-32 truncate max-sm:hidden">{current?.name ?? t('Views')}</span>
          </Button>
        }
      >
        {views.length === 0 ? <MenuText>{t('No saved views yet')}</MenuText> : null}
        {views.map(view => (
          <MenuItem
            key={view.id}
            icon={view.shared ? <Users /> : <Bookmark />}
            onSelect={() => onOpen(savedSearch(view.search))}
          >
            <span className="[overflow-wrap:anywhere]">{view.name}</span>
            {view.shared && !view.mine ? <span className="text-ink-2 text-xs"> {t('· shared')}</span> : null}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<Plus />} onSelect={() => setNaming(true)}>
          {t('Keep this view')}
        </MenuItem>
        {views
          .filter(({ mine }) => mine)
          .map(view => (
            <MenuItem
              key={`delete-${view.id}`}
              icon={<Trash2 />}
              tone="danger"
              onSelect={() => step.mutate({ kind: 'delete', id: view.id })}
            >
              {t('Delete {name}', { name: view.name })}
            </MenuItem>
          ))}
      </Menu>
      {naming ? (
        <Naming
          suggestion={(search.q ?? '').slice(0, 60)}
          hint={t('It keeps the search, the filter, the order, and whether it is a list or a board.')}
          onClose={() => setNaming(false)}
          onSave={(name, shared) => {
            setNaming(false);
            step.mutate({ kind: 'save', name, shared, search: searchToSave(search) });
          }}
        />
      ) : null}
    </>
  );
};
