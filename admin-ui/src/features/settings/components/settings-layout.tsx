import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { TopBar } from '../../../components/top-bar.tsx';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import { AREA_GROUPS, areasFor } from '../model/areas.ts';

/** The settings: their table of contents at the side, the page beside it. Narrow, one at a time. */
export const SettingsLayout = () => {
  const me = useMe();
  const { pathname } = useLocation();
  const here = AREA_GROUPS.flatMap(group => group.areas).find(area => pathname.startsWith(area.to));

  useEffect(() => {
    document.title = t('{page} · Parley', { page: here?.label ?? t('Settings') });
  }, [here]);

  return (
    <>
      <TopBar title={t('Settings')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label={t('Settings')}
          className="hidden w-52 shrink-0 overflow-y-auto border-line border-r bg-canvas px-2 py-4 md:block"
        >
          {areasFor(me.role).map(group => (
            <div key={group.label} className="mb-5">
              <h2 className="mb-1 px-2 font-medium text-ink-2 text-xs">{group.label}</h2>
              <ul className="flex flex-col gap-0.5">
                {group.areas.map(({ to, label, Icon }) => (
                  <li key={to}>
                    <Link
                      to={to}
                      className="flex h-8 items-center gap-2.5 rounded-lg px-2 text-ink-2 text-sm hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent-text"
                    >
                      <Icon className="size-4 shrink-0" aria-hidden="true" />
                      {label}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div data-settings-scroll className="min-w-0 flex-1 overflow-y-auto overscroll-contain">
          {here ? (
            <Link
              to="/settings"
              className="flex h-10 items-center gap-2 border-line border-b px-3 font-medium text-ink-2 text-sm hover:text-ink md:hidden"
            >
              <ArrowLeft className="size-4" aria-hidden="true" />
              {t('All settings')}
            </Link>
          ) : null}
          <Outlet />
        </div>
      </div>
    </>
  );
};
