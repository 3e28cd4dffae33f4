import { useQuery } from '@tanstack/react-query';
import { Check, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Avatar } from '../../../components/avatar.tsx';
import { Menu, MenuItem, MenuLine } from '../../../components/menu.tsx';
import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { sayError } from '../../../lib/toasts.ts';
import { meQuery } from '../../auth/api/session.ts';
import { begin, CHANNEL, goTo } from '../api/switch.ts';
import { organizationsQuery } from '../api/team.ts';
import { NewOrganizationSheet } from './new-organization-sheet.tsx';

/** Shows where one works, and leads to one's other organizations. */
export const OrganizationSwitcher = ({ children }: { children: ReactNode }) => {
  const me = useQuery(meQuery).data;
  const list = useQuery({ ...organizationsQuery, enabled: me != null });
  const [making, setMaking] = useState(false);
  const here = me?.organization.id;

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      if (data !== here) begin();
    };
    return () => channel.close();
  }, [here]);

  if (!me) return null;
  return (
    <>
      <Menu
        side="right"
        align="start"
        trigger={
          <button
            type="button"
            aria-label={t('{name}: switch organization', { name: me.organization.name })}
            data-testid="organizations"
            className="mb-2 inline-flex size-10 items-center justify-center rounded-lg hover:bg-sunken aria-expanded:bg-sunken"
          >
            {children}
          </button>
        }
      >
        {(
          list.data?.organizations ?? [
            { id: me.organization.id, name: me.organization.name, role: me.role, current: true },
          ]
        ).map(organization => (
          <MenuItem
            key={organization.id}
            icon={organization.current ? <Check /> : <Avatar name={organization.name} className="size-4 text-[8px]" />}
            onSelect={() => {
              if (!organization.current) goTo(organization.id).catch(sayError);
            }}
          >
            <span className="block truncate">{organization.name}</span>
            <span className="block text-ink-2 text-xs">{words(organization.role)}</span>
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<Plus />} onSelect={() => setMaking(true)}>
          {t('New organization')}
        </MenuItem>
      </Menu>
      {making ? <NewOrganizationSheet onClose={() => setMaking(false)} /> : null}
    </>
  );
};
