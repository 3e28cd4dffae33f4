import {
  Bell,
  BrainCircuit,
  Building2,
  CircleUserRound,
  ContactRound,
  FlaskConical,
  KeyRound,
  ListChecks,
  type LucideIcon,
  MessageSquareQuote,
  ScrollText,
  ShieldX,
  Slash,
  SlidersHorizontal,
  Smartphone,
  SplitSquareHorizontal,
  Users,
  Wallet,
  Workflow,
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
        to: '/settings/playbooks',
        label: 'Playbooks',
        about: 'What the agent knows, asks, offers and may never say; its versions and trials.',
        needs: read('playbooks'),
        Icon: SlidersHorizontal,
      },
      {
        to: '/settings/scripts',
        label: 'Scripts',
        about: 'Openers, questions, answers to objections and goodbyes the agent keeps close to, by language.',
        needs: read('playbooks'),
        Icon: MessageSquareQuote,
      },
      {
        to: '/settings/flows',
        label: 'Flows',
        about: 'Fixed ways through a conversation: questions, branches, waits and webhooks, before the agent.',
        needs: read('flows'),
        Icon: Workflow,
      },
      {
        to: '/settings/experiments',
        label: 'Experiments',
        about: 'Two or more ways of answering beside each other, and which one wins.',
        needs: read('playbooks'),
        Icon: SplitSquareHorizontal,
      },
      {
        to: '/settings/evaluations',
        label: 'Evaluations',
        about: 'Made-up customers write to a version before real ones do.',
        needs: read('playbooks'),
        Icon: FlaskConical,
      },
      {
        to: '/settings/model',
        label: 'Model',
        about: 'Which model the agent thinks with: provider, key, names and temperature, tried before they count.',
        needs: read('settings'),
        Icon: BrainCircuit,
      },
    ],
  },
  {
    label: 'The business',
    areas: [
      {
        to: '/settings/leads',
        label: 'Leads and contacts',
        about: 'Who gets new leads, your own fields of contacts, and your labels.',
        needs: read('contacts'),
        Icon: ContactRound,
      },
      {
        to: '/settings/replies',
        label: 'Canned replies',
        about: 'What people write often, behind a slash in the composer.',
        needs: read('templates'),
        Icon: Slash,
      },
      {
        to: '/settings/costs',
        label: 'Costs',
        about: 'What conversations cost, what they brought in, and the caps.',
        needs: read('analytics'),
        Icon: Wallet,
      },
      {
        to: '/settings/privacy',
        label: 'Privacy',
        about: 'Forget a person who asks for it, everywhere, and show that it was done.',
        needs: read('erasure'),
        Icon: ShieldX,
      },
    ],
  },
  {
    label: 'The organization',
    areas: [
      {
        to: '/onboarding',
        label: 'Set up',
        about: 'The questions about your business, the draft made of the answers, and your number.',
        needs: read('playbooks'),
        Icon: ListChecks,
      },
      {
        to: '/settings/channels',
        label: 'Channels',
        about: 'The WhatsApp numbers customers reach you at.',
        needs: read('whatsapp'),
        Icon: Smartphone,
      },
      {
        to: '/settings/organization',
        label: 'Organization',
        about: 'Its name, time zone and currency.',
        needs: read('settings'),
        Icon: Building2,
      },
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
      {
        to: '/settings/notifications',
        label: 'Notifications',
        about: 'Of what the bell tells you.',
        needs: read('self'),
        Icon: Bell,
      },
    ],
  },
];

/** What a role finds in the settings; groups without anything are left out. */
export const areasFor = (role: Role): typeof AREA_GROUPS =>
  AREA_GROUPS.map(group => ({ ...group, areas: group.areas.filter(area => may(role, area.needs)) })).filter(
    group => group.areas.length > 0,
  );
