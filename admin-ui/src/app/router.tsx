import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ErrorState } from '../components/states.tsx';
import { parseActionSearch } from '../features/actions/model/queue.ts';
import { parseCalendarSearch } from '../features/calendar/model/calendar.ts';
import { parseInboxSearch } from '../features/inbox/model/search.ts';
import { parseInsightSearch } from '../features/insights/model/search.ts';
import { parseKnowledgeSearch } from '../features/knowledge/model/search.ts';
import { parseLeadSearch } from '../features/leads/model/search.ts';
import {
  parseCostSearch,
  parseDiffSearch,
  parseEditorSearch,
  parseEvalSearch,
} from '../features/settings/model/search.ts';
import { t } from '../lib/language.ts';
import { isOwnPath } from '../lib/own-path.ts';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

// A page is fetched when it is first gone to: what nobody opens costs nobody anything.
const loginPage = lazyRouteComponent(() => import('../features/auth/components/login-page.tsx'), 'LoginPage');
const inboxPage = lazyRouteComponent(() => import('../features/inbox/components/inbox-page.tsx'), 'InboxPage');
const evalsPage = lazyRouteComponent(() => import('../features/evals/components/evals-page.tsx'), 'EvalsPage');
const knowledgePage = lazyRouteComponent(
  () => import('../features/knowledge/components/knowledge-page.tsx'),
  'KnowledgePage',
);
const scriptsPage = lazyRouteComponent(() => import('../features/scripts/components/scripts-page.tsx'), 'ScriptsPage');
const calendarPage = lazyRouteComponent(
  () => import('../features/calendar/components/calendar-page.tsx'),
  'CalendarPage',
);
const insightsPage = lazyRouteComponent(
  () => import('../features/insights/components/insights-page.tsx'),
  'InsightsPage',
);
const behindPage = lazyRouteComponent(() => import('../features/insights/components/behind-page.tsx'), 'BehindPage');
const settingsLayout = lazyRouteComponent(
  () => import('../features/settings/components/settings-layout.tsx'),
  'SettingsLayout',
);
const settingsHome = lazyRouteComponent(
  () => import('../features/settings/components/settings-home.tsx'),
  'SettingsHome',
);

const leadsPage = lazyRouteComponent(() => import('../features/leads/components/leads-room.tsx'), 'LeadsRoom');
const duplicatesPage = lazyRouteComponent(
  () => import('../features/leads/components/duplicates-page.tsx'),
  'DuplicatesPage',
);
const leadSettings = lazyRouteComponent(() => import('../features/leads/components/lead-settings.tsx'), 'LeadSettings');
const importPage = lazyRouteComponent(() => import('../features/leads/components/import-page.tsx'), 'ImportPage');
const signupPage = lazyRouteComponent(() => import('../features/auth/components/signup-page.tsx'), 'SignupPage');
const verifyPage = lazyRouteComponent(() => import('../features/auth/components/verify-page.tsx'), 'VerifyPage');
const forgotPage = lazyRouteComponent(() => import('../features/auth/components/forgot-page.tsx'), 'ForgotPage');
const resetPage = lazyRouteComponent(() => import('../features/auth/components/reset-page.tsx'), 'ResetPage');
const invitationPage = lazyRouteComponent(
  () => import('../features/auth/components/invitation-page.tsx'),
  'InvitationPage',
);
const teamPage = lazyRouteComponent(() => import('../features/team/components/team-page.tsx'), 'TeamPage');
const keysPage = lazyRouteComponent(() => import('../features/apikeys/components/keys-page.tsx'), 'KeysPage');
const auditPage = lazyRouteComponent(() => import('../features/audit/components/audit-page.tsx'), 'AuditPage');
const accountPage = lazyRouteComponent(() => import('../features/account/components/account-page.tsx'), 'AccountPage');
const actionsPage = lazyRouteComponent(() => import('../features/actions/components/actions-page.tsx'), 'ActionsPage');
const experimentsPage = lazyRouteComponent(
  () => import('../features/experiments/components/experiments-page.tsx'),
  'ExperimentsPage',
);
const flowsPage = lazyRouteComponent(() => import('../features/flows/components/flows-page.tsx'), 'FlowsPage');
const costsPage = lazyRouteComponent(() => import('../features/costs/components/costs-page.tsx'), 'CostsPage');
const modelPage = lazyRouteComponent(() => import('../features/model/components/model-page.tsx'), 'ModelPage');
const privacyPage = lazyRouteComponent(() => import('../features/privacy/components/privacy-page.tsx'), 'PrivacyPage');
const playbooksPage = lazyRouteComponent(
  () => import('../features/playbooks/components/playbooks-page.tsx'),
  'PlaybooksPage',
);
const editorPage = lazyRouteComponent(() => import('../features/playbooks/components/editor-page.tsx'), 'EditorPage');
const versionsPage = lazyRouteComponent(
  () => import('../features/playbooks/components/versions-page.tsx'),
  'VersionsPage',
);
const onboardingPage = lazyRouteComponent(
  () => import('../features/onboarding/components/onboarding-page.tsx'),
  'OnboardingPage',
);
const channelsPage = lazyRouteComponent(
  () => import('../features/onboarding/components/channels-page.tsx'),
  'ChannelsPage',
);
const organizationPage = lazyRouteComponent(
  () => import('../features/organization/components/organization-page.tsx'),
  'OrganizationPage',
);
const diffPage = lazyRouteComponent(() => import('../features/playbooks/components/diff-page.tsx'), 'DiffPage');

const repliesPage = lazyRouteComponent(() => import('../features/replies/components/replies-page.tsx'), 'RepliesPage');
const choicesPage = lazyRouteComponent(() => import('../features/notices/components/choices-page.tsx'), 'ChoicesPage');

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string } => (isOwnPath(search.next) ? { next: search.next } : {}),
  component: loginPage,
});

const signup = createRoute({ getParentRoute: () => root, path: '/signup', component: signupPage });
const verify = createRoute({ getParentRoute: () => root, path: '/verify', component: verifyPage });
const forgot = createRoute({ getParentRoute: () => root, path: '/forgot', component: forgotPage });
const reset = createRoute({ getParentRoute: () => root, path: '/reset', component: resetPage });
const invitation = createRoute({ getParentRoute: () => root, path: '/invitation', component: invitationPage });

const room = createRoute({ getParentRoute: () => root, id: 'room', component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => room,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox/{-$conversationId}', params: {}, replace: true });
  },
});

const inbox = createRoute({
  getParentRoute: () => room,
  path: '/inbox/{-$conversationId}',
  validateSearch: parseInboxSearch,
  component: inboxPage,
});

const knowledge = createRoute({
  getParentRoute: () => room,
  path: '/knowledge/{-$scanId}',
  validateSearch: parseKnowledgeSearch,
  component: knowledgePage,
});

const onboarding = createRoute({
  getParentRoute: () => room,
  path: '/onboarding/{-$step}',
  component: onboardingPage,
});

const actions = createRoute({
  getParentRoute: () => room,
  path: '/actions',
  validateSearch: parseActionSearch,
  component: actionsPage,
});

const duplicates = createRoute({ getParentRoute: () => room, path: '/leads/duplicates', component: duplicatesPage });

const importing = createRoute({
  getParentRoute: () => room,
  path: '/leads/import/{-$importId}',
  component: importPage,
});

const leadsRoute = createRoute({
  getParentRoute: () => room,
  path: '/leads/{-$contactId}',
  validateSearch: parseLeadSearch,
  component: leadsPage,
});

const calendar = createRoute({
  getParentRoute: () => room,
  path: '/calendar',
  validateSearch: parseCalendarSearch,
  component: calendarPage,
});

const insights = createRoute({
  getParentRoute: () => room,
  path: '/insights',
  validateSearch: parseInsightSearch,
  component: insightsPage,
});

const behind = createRoute({
  getParentRoute: () => room,
  path: '/insights/$measure',
  validateSearch: parseInsightSearch,
  component: behindPage,
});

// Its other name.
const dashboard = createRoute({
  getParentRoute: () => room,
  path: '/dashboard',
  beforeLoad: () => {
    throw redirect({ to: '/insights', replace: true });
  },
});

// What all settings have around them; its pages keep their whole path.
const settings = createRoute({ getParentRoute: () => room, id: 'area', component: settingsLayout });

const overview = createRoute({ getParentRoute: () => settings, path: '/settings', component: settingsHome });

const evaluations = createRoute({
  getParentRoute: () => settings,
  path: '/settings/evaluations/{-$runId}',
  validateSearch: parseEvalSearch,
  component: evalsPage,
});

const scripts = createRoute({
  getParentRoute: () => settings,
  path: '/settings/scripts',
  validateSearch: (search): { playbook?: string } =>
    typeof search.playbook === 'string' ? { playbook: search.playbook } : {},
  component: scriptsPage,
});

const channels = createRoute({ getParentRoute: () => settings, path: '/settings/channels', component: channelsPage });

const organization = createRoute({
  getParentRoute: () => settings,
  path: '/settings/organization',
  component: organizationPage,
});

const team = createRoute({ getParentRoute: () => settings, path: '/settings/team', component: teamPage });

const apiKeys = createRoute({ getParentRoute: () => settings, path: '/settings/api-keys', component: keysPage });

const auditLog = createRoute({ getParentRoute: () => settings, path: '/settings/audit-log', component: auditPage });

const account = createRoute({ getParentRoute: () => settings, path: '/settings/account', component: accountPage });

const leadArea = createRoute({ getParentRoute: () => settings, path: '/settings/leads', component: leadSettings });

const replies = createRoute({ getParentRoute: () => settings, path: '/settings/replies', component: repliesPage });

const noticeChoices = createRoute({
  getParentRoute: () => settings,
  path: '/settings/notifications',
  component: choicesPage,
});

const playbooks = createRoute({
  getParentRoute: () => settings,
  path: '/settings/playbooks',
  component: playbooksPage,
});

const playbook = createRoute({
  getParentRoute: () => settings,
  path: '/settings/playbooks/$playbookId',
  validateSearch: parseEditorSearch,
  component: editorPage,
});

const versions = createRoute({
  getParentRoute: () => settings,
  path: '/settings/playbooks/$playbookId/versions',
  component: versionsPage,
});

const difference = createRoute({
  getParentRoute: () => settings,
  path: '/settings/playbooks/$playbookId/diff',
  validateSearch: parseDiffSearch,
  component: diffPage,
});

const experiments = createRoute({
  getParentRoute: () => settings,
  path: '/settings/experiments/{-$experimentId}',
  component: experimentsPage,
});

const flows = createRoute({
  getParentRoute: () => settings,
  path: '/settings/flows/{-$flowId}',
  validateSearch: ({ as }): { as?: 'canvas' } => (as === 'canvas' ? { as } : {}),
  component: flowsPage,
});

const costs = createRoute({
  getParentRoute: () => settings,
  path: '/settings/costs',
  validateSearch: parseCostSearch,
  component: costsPage,
});

const model = createRoute({ getParentRoute: () => settings, path: '/settings/model', component: modelPage });
const privacy = createRoute({ getParentRoute: () => settings, path: '/settings/privacy', component: privacyPage });

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    signup,
    verify,
    forgot,
    reset,
    invitation,
    room.addChildren([
      home,
      inbox,
      actions,
      duplicates,
      importing,
      leadsRoute,
      calendar,
      insights,
      behind,
      dashboard,
      knowledge,
      onboarding,
      settings.addChildren([
        overview,
        playbooks,
        playbook,
        versions,
        difference,
        scripts,
        experiments,
        flows,
        evaluations,
        model,
        costs,
        privacy,
        channels,
        organization,
        team,
        apiKeys,
        auditLog,
        account,
        leadArea,
        replies,
        noticeChoices,
      ]),
    ]),
  ]),
  defaultPreload: false,
  defaultErrorComponent: ({ error, reset }) => <ErrorState what={t('This page broke')} error={error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
