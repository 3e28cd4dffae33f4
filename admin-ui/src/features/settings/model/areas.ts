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
import { t } from '../../../lib/language.ts';

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
    label: t('The agent'),
    areas: [
      {
        to: '/settings/playbooks',
        label: t('Playbooks'),
        about: t('What the agent knows, asks, offers and may never say; its versions and trials.'),
        needs: read('playbooks'),
        Icon: SlidersHorizontal,
      },
      {
        to: '/settings/scripts',
        label: t('Scripts'),
        about: t('Openers, questions, answers to objections and goodbyes the agent keeps close to, by language.'),
        needs: read('playbooks'),
        Icon: MessageSquareQuote,
      },
      {
        to: '/settings/flows',
        label: t('Flows'),
        about: t('Fixed ways through a conversation: questions, branches, waits and webhooks, before the agent.'),
        needs: read('flows'),
        Icon: Workflow,
      },
      {
        to: '/settings/experiments',
        label: t('Experiments'),
        about: t('Two or more ways of answering beside each other, and which one wins.'),
        needs: read('playbooks'),
        Icon: SplitSquareHorizontal,
      },
      {
        to: '/settings/evaluations',
        label: t('Evaluations'),
        about: t('Made-up customers write to a version before real ones do.'),
        needs: read('playbooks'),
        Icon: FlaskConical,
      },
      {
        to: '/settings/model',
        label: t('Model'),
        about: t('Which model the agent thinks with: provider, key, names and temperature, tried before they count.'),
        needs: read('settings'),
        Icon: BrainCircuit,
      },
    ],
  },
  {
    label: t('The business'),
    areas: [
      {
        to: '/settings/leads',
        label: t('Leads and contacts'),
        about: t('Who gets new leads, your own fields of contacts, and your labels.'),
        needs: read('contacts'),
        Icon: ContactRound,
      },
      {
        to: '/settings/replies',
        label: t('Canned replies'),
        about: t('What people write often, behind a slash in the composer.'),
        needs: read('templates'),
        Icon: Slash,
      },
      {
        to: '/settings/costs',
        label: t('Costs'),
        about: t('What conversations cost, what they brought in, and the caps.'),
        needs: read('analytics'),
        Icon: Wallet,
      },
      {
        to: '/settings/privacy',
        label: t('Privacy'),
        about: t('Forget a person who asks for it, everywhere, and show that it was done.'),
        needs: read('erasure'),
        Icon: ShieldX,
      },
    ],
  },
  {
    label: t('The organization'),
    areas: [
      {
        to: '/onboarding',
        label: t('Set up'),
        about: t('The questions about your business, the draft made of the answers, and your number.'),
        needs: read('playbooks'),
        Icon: ListChecks,
      },
      {
        to: '/settings/channels',
        label: t('Channels'),
        about: t('The WhatsApp numbers customers reach you at.'),
        needs: read('whatsapp'),
        Icon: Smartphone,
      },
      {
        to: '/settings/organization',
        label: t('Organization'),
        about: t('Its name, time zone and currency.'),
        needs: read('settings'),
        Icon: Building2,
      },
      {
        to: '/settings/team',
        label: t('Team'),
        about: t('Who works here, in which role, and who is invited.'),
        needs: read('team'),
        Icon: Users,
      },
      {
        to: '/settings/api-keys',
        label: t('API keys'),
        about: t('What programs of your own may read and change.'),
        needs: read('settings'),
        Icon: KeyRound,
      },
      {
        to: '/settings/audit-log',
        label: t('Audit log'),
        about: t('Who did what, when, and from where.'),
        needs: read('settings'),
        Icon: ScrollText,
      },
    ],
  },
  {
    label: t('You'),
    areas: [
      {
        to: '/settings/account',
        label: t('Account'),
        about: t('Your name, password, two-factor sign-in, and where you are signed in.'),
        needs: read('self'),
        Icon: CircleUserRound,
      },
      {
        to: '/settings/notifications',
        label: t('Notifications'),
        about: t('Of what the bell tells you.'),
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
