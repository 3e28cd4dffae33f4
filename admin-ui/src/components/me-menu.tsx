import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowLeftRight, CircleUserRound, ExternalLink, Languages, LogOut, Smartphone } from 'lucide-react';
import { meQuery, signOut } from '../features/auth/api/session.ts';
import { turnOff } from '../features/notices/api/push.ts';
import { goTo } from '../features/team/api/switch.ts';
import { organizationsQuery } from '../features/team/api/team.ts';
import { words } from '../lib/format.ts';
import { keys } from '../lib/keys.ts';
import { chooseLanguage, LANGUAGES, otherLanguage, t } from '../lib/language.ts';
import { sayError } from '../lib/toasts.ts';
import { Avatar } from './avatar.tsx';
import { Menu, MenuItem, MenuLine, MenuText } from './menu.tsx';

/** Signs out, forgets what was loaded and shows the login. */
export const useSignOut = () => {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await turnOff().catch(() => undefined);
      await signOut();
    } catch (error) {
      sayError(error);
      return;
    }
    client.setQueryData(keys.me, null);
    await navigate({ to: '/login' });
    client.removeQueries({ predicate: query => query.queryKey[0] !== keys.me[0] });
  };
};

export const MeMenu = ({ side = 'bottom' }: { side?: 'bottom' | 'right' }) => {
  const me = useQuery(meQuery).data;
  const list = useQuery({ ...organizationsQuery, enabled: me != null }).data;
  const others = list?.organizations.filter(organization => !organization.current) ?? [];
  const leave = useSignOut();
  const navigate = useNavigate();
  if (!me) return null;
  return (
    <Menu
      side={side}
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t('{name}: account', { name: me.user.name })}
          data-testid="me-menu"
          className="inline-flex size-10 items-center justify-center rounded-lg hover:bg-sunken aria-expanded:bg-sunken"
        >
          <Avatar name={me.user.name} className="size-7" />
        </button>
      }
    >
      <MenuText>
        <span className="block truncate font-medium text-ink text-sm">{me.user.name}</span>
        <span className="block truncate">{me.user.email}</span>
        <span className="mt-1 block truncate">
          {me.organization.name} · {words(me.role)}
        </span>
      </MenuText>
      <MenuLine />
      <MenuItem icon={<CircleUserRound />} onSelect={() => void navigate({ to: '/settings/account' })}>
        {t('Account')}
      </MenuItem>
      <MenuItem icon={<Languages />} onSelect={() => chooseLanguage(otherLanguage)}>
        <span lang={otherLanguage}>{LANGUAGES[otherLanguage]}</span>
      </MenuItem>
      {me.phoneUrl ? (
        <MenuItem icon={<Smartphone />} onSelect={() => window.open(me.phoneUrl ?? '', '_blank', 'noopener')}>
          {t('Open the simulated phone')}
        </MenuItem>
      ) : null}
      {me.temporalUrl ? (
        <MenuItem icon={<ExternalLink />} onSelect={() => window.open(me.temporalUrl ?? '', '_blank', 'noopener')}>
          {t('Open Temporal Web')}
        </MenuItem>
      ) : null}
      {others.length > 0 ? <MenuLine /> : null}
      {others.map(({ id, name }) => (
        <MenuItem key={id} icon={<ArrowLeftRight />} onSelect={() => void goTo(id).catch(sayError)}>
          <span className="block truncate">{name}</span>
        </MenuItem>
      ))}
      {others.length > 0 ? <MenuLine /> : null}
      <MenuItem icon={<LogOut />} onSelect={() => void leave()}>
        {t('Sign out')}
      </MenuItem>
    </Menu>
  );
};
