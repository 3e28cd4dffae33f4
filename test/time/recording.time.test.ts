/** Months of a conversation, recorded: the history replays and quotes nobody; kept in test/histories under its name if there is none yet. */
import { expect, it } from 'vitest';
import { plainHistory } from '../../temporal/history.ts';
import { bundleWorkflows } from '../../temporal/worker.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { CANARY_TEXTS, canaryPhone, keep, quotesIn, type RecordedName, replay } from '../replay/recordings.ts';
import { DAY_MS, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();

async function check(name: RecordedName, from: string): Promise<void> {
  const { id } = await time.row(from);
  const handle = time.core.client.workflow.getHandle(conversationWorkflowId(time.core.orgId, id));
  const history = await plainHistory(await handle.fetchHistory(), time.core.codec);
  expect(quotesIn(history)).toEqual([]);
  await replay(history, await bundleWorkflows());
  await keep(name, history);
}

it('three days of silence, and 90 more (promises 8 and 9)', async () => {
  const from = canaryPhone(6);
  await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
  await time.say(from, CANARY_TEXTS[0]);
  await time.advance(4 * DAY_MS);
  expect(time.sent(from)).toHaveLength(4);
  await check('three-days-of-silence', from);
  await time.advance(95 * DAY_MS);
  await check('idle-completed', from);
});
