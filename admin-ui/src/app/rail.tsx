import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleQuestionMark, FlaskConical, Inbox } from 'lucide-react';
import { may, read } from '../../../domain/permission/permission.ts';
import { Mark } from '../components/brand.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { MeMenu } from '../components/me-menu.tsx';
import { Tip } from '../components/tip.tsx';
import { meQuery } from '../features/auth/api/session.ts';
import { helpOpen } from '../lib/commands.ts';

/** The left rail: only rooms that exist. */
export const Rail = () => {
  const me = useQuery(meQuery).data;
  const organization = me?.organization.name ?? '';
  return (
    <nav
      aria-label="Rooms"
      className="hidden w-14 shrink-0 flex-col items-center gap-1 border-line border-r bg-canvas py-2 md:flex"
    >
      <Tip label={organization}>
        <span className="mb-2 inline-flex size-10 items-center justify-center">
          <Mark className="size-7" />
          <span className="sr-only">{organization}</span>
        </span>
      </Tip>
      <Tip label="Inbox" keys="G I">
        <Link
          to="/inbox/{-$conversationId}"
          params={{}}
          aria-label="Inbox"
          className="inline-flex size-10 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken data-[status=active]:bg-accent-soft data-[status=active]:text-accent-text"
        >
          <Inbox className="size-5" aria-hidden="true" />
        </Link>
      </Tip>
      {me && may(me.role, read('playbooks')) ? (
        <Tip label="Evaluations">
          <Link
            to="/settings/evaluations/{-$runId}"
            params={{}}
            aria-label="Evaluations"
            className="inline-flex size-10 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken data-[status=active]:bg-accent-soft data-[status=active]:text-accent-text"
          >
            <FlaskConical className="size-5" aria-hidden="true" />
          </Link>
        </Tip>
      ) : null}
      <span className="flex-1" />
      <IconButton label="Keys and help" keys="?" className="size-10" onClick={() => helpOpen.set(true)}>
        <CircleQuestionMark className="size-4.5" aria-hidden="true" />
      </IconButton>
      <MeMenu side="right" />
    </nav>
  );
};
