import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, CircleHelp } from 'lucide-react';
import { useMemo } from 'react';
import type { TurnView } from '../../../../../../api/contracts/turns.ts';
import { CopyButton } from '../../../../components/copy-button.tsx';
import { IconButton } from '../../../../components/icon-button.tsx';
import { EmptyState, ErrorState } from '../../../../components/states.tsx';
import { ClockTime } from '../../../../components/time.tsx';
import { t } from '../../../../lib/language.ts';
import { useMe } from '../../../auth/api/session.ts';
import { messagesQuery } from '../../api/messages.ts';
import { turnQuery } from '../../api/turns.ts';
import { inOrder } from '../../model/message-pages.ts';
import { jumpTo } from '../../model/state.ts';
import { whyText } from '../../model/why-text.ts';
import { useInbox } from '../use-inbox.ts';
import { PanelSkeleton } from './side-panel.tsx';
import { WhyDecision } from './why-decision.tsx';
import { WhyPrompt, WhySources, WhySteps } from './why-evidence.tsx';

type Props = { conversationId: string; turnId: string | null };

/** Why the AI answered as it did. Without a turn in the address: the latest one that said something. */
export const WhyTab = ({ conversationId, turnId }: Props) => {
  const { data } = useInfiniteQuery(messagesQuery(conversationId));
  const { showTurn } = useInbox();
  const turns = useMemo(() => {
    const messages = inOrder(data?.pages ?? []).filter(message => message.direction === 'out');
    return [...new Set(messages.map(message => message.turnId).filter(id => id !== null))];
  }, [data]);
  const shownId = turnId ?? turns.at(-1) ?? null;
  const index = shownId ? turns.indexOf(shownId) : -1;
  const earlier = index > 0 ? turns[index - 1] : undefined;
  const later = index >= 0 ? turns[index + 1] : undefined;

  if (shownId === null)
    return (
      <EmptyState icon={<CircleHelp className="size-6" />} title={t('The AI has not answered here yet')}>
        <p>{t('Once it has, this says why: the decision, the rules, the sources and what it saw.')}</p>
      </EmptyState>
    );
  return (
    <div data-testid="why-panel" data-turn={shownId}>
      <div className="flex h-10 items-center gap-1 border-line border-b px-3">
        <IconButton
          label={t('Earlier answer')}
          className="size-7"
          disabled={!earlier}
          onClick={() => earlier && showTurn(earlier)}
        >
          <ChevronLeft className="size-4" aria-hidden="true" />
        </IconButton>
        <IconButton
          label={t('Later answer')}
          className="size-7"
          disabled={!later}
          onClick={() => later && showTurn(later)}
        >
          <ChevronRight className="size-4" aria-hidden="true" />
        </IconButton>
        <Turn turnId={shownId} conversationId={conversationId} messages={data?.pages ?? []} part="head" />
      </div>
      <Turn turnId={shownId} conversationId={conversationId} messages={data?.pages ?? []} part="body" />
    </div>
  );
};

type TurnProps = {
  turnId: string;
  conversationId: string;
  messages: Parameters<typeof inOrder>[0];
  part: 'head' | 'body';
};

const Turn = ({ turnId, conversationId, messages, part }: TurnProps) => {
  const turn = useQuery(turnQuery(turnId));
  if (part === 'head') return turn.data ? <Head turn={turn.data} /> : null;
  if (turn.isError && !turn.data)
    return (
      <ErrorState what={t('The reasons could not be loaded')} error={turn.error} retry={() => void turn.refetch()} />
    );
  if (!turn.data) return <PanelSkeleton />;
  const message = inOrder(messages).findLast(candidate => candidate.turnId === turnId);
  return (
    <>
      <WhyDecision
        turn={turn.data}
        {...(message && turn.data.conversationId === conversationId ? { onShow: () => jumpTo(message.id) } : {})}
      />
      <WhySources turn={turn.data} />
      <WhyPrompt turn={turn.data} />
      <WhySteps turn={turn.data} />
    </>
  );
};

const Head = ({ turn }: { turn: TurnView }) => {
  const { currency } = useMe().organization;
  const link = () => {
    const url = new URL(location.href);
    url.pathname = `/inbox/${turn.conversationId}`;
    url.search = `?tab=why&turn=${turn.id}`;
    return url.href;
  };
  return (
    <>
      <span className="flex-1 text-ink-2 text-xs">
        {t('Turn {number}', { number: turn.number })} · <ClockTime at={turn.startedAt} />
      </span>
      <CopyButton text={() => whyText(turn, currency, link())} />
      <CopyButton label={t('Link')} text={link} />
    </>
  );
};
