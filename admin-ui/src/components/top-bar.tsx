import { useQuery } from '@tanstack/react-query';
import { Command, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { meQuery } from '../features/auth/api/session.ts';
import { Bell } from '../features/notices/components/bell.tsx';
import { paletteOpen } from '../lib/commands.ts';
import { t } from '../lib/language.ts';
import { liveState } from '../lib/live.ts';
import { useStore } from '../lib/store.ts';
import { chooseTheme, nextTheme, type ThemeChoice, themeChoice } from '../lib/theme.ts';
import { IconButton } from './icon-button.tsx';
import { MeMenu } from './me-menu.tsx';
import { Tip } from './tip.tsx';

const LIVE_WORDS = {
  connecting: { label: t('connecting'), dot: 'bg-ink-3 animate-breathe', meaning: t('Connecting to the live line') },
  live: { label: t('live'), dot: 'bg-good', meaning: t('Changes appear by themselves') },
  reconnecting: {
    label: t('reconnecting'),
    dot: 'bg-ink-3 animate-breathe',
    meaning: t('The live line broke; it is being set up again'),
  },
  offline: { label: t('offline'), dot: 'bg-danger', meaning: t('No network') },
} as const;

export const LiveIndicator = () => {
  const { label, dot, meaning } = LIVE_WORDS[useStore(liveState, state => state)];
  return (
    <Tip label={meaning}>
      <span
        role="status"
        data-testid="live"
        className="inline-flex min-w-24 items-center justify-end gap-1.5 px-1 text-ink-2 text-xs"
      >
        <span className={`size-2 rounded-full ${dot}`} aria-hidden="true" />
        {label}
      </span>
    </Tip>
  );
};

const THEME_WORDS: Record<ThemeChoice, string> = {
  system: t('Theme: as the system'),
  light: t('Theme: light'),
  dark: t('Theme: dark'),
};

const ThemeSwitch = () => {
  const choice = useStore(themeChoice, value => value);
  const Icon = choice === 'system' ? Monitor : choice === 'light' ? Sun : Moon;
  return (
    <IconButton label={THEME_WORDS[choice]} onClick={() => chooseTheme(nextTheme(choice))}>
      <Icon className="size-4" aria-hidden="true" />
    </IconButton>
  );
};

/** The bar above a room. `children` are the room's own: views and search. */
export const TopBar = ({ title, children, hidden }: { title: string; children: ReactNode; hidden?: boolean }) => {
  const organization = useQuery(meQuery).data?.organization.name ?? '';
  return (
    <header
      className={
        hidden
          ? 'hidden'
          : 'flex shrink-0 flex-wrap items-center gap-x-3 border-line border-b px-3 md:h-12 md:flex-nowrap md:px-4'
      }
    >
      <div className="flex h-12 min-w-0 flex-1 items-center gap-2 md:max-w-60 md:flex-none">
        <h1 className="shrink-0 font-semibold text-lg">{title}</h1>
        <span
          className="min-w-0 truncate text-ink-2 text-sm md:hidden xl:inline"
          title={organization}
          data-testid="organization"
        >
          {organization}
        </span>
      </div>
      {children}
      <div className="order-2 flex items-center gap-0.5 md:order-none">
        <LiveIndicator />
        <span className="hidden md:inline-flex">
          <IconButton label={t('Commands')} keys="Ctrl K" onClick={() => paletteOpen.set(true)}>
            <Command className="size-4" aria-hidden="true" />
          </IconButton>
        </span>
        <Bell />
        <ThemeSwitch />
        <span className="md:hidden">
          <MeMenu />
        </span>
      </div>
    </header>
  );
};
