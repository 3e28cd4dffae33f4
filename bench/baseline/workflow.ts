/** The bare workflow: the signals of a conversation, the same wake-up, three activities, nothing else. */
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

const { read, think, reply } = proxyActivities<BareActivities>({ startToCloseTimeout: '30 seconds' });
export const inboundReceived = defineSignal<[{ through: number }]>('inboundReceived');

export async function bareConversation(input: { conversation: number }): Promise<void> {
  let through = 0;
  let handled = 0;
  setHandler(inboundReceived, news => {
    through = Math.max(through, news.through);
  });
  for (;;) {
    await condition(() => through > handled);
    const upTo = through;
    const ref = { conversation: input.conversation, through: upTo };
    await read(ref);
    await think(ref);
    await reply(ref);
    handled = upTo;
  }
}
