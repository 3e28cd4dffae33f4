import { useQuery } from '@tanstack/react-query';
import { Bookmark, Plus, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD, Field, Tick } from '../../../components/field.tsx';
import { Menu, MenuItem, MenuLine, MenuText } from '../../../components/menu.tsx';
import { useMay } from '../../auth/api/session.ts';
import { useViewStep, viewsQuery } from '../api/leads.ts';
import { type LeadSearch, savedSearch, searchToSave } from '../model/search.ts';

/** Views of the leads that people keep under a name: for themselves, or for everybody. */
export const ViewsMenu = ({ search, onOpen }: { search: LeadSearch; onOpen: (search: LeadSearch) => void }) => {
  const views = useQuery(viewsQuery).data ?? [];
  const step = useViewStep();
  const [naming, setNaming] = useState(false);
  const shown = JSON.stringify(search);
  const current = views.find(view => JSON.stringify(savedSearch(view.search)) === shown);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button data-testid="lead-views" aria-label={current ? `View: ${current.name}` : 'Saved views'}>
            <Bookmark className="size-3.5" aria-hidden="true" />
            <span className="max-w-32 truncate max-sm:hidden">{current?.name ?? 'Views'}</span>
          </Button>
        }
      >
        {views.length === 0 ? <MenuText>No saved views yet</MenuText> : null}
        {views.map(view => (
          <MenuItem
            key={view.id}
            icon={view.shared ? <Users /> : <Bookmark />}
            onSelect={() => onOpen(savedSearch(view.search))}
          >
            <span className="[overflow-wrap:anywhere]">{view.name}</span>
            {view.shared && !view.mine ? <span className="text-ink-2 text-xs"> · shared</span> : null}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<Plus />} onSelect={() => setNaming(true)}>
          Keep this view
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
              Delete {view.name}
            </MenuItem>
          ))}
      </Menu>
      {naming ? (
        <Naming
          suggestion={search.q ?? ''}
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

const Naming = ({
  suggestion,
  onSave,
  onClose,
}: {
  suggestion: string;
  onSave: (name: string, shared: boolean) => void;
  onClose: () => void;
}) => {
  const mayShare = useMay(write('conversations'));
  const [name, setName] = useState(suggestion.slice(0, 60));
  const [shared, setShared] = useState(false);
  return (
    <Dialog
      title="Keep this view"
      action="Keep"
      disabled={name.trim() === ''}
      onDo={() => onSave(name.trim(), shared)}
      onClose={onClose}
    >
      <Field label="Name" hint="It keeps the search, the filter, the order, and whether it is a list or a board.">
        {ids => (
          <input
            {...ids}
            value={name}
            maxLength={60}
            data-testid="view-name"
            onChange={event => setName(event.target.value)}
            className={FIELD}
          />
        )}
      </Field>
      {mayShare ? (
        <Tick checked={shared} onChange={setShared} hint="Everybody here finds it in their list.">
          Share it
        </Tick>
      ) : null}
    </Dialog>
  );
};
