import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from '../../../components/button.tsx';
import { Loaded } from '../../../components/page.tsx';
import { money, words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';
import { type CostFilter, costedQuery } from '../api/costs.ts';

/** Every row leads to its conversation. */
export const ConversationCosts = ({ filter }: { filter: CostFilter }) => {
  const { currency } = useMe().organization;
  const pages = useInfiniteQuery(costedQuery(filter));
  return (
    <Loaded query={pages} what={t('The conversations did not load')} rows={4}>
      {data => {
        const rows = data.pages.flatMap(page => page.conversations);
        if (rows.length === 0) return <p className="text-ink-2 text-sm">{t('No conversation fits.')}</p>;
        return (
          <>
            <ul
              className="divide-y divide-line overflow-hidden rounded-xl border border-line"
              data-testid="by-conversation"
            >
              {rows.map(row => (
                <li key={row.conversationId}>
                  <Link
                    to="/inbox/{-$conversationId}"
                    params={{ conversationId: row.conversationId }}
                    search={{ tab: 'lead' }}
                    className="focus-inset flex items-center gap-4 bg-surface px-4 py-2.5 text-sm hover:bg-sunken"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium">
                        <bdi>{row.contactName?.trim() || row.address}</bdi>
                      </span>
                      <span className="block truncate text-ink-2">
                        {SOURCE_LABELS[row.source]} · {words(row.leadStatus)}
                        {row.valueMicros === null
                          ? ''
                          : t(' · worth {amount}', { amount: money(row.valueMicros, currency) })}
                      </span>
                    </span>
                    <span className="shrink-0 text-right tabular-nums">
                      <span className="block font-medium">{money(row.modelMicros + row.messageMicros, 'USD')}</span>
                      <span className="block text-ink-2 text-xs max-sm:hidden">
                        {t('{model} model, {messages} WhatsApp', {
                          model: money(row.modelMicros, 'USD'),
                          messages: money(row.messageMicros, 'USD'),
                        })}
                      </span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
            {pages.hasNextPage ? (
              <p className="mt-3 text-center">
                <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  {t('Show more')}
                </Button>
              </p>
            ) : null}
          </>
        );
      }}
    </Loaded>
  );
};
