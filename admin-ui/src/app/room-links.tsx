import { useQuery } from '@tanstack/react-query';
import { BookOpen, CalendarDays, ChartNoAxesColumn, Inbox, type LucideIcon, Settings, Users, Zap } from 'lucide-react';
import { may, read } from '../../../domain/permission/permission.ts';
import { actionCountsQuery } from '../features/actions/api/actions.ts';
import { meQuery } from '../features/auth/api/session.ts';
import { areasFor } from '../features/settings/model/areas.ts';
import { t } from '../lib/language.ts';

export interface RoomLink {
  to: string;
  label: string;
  keys?: string;
  Icon: LucideIcon;
  /** How much waits there. */
  count?: number;
}

/** The rooms this member may enter. */
export const useRooms = (): RoomLink[] => {
  const me = useQuery(meQuery).data;
  const mayAct = me ? may(me.role, read('leads')) : false;
  const counts = useQuery({ ...actionCountsQuery, enabled: mayAct }).data;
  const waiting = counts ? counts.escalations + counts.drafts + counts.unsettled : 0;
  return [
    { to: '/inbox', label: t('Inbox'), keys: 'G I', Icon: Inbox },
    ...(mayAct ? [{ to: '/actions', label: t('Actions'), keys: 'G A', Icon: Zap, count: waiting }] : []),
    ...(mayAct ? [{ to: '/leads', label: t('Leads'), keys: 'G L', Icon: Users }] : []),
    ...(mayAct ? [{ to: '/calendar', label: t('Calendar'), keys: 'G C', Icon: CalendarDays }] : []),
    ...(me && may(me.role, read('knowledge'))
      ? [{ to: '/knowledge', label: t('Knowledge'), keys: 'G B', Icon: BookOpen }]
      : []),
    ...(me && may(me.role, read('analytics'))
      ? [{ to: '/insights', label: t('Insights'), keys: 'G N', Icon: ChartNoAxesColumn }]
      : []),
    ...(me && areasFor(me.role).length > 0
      ? [{ to: '/settings', label: t('Settings'), keys: 'G S', Icon: Settings }]
      : []),
  ];
};
