import { Link } from '@tanstack/react-router';
import { CircleQuestionMark } from 'lucide-react';
import { Mark } from '../components/brand.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { MeMenu } from '../components/me-menu.tsx';
import { Tip } from '../components/tip.tsx';
import { OrganizationSwitcher } from '../features/team/components/organization-switcher.tsx';
import { helpOpen } from '../lib/commands.ts';
import { t } from '../lib/language.ts';
import { useRooms } from './room-links.tsx';

/** The left rail: only rooms that exist, and that one may enter. */
export const Rail = () => {
  const rooms = useRooms();
  return (
    <nav
      aria-label={t('Rooms')}
      className="hidden w-14 shrink-0 flex-col items-center gap-1 border-line border-r bg-canvas py-2 md:flex"
    >
      <OrganizationSwitcher>
        <Mark className="size-7" />
      </OrganizationSwitcher>
      {rooms.map(({ to, label, keys, Icon, count = 0 }) => (
        <Tip key={to} label={label} {...(keys ? { keys } : {})}>
          <Link
            to={to}
            aria-label={count > 0 ? t('{label}: {count} waiting', { label, count }) : label}
            className="relative inline-flex size-10 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken data-[status=active]:bg-accent-soft data-[status=active]:text-accent-text"
          >
            <Icon className="size-5" aria-hidden="true" />
            <Count count={count} className="top-0.5 right-0" />
          </Link>
        </Tip>
      ))}
      <span className="flex-1" />
      <IconButton label={t('Keys and help')} keys="?" className="size-10" onClick={() => helpOpen.set(true)}>
        <CircleQuestionMark className="size-4.5" aria-hidden="true" />
      </IconButton>
      <MeMenu side="right" />
    </nav>
  );
};

const Count = ({ count, className }: { count: number; className: string }) =>
  count === 0 ? null : (
    <span
      aria-hidden="true"
      data-testid="waiting"
      className={`absolute inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-ink px-1 font-semibold text-[10px] text-surface tabular-nums leading-none ${className}`}
    >
      {count > 99 ? '99+' : count}
    </span>
  );

/** The same at the bottom of a narrow screen; `hidden` while a conversation fills it. */
export const BottomBar = ({ hidden }: { hidden: boolean }) => {
  const rooms = useRooms();
  if (hidden) return null;
  return (
    <nav aria-label={t('Rooms')} className="flex shrink-0 border-line border-t bg-canvas md:hidden">
      {rooms.map(({ to, label, Icon, count = 0 }) => (
        <Link
          key={to}
          to={to}
          className={`focus-inset relative flex h-13 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 font-medium text-ink-2 data-[status=active]:text-accent-text ${rooms.length > 6 ? 'text-[10px] tracking-tight' : 'text-xs'}`}
        >
          <Icon className="size-5" aria-hidden="true" />
          <Count count={count} className="top-1 left-[calc(50%+8px)]" />
          {label}
        </Link>
      ))}
    </nav>
  );
};
