import { useQueryClient } from '@tanstack/react-query';
import type { Unsettled } from '../../../../../api/contracts/actions.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Kbd } from '../../../components/kbd.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { useMay } from '../../auth/api/session.ts';
import { useSettle } from '../../inbox/api/messages.ts';
import { OpenLink, Said } from './said.tsx';

/** A send that nobody can tell about: a person looks, and says what is true. */
export const UnsettledBody = ({ unsettled: { message, customerSaid, customerSaidAt } }: { unsettled: Unsettled }) => {
  const mayAct = useMay(write('conversations'));
  const client = useQueryClient();
  const settle = useSettle(message.conversationId);
  const say = (outcome: 'arrived' | 'send_again') => {
    if (mayAct && !settle.isPending)
      settle.mutate(
        { messageId: message.id, outcome },
        { onSettled: () => client.invalidateQueries({ queryKey: keys.actions }) },
      );
  };
  useShortcuts({ y: () => say('arrived') });
  return (
    <>
      <Said text={customerSaid} at={customerSaidAt} />
      <div>
        <p className="mb-1 text-ink-2 text-xs">
          {message.sender === 'BOT' ? t('The AI answered') : t('One of you answered')}
        </p>
        <p
          dir="auto"
          className="w-fit max-w-full whitespace-pre-wrap rounded-lg border border-line-strong border-dashed bg-bubble-out px-3 py-2 text-base [overflow-wrap:anywhere]"
        >
          {message.text ?? message.templateName ?? t('A message without text')}
        </p>
      </div>
      <p className="text-ink-2 text-sm">
        {message.error?.explanation ??
          t('The connection broke while this was being sent: it may or may not have arrived.')}{' '}
        {message.error?.remedy ?? t('Look at the phone or ask the customer, then say what is true.')}
      </p>
      <p className="flex flex-wrap items-center gap-2">
        {mayAct ? (
          <>
            <Button disabled={settle.isPending} onClick={() => say('arrived')} data-testid="action-arrived">
              {t('It arrived')} <Kbd>Y</Kbd>
            </Button>
            <Button disabled={settle.isPending} onClick={() => say('send_again')} data-testid="action-again">
              {t('Send again')}
            </Button>
          </>
        ) : null}
        <OpenLink conversationId={message.conversationId} />
      </p>
    </>
  );
};
