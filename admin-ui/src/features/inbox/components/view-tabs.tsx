import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import type { ConversationPage } from '../../../../../api/contracts/conversations.ts';
import { t } from '../../../lib/language.ts';
import { countText, VIEW_LABELS, VIEWS } from '../model/labels.ts';
import { useInbox } from './use-inbox.ts';

type Counts = ConversationPage['counts'];

/** The saved views, each a link, with how many wait in it. */
export const ViewTabs = ({ counts }: { counts: Counts | null }) => {
  const { view, conversationId } = useInbox();
  return (
    <nav
      aria-label={t('Views')}
      className="-mx-3 order-3 flex w-[calc(100%+1.5rem)] min-w-0 items-center gap-0.5 overflow-x-auto px-3 pb-2 [mask-image:linear-gradient(to_right,black_calc(100%-24px),transparent)] [scrollbar-width:none] md:order-none md:mx-0 md:w-auto md:flex-1 md:px-0.5 md:py-1"
    >
      {VIEWS.map(name => {
        const count = counts && name in counts ? counts[name as keyof Counts] : null;
        const current = name === view;
        return (
          <Link
            key={name}
            to="/inbox/{-$conversationId}"
            params={{ conversationId: conversationId ?? undefined }}
            search={({ view: _view, ...rest }) => (name === 'open' ? rest : { ...rest, view: name })}
            aria-current={current ? 'page' : undefined}
            className={clsx(
              'focus-inset inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-2.5 font-medium text-sm transition-colors',
              current ? 'bg-sunken text-ink' : 'text-ink-2 hover:bg-sunken hover:text-ink',
            )}
          >
            {VIEW_LABELS[name]}
            {count ? <span className="font-normal text-ink-2 text-xs">{countText(count)}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
};
