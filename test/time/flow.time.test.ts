/** Flows wait with the conversation's one standing timer: delays, timeouts and contact hours, through continue-as-new (B-FLOW-5, B-FLOW-8). */
import { afterEach, expect, it } from 'vitest';
import { SYSTEM } from '../../db/audit/queries.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import { addFlow, graphOf, runsIn, switchOff } from '../flow/helpers.ts';
import { HOUR_MS, local, MINUTE_MS, SECOND_MS, useTime } from '../support/time.ts';

// So few events that every turn continues as new.
const time = useTime({ maxHistoryEvents: 30 });
const made: string[] = [];
afterEach(async () => {
  for (const id of made.splice(0)) await switchOff(time.core, id);
  await time.retireAll();
});

const TURN_MS = 20 * SECOND_MS;
const keyword = (word: string) => ({ type: 'KEYWORD', patterns: [word] });
const add = async (...flow: [name: string, word: string, graph: ReturnType<typeof graphOf>]) => {
  const [name, word, graph] = flow;
  made.push(await addFlow(time.core, name, keyword(word), graph));
};
const textsAfter = (from: string, at: number) =>
  time.sent(from).map(sent => `${Math.floor((sent.at - at) / MINUTE_MS)} ${sent.text}`);
const runOf = async (from: string) => (await runsIn(time.core, (await time.row(from)).id)).at(-1);

async function begins(from: string, hour: number, text: string): Promise<number> {
  await time.advanceTo(time.nextLocal(hour) + 5 * SECOND_MS);
  await time.say(from, text);
  return ((await time.row(from)).last_inbound_at as Date).getTime();
}

it('B-FLOW-8: a delay of three hours passes continue-as-new and a message on the way, and the flow goes on at its instant, once', async () => {
  await add(
    'delay',
    'crown',
    graphOf([
      { id: 'now', type: 'message', text: 'We will come back to you.' },
      { id: 'wait', type: 'delay', amount: 3, unit: 'hours' },
      { id: 'later', type: 'message', text: 'As promised: is anything open?' },
      { id: 'end', type: 'end' },
    ]),
  );
  const from = '+17185550610';
  const at = await begins(from, 10, 'My crown came off');
  expect(await time.row(from)).toMatchObject({ next_due_kind: 'FLOW' });
  await time.advance(2 * HOUR_MS);
  // A message on the way does not disturb the delay: it goes its usual way, and the agent answers.
  await time.say(from, 'How much is a cleaning?');
  expect(textsAfter(from, at)).toHaveLength(2);
  await time.advance(4 * HOUR_MS);
  const flow = time.sent(from).filter(sent => sent.text.startsWith('As promised'));
  expect(flow).toHaveLength(1);
  const lateMs = (flow[0]?.at ?? 0) - at - 3 * HOUR_MS;
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(TURN_MS);
  expect(await runOf(from)).toMatchObject({ state: 'COMPLETED', endReason: 'completed' });
});

it('B-FLOW-5: a question that nobody answers takes its timeout’s branch at its minute; one that is answered never does', async () => {
  await add(
    'timeout',
    'denture',
    graphOf(
      [
        {
          id: 'ask',
          type: 'question',
          text: 'Which day?',
          variable: 'day',
          timeoutMinutes: 45,
          timeoutBranch: 'later',
        },
        { id: 'thanks', type: 'message', text: '{{day}} it is.' },
        { id: 'end', type: 'end' },
        { id: 'later', type: 'message', text: 'Tell us whenever it suits you.' },
      ],
      [['later', 'end']],
    ),
  );
  const [silent, quick] = ['+17185550611', '+17185550612'];
  const at = await begins(silent, 10, 'A denture, please');
  await time.say(quick, 'A denture, please');
  await time.say(quick, 'Friday');
  await time.advance(90 * MINUTE_MS);
  expect(textsAfter(silent, at)).toEqual(['0 Which day?', '45 Tell us whenever it suits you.']);
  expect(time.sent(quick).map(sent => sent.text)).toEqual(['Which day?', 'Friday it is.']);
  expect(await runOf(silent)).toMatchObject({ state: 'COMPLETED' });
});

it('X-HOURS: what a flow says by itself at night waits for contact hours', async () => {
  await add(
    'night',
    'implant',
    graphOf([
      { id: 'wait', type: 'delay', amount: 3, unit: 'hours' },
      { id: 'later', type: 'message', text: 'About your implant.' },
      { id: 'end', type: 'end' },
    ]),
  );
  const from = '+17185550613';
  await begins(from, 20, 'implant');
  await time.advance(20 * HOUR_MS);
  expect(
    time
      .sent(from)
      .filter(sent => sent.text === 'About your implant.')
      .map(sent => local(sent.at).slice(4, 9)),
  ).toEqual(['09:00']);
});

it('B-FLOW-12: a takeover during the delay: the flow never goes on', async () => {
  await add(
    'taken',
    'bridge',
    graphOf([
      { id: 'wait', type: 'delay', amount: 30 },
      { id: 'later', type: 'message', text: 'About your bridge.' },
      { id: 'end', type: 'end' },
    ]),
  );
  const from = '+17185550614';
  await begins(from, 10, 'bridge');
  await time.advance(10 * MINUTE_MS);
  await time.act(from, (tx, ref) => takeOver(tx, { ...ref, memberId: null, actor: SYSTEM }));
  await time.advance(5 * HOUR_MS);
  expect(time.sent(from)).toEqual([]);
  expect(await runOf(from)).toMatchObject({ state: 'STOPPED', endReason: 'takeover' });
});
