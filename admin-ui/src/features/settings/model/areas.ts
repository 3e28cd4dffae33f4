import {
  CircleUserRound,
  FlaskConical,
  KeyRound,
  type LucideIcon,
  MessageSquareQuote,
  ScrollText,
  Users,
} from 'lucide-react';
import { may, type Permission, read } from '../../../../../domain/permission/permission.ts';
import type { Role } from '../../../../../domain/words.ts';

/** A page of the settings. To add one: its route in app/router.tsx, and a line here. */
export interface Area {
  to: string;
  label: string;
  /** What it is for, in one sentence. */
  about: string;
  needs: Permission;
  Icon: LucideIcon;
}

export const AREA_GROUPS: readonly { label: string; areas: readonly Area[] }[] = [
  {
    label: 'The agent',
    areas: [
      {
        to: '/settings/scripts',
        label: 'Scripts',
        about: 'Openers, questions, answers to objections and goodbyes the agent keeps close to, by language.',
        needs: read('playbooks'),
        Icon: MessageSquareQuote,
      },
      {
        to: '/settings/evaluations',
        label: 'Evaluations',
        about: 'Made-up customers write to a version before real ones do.',
        needs: read('playbooks'),
        Icon: FlaskConical,
      },
    ],
  },
  {
    label: 'The organization',
    areas: [
      {
        to: '/settings/team',
        label: 'Team',
        about: 'Who works here, in which role, and who is invited.',
        needs: read('team'),
        Icon: Users,
      },
      {
        to: '/settings/api-keys',
        label: 'API keys',
        about: 'What programs of your own may read and change.',
        needs: read('settings'),
        Icon: KeyRound,
      },
      {
        to: '/settings/audit-log',
        label: 'Audit log',
        about: 'Who did what, when, and from where.',
        needs: read('settings'),
        Icon: ScrollText,
      },
    ],
  },
  {
    label: 'You',
    areas: [
      {
        to: '/settings/account',
        label: 'Account',
        about: 'Your name, password, two-factor sign-in, and where you are signed in.',
        needs: read('self'),
        Icon: CircleUserRound,
      },
    ],
  },
];

/** What a role finds in the settings; groups without anything are left out. */
export const areasFor = (role: Role): typeof AREA_GROUPS =>
  AREA_GROUPS.map(group => ({ ...group, areas: group.areas.filter(area => may(role, area.needs)) })).filter(
    group => group.areas.length > 0,
  );
