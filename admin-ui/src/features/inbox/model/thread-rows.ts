import type { MessageView } from '../../../../../api/contracts/messages.ts';
import { dayKey, ms } from '../../../lib/format.ts';

export type ThreadRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'system'; key: string; message: MessageView }
  | { kind: 'message'; key: string; message: MessageView; first: boolean; last: boolean };

const GROUP_MS = 5 * 60_000;

const voice = (message: MessageView): string =>
  [message.direction, message.sender, message.senderName ?? '', message.fromPhone].join('|');

const isSystem = (message: MessageView): boolean => message.kind === 'SYSTEM' || message.sender === 'SYSTEM';

const together = (left: MessageView, right: MessageView, zone: string): boolean =>
  !isSystem(left) &&
  !isSystem(right) &&
  voice(left) === voice(right) &&
  ms(right.at) - ms(left.at) < GROUP_MS &&
  dayKey(ms(left.at), zone) === dayKey(ms(right.at), zone);

/** Messages (oldest first) as the thread shows them: a rule at each new day, runs of one voice grouped. */
export const threadRows = (messages: readonly MessageView[], zone: string): ThreadRow[] => {
  const rows: ThreadRow[] = [];
  let day: string | null = null;
  messages.forEach((message, index) => {
    const messageDay = dayKey(ms(message.at), zone);
    if (messageDay !== day) rows.push({ kind: 'day', key: `day-${messageDay}`, at: message.at });
    day = messageDay;
    if (isSystem(message)) {
      rows.push({ kind: 'system', key: message.id, message });
      return;
    }
    const before = messages[index - 1];
    const after = messages[index + 1];
    rows.push({
      kind: 'message',
      key: message.id,
      message,
      first: before === undefined || !together(before, message, zone),
      last: after === undefined || !together(message, after, zone),
    });
  });
  return rows;
};
