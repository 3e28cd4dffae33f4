import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, Merge, ShieldX } from 'lucide-react';
import { useState } from 'react';
import type { ContactDetail } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Menu, MenuItem } from '../../../components/menu.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { EraseDialog } from '../../privacy/components/erase-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';

/** What is done rarely: merged with another, forgotten for ever. */
export const MoreMenu = ({ contact, name }: { contact: ContactDetail; name: string }) => {
  const mayMerge = useMay(write('transfers'));
  const mayErase = useMay(write('erasure'));
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'merge' | 'erase' | null>(null);
  if (!mayMerge && !mayErase) return null;
  const address = contact.identities[0]?.shown ?? '';
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={t('More')}
            data-testid="contact-more"
            className="inline-flex size-8 items-center justify-center rounded-lg border border-line-strong hover:bg-sunken"
          >
            <Ellipsis className="size-4" aria-hidden="true" />
          </button>
        }
      >
        {mayMerge ? (
          <MenuItem icon={<Merge />} onSelect={() => setAsked('merge')}>
            {t('Merge another contact into this one')}
          </MenuItem>
        ) : null}
        {mayErase ? (
          <MenuItem icon={<ShieldX />} tone="danger" onSelect={() => setAsked('erase')}>
            {t('Forget this person')}
          </MenuItem>
        ) : null}
      </Menu>
      {asked === 'merge' ? <MergeDialog contact={contact} name={name} onClose={() => setAsked(null)} /> : null}
      {asked === 'erase' ? (
        <EraseDialog
          person={{
            contact: { id: contact.id, name: contact.name, address },
            optedOut: contact.optedOutAt !== null,
          }}
          onClose={() => setAsked(null)}
          onErased={() => void navigate({ to: '/leads/{-$contactId}', params: {} })}
        />
      ) : null}
    </>
  );
};
