import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../components/menu.tsx';
import { t } from '../../../lib/language.ts';
import { useViewStep, viewsQuery } from '../../views/api/views.ts';
import { Naming } from '../../views/components/naming.tsx';
import { parseInboxSearch } from '../model/search.ts';
import { useInbox } from './use-inbox.ts';

/** Views people keep: a view and a search, under a name, for oneself or for everybody. */
export const SavedViews = () => {
  const { view, query } = useInbox();
  const views = useQuery(viewsQuery('inbox')).data ?? [];
  const step = useViewStep('inbox');
  const navigate = useNavigate();
  const [naming, setNaming] = useState(false);
  const open = (search: Record<string, string>) =>
    void navigate({ to: '/inbox/{-$conversationId}', params: {}, search: parseInboxSearch(search) });
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={t('Saved views')}
            data-testid="saved-views"
            className="inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
          >
            <Bookmark className="size-4" aria-hidden="true" />
          </button>
        }
      >
        {views.length === 0 ? <MenuText>{t('No saved views yet')}</MenuText> : null}
        {views.map(saved => (
          <MenuItem key={saved.id} icon={saved.shared ? <Users /> : <Bookmark />} onSelect={() => open(saved.search)}>
            {saved.name}
            {saved.shared && !saved.mine ? <span className="text-ink-2 text-xs"> {t('· shared')}</span> : null}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onSelect={() => setNaming(true)}>{t('Keep this view')}</MenuItem>
        {views
          .filter(({ mine }) => mine)
          .map(saved => (
            <MenuItem
              key={`delete-${saved.id}`}
              icon={<Trash2 />}
              tone="danger"
              onSelect={() => step.mutate({ kind: 'delete', id: saved.id })}
            >
              {t('Delete {name}', { name: saved.name })}
            </MenuItem>
          ))}
      </Menu>
      {naming ? (
        <Naming
          suggestion={query}
          onClose={() => setNaming(false)}
          onSave={(name, shared) => {
            setNaming(false);
            step.mutate({ kind: 'save', name, shared, search: { view, ...(query === '' ? {} : { q: query }) } });
          }}
        />
      ) : null}
    </>
  );
};
