import { useQuery } from '@tanstack/react-query';
import { BookOpen, Inbox, type LucideIcon, Settings } from 'lucide-react';
import { may, read } from '../../../domain/permission/permission.ts';
import { meQuery } from '../features/auth/api/session.ts';
import { areasFor } from '../features/settings/model/areas.ts';

export interface RoomLink {
  to: string;
  label: string;
  keys?: string;
  Icon: LucideIcon;
}

/** The rooms this member may enter. */
export const useRooms = (): RoomLink[] => {
  const me = useQuery(meQuery).data;
  return [
    { to: '/inbox', label: 'Inbox', keys: 'G I', Icon: Inbox },
    ...(me && may(me.role, read('knowledge'))
      ? [{ to: '/knowledge', label: 'Knowledge', keys: 'G K', Icon: BookOpen }]
      : []),
    ...(me && areasFor(me.role).length > 0
      ? [{ to: '/settings', label: 'Settings', keys: 'G S', Icon: Settings }]
      : []),
  ];
};
