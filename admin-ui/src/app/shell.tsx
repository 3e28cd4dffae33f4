import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Building2 } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { Button } from '../components/button.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { EmptyState, ErrorState } from '../components/states.tsx';
import { meQuery, signOut, useMe } from '../features/auth/api/session.ts';
import { refreshRows, restartLists } from '../features/inbox/api/conversations.ts';
import { refreshMessages } from '../features/inbox/api/messages.ts';
import { renew } from '../features/notices/api/push.ts';
import { SetupBanner } from '../features/onboarding/components/setup-banner.tsx';
import { helpOpen, paletteOpen } from '../lib/commands.ts';
import { ApiError } from '../lib/http.ts';
import { t } from '../lib/language.ts';
import { startLive } from '../lib/live.ts';
import { useShortcuts } from '../lib/shortcuts.ts';
import { useStore } from '../lib/store.ts';
import { ZoneContext } from '../lib/zone.ts';
import { OfflineBar } from './offline-bar.tsx';
import { BottomBar, Rail } from './rail.tsx';

const Palette = lazy(() => import('./palette.tsx').then(module => ({ default: module.Palette })));
const HelpSheet = lazy(() => import('./help-sheet.tsx').then(module => ({ default: module.HelpSheet })));

/** Everything around a room: the rail, the live line, the palette and the help. Sends the signed-out to the login. */
export const Shell = () => {
  const me = useQuery(meQuery);

  if (me.isPending) return <ShellSkeleton />;
  if (me.error instanceof ApiError && me.error.code === 'no_organization') return <NoOrganization />;
  // A failed second look is no reason to take the room away from somebody who works in it.
  if (me.data === undefined)
    return (
      <main className="flex h-full items-center justify-center">
        <ErrorState what={t('Parley cannot be reached')} error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  if (me.data === null) return <ToLogin />;
  return (
    <ZoneContext value={me.data.organization.zone}>
      <Room />
    </ZoneContext>
  );
};

/** Of somebody who left, or was removed from, the last one. */
const NoOrganization = () => (
  <main className="flex h-full items-center justify-center">
    <EmptyState heading="h1" icon={<Building2 className="size-6" />} title={t('You belong to no organization')}>
      <p>{t('Ask somebody to invite you: the link in their mail brings you in, with the account you have.')}</p>
      <Button onClick={() => void signOut().finally(() => location.assign('/login'))}>{t('Sign out')}</Button>
    </EmptyState>
  </main>
);

/** Leaves once, with the address as it was: the address changes under this component while it leaves. */
const ToLogin = () => {
  const navigate = useNavigate();
  useEffect(() => {
    const here = `${location.pathname}${location.search}`;
    if (location.pathname !== '/login')
      void navigate({ to: '/login', search: here === '/' ? {} : { next: here }, replace: true });
  }, [navigate]);
  return null;
};

const Room = () => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const palette = useStore(paletteOpen, open => open);
  const help = useStore(helpOpen, open => open);
  const { pathname } = useLocation();
  const memberId = useMe().memberId;

  useEffect(() => void renew(memberId).catch(() => undefined), [memberId]);

  useEffect(
    () =>
      startLive({
        client,
        refreshRows: ids => refreshRows(client, ids),
        restartLists: () => restartLists(client),
        refreshMessages: (conversationId, messageId) => void refreshMessages(client, conversationId, messageId),
      }),
    [client],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        helpOpen.set(false);
        paletteOpen.set(open => !open);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  useShortcuts({
    '?': () => helpOpen.set(true),
    'g i': () => void navigate({ to: '/inbox/{-$conversationId}', params: {} }),
    'g b': () => void navigate({ to: '/knowledge/{-$scanId}', params: { scanId: undefined } }),
    'g a': () => void navigate({ to: '/actions' }),
    'g c': () => void navigate({ to: '/calendar' }),
    'g n': () => void navigate({ to: '/insights' }),
    'g s': () => void navigate({ to: '/settings' }),
  });

  return (
    <div className="flex h-full flex-col">
      <OfflineBar />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="flex min-w-0 flex-1 flex-col bg-surface">
          <SetupBanner />
          <Outlet />
        </main>
      </div>
      <BottomBar hidden={/^\/inbox\/./.test(pathname)} />
      <Suspense>
        {palette ? <Palette onClose={() => paletteOpen.set(false)} /> : null}
        {help ? <HelpSheet onClose={() => helpOpen.set(false)} /> : null}
      </Suspense>
    </div>
  );
};

const ShellSkeleton = () => (
  <div className="flex h-full" role="status" aria-label={t('Loading')}>
    <div className="hidden w-14 border-line border-r bg-canvas md:block" />
    <div className="flex flex-1 flex-col">
      <div className="flex h-12 items-center border-line border-b px-4">
        <Skeleton className="h-4 w-40" />
      </div>
    </div>
  </div>
);
