import type { MessageView } from '../../../../../../api/contracts/messages.ts';
import { ClockTime } from '../../../../components/time.tsx';
import { t } from '../../../../lib/language.ts';

/** Something that happened, told in the middle of the thread. */
export const SystemLine = ({ message }: { message: MessageView }) => (
  <p
    data-testid="message"
    data-id={message.id}
    data-direction={message.direction}
    data-sender={message.sender}
    data-state={message.state ?? ''}
    className="my-2 self-center text-balance px-6 text-center text-ink-2 text-xs"
  >
    <span dir="auto">{message.text ?? t('Something happened here')}</span> · <ClockTime at={message.at} />
  </p>
);
