import { Link } from '@tanstack/react-router';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';

/** The customer's last words. */
export const Said = ({ text, at }: { text: string | null; at: string | null }) =>
  text === null ? null : (
    <div className="text-sm">
      <p className="mb-1 text-ink-2 text-xs">
        {t('The customer wrote')} {at === null ? null : <Ago at={at} />}
      </p>
      <p
        dir="auto"
        className="line-clamp-6 w-fit max-w-full whitespace-pre-wrap rounded-lg border border-line bg-bubble-in px-3 py-2 text-base [overflow-wrap:anywhere]"
      >
        {text}
      </p>
    </div>
  );

/** To the whole conversation. */
export const OpenLink = ({ conversationId }: { conversationId: string }) => (
  <Link
    to="/inbox/{-$conversationId}"
    params={{ conversationId }}
    className="inline-flex h-8 items-center rounded-lg px-3 font-medium text-ink-2 text-sm hover:bg-sunken hover:text-ink"
  >
    {t('Open the conversation')}
  </Link>
);
