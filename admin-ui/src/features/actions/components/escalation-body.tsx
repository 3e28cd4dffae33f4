import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { EscalationView } from '../../../../../api/contracts/escalations.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Kbd } from '../../../components/kbd.tsx';
import { sentence } from '../../../lib/format.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { useMay, useMe } from '../../auth/api/session.ts';
import { useOwnership } from '../../inbox/api/ownership.ts';
import { OpenLink, Said } from './said.tsx';

/** The brief first, then one key to step in. */
export const EscalationBody = ({ escalation }: { escalation: EscalationView }) => {
  const { conversationId, brief } = escalation;
  const me = useMe();
  const mayAct = useMay(write('conversations'));
  const client = useQueryClient();
  const navigate = useNavigate();
  const step = useOwnership(conversationId);
  const mine = escalation.owner === 'HUMAN' && escalation.ownerId === me.memberId;
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: keys.actions }) };
  const go = () =>
    void navigate({ to: '/inbox/{-$conversationId}', params: { conversationId }, search: { tab: 'lead' } });
  const takeOver = () => {
    if (mayAct && !step.isPending) step.mutate({ kind: 'takeover' }, { ...settled, onSuccess: go });
  };
  const handBack = () => {
    if (mayAct && !step.isPending) step.mutate({ kind: 'release' }, settled);
  };
  useShortcuts({ t: () => (mine ? go() : takeOver()), r: handBack, Enter: go });
  return (
    <>
      {brief ? (
        <div className="text-sm">
          <p dir="auto" className="font-medium text-base [overflow-wrap:anywhere]">
            {brief.recommendedAction}
          </p>
          <p dir="auto" className="mt-1 text-ink-2 [overflow-wrap:anywhere]">
            {brief.summary}
          </p>
          <dl className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-2">
            {brief.keySlots.map(slot => (
              <Line key={slot.key} name={sentence(slot.key)} value={slot.value} />
            ))}
            <Line name={t('Mood')} value={brief.sentimentTrend} />
            <Line name={t('Value')} value={t('{score} of 100', { score: brief.valueScore })} />
          </dl>
        </div>
      ) : (
        <p className="text-ink-2 text-sm">{t('There is no brief for this one; the conversation says it all.')}</p>
      )}
      <Said text={escalation.customerSaid} at={escalation.customerSaidAt} />
      <p className="flex flex-wrap items-center gap-2">
        {mayAct ? (
          mine ? (
            <>
              <Button tone="human" onClick={go} data-testid="action-answer">
                {t('Answer it')} <Kbd>T</Kbd>
              </Button>
              <Button disabled={step.isPending} onClick={handBack} data-testid="action-resolve">
                {t('Resolve and hand back')} <Kbd>R</Kbd>
              </Button>
            </>
          ) : (
            <Button tone="primary" disabled={step.isPending} onClick={takeOver} data-testid="action-takeover">
              {escalation.owner === 'HUMAN' && escalation.ownerName
                ? t('Take over from {name}', { name: escalation.ownerName })
                : t('Take over')}{' '}
              <Kbd inverse>T</Kbd>
            </Button>
          )
        ) : null}
        <OpenLink conversationId={conversationId} />
      </p>
    </>
  );
};

const Line = ({ name, value }: { name: string; value: string }) => (
  <div className="flex min-w-0 gap-2">
    <dt className="shrink-0 text-ink-2">{name}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">
      <bdi>{value}</bdi>
    </dd>
  </div>
);
