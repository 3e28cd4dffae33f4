/**
 * Real runs in which people, the provider and the conversation's own memory have a part, recorded like the others; and what
 * Temporal Web shows of a run, read from the run itself.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../temporal/worker.ts';
import {
  conversationOf,
  findConversation,
  outboundOf,
  quiet,
  received,
  workflowAtRest,
} from '../conversation/helpers.ts';
import { OPERATOR_KEY, type Operator, startOperator } from '../conversation/operator.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { CANARY_TEXTS, canaryPhone, eventsOf, type HistoryEvent } from './recordings.ts';

const database = useDatabase();
const temporal = useTemporal();
const bundle = bundleWorkflows();
let core: Core;
let operator: Operator;
let recorder: Recorder;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    // Otherwise the hour of the day would say what is due next.
    playbook: { followUp: { preset: 'sequence', contactHours: { from: 0, to: 24 } } },
    masterKey: OPERATOR_KEY,
  });
  operator = await startOperator(core, database.url);
  recorder = createRecorder(core, bundle);
});
afterAll(async () => {
  await operator?.stop();
  await core?.stop();
});

type Attributes = Record<string, { name: string } | undefined>;
const attributesOf = (event: HistoryEvent): Attributes =>
  (Object.entries(event).find(([key]) => key.endsWith('EventAttributes'))?.[1] ?? {}) as Attributes;
/** Names of the activities asked for and of the signals heard, and `timer`, in their order. */
const stepsOf = (history: string): string[] =>
  eventsOf(history).flatMap(event => {
    if (event.eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED') return attributesOf(event).activityType?.name ?? [];
    if (event.eventType === 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED') return String(attributesOf(event).signalName);
    return event.eventType === 'EVENT_TYPE_TIMER_STARTED' ? 'timer' : [];
  });

/** What stands beside each activity and each timer in Temporal Web. */
function summariesOf(history: string): { of: string; summary: string | null }[] {
  return eventsOf(history).flatMap(event => {
    const activity = event.eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED';
    if (!activity && event.eventType !== 'EVENT_TYPE_TIMER_STARTED') return [];
    const { summary } = (event.userMetadata ?? {}) as { summary?: { data: string } };
    const text = summary ? (JSON.parse(Buffer.from(summary.data, 'base64').toString('utf8')) as string) : null;
    return [{ of: activity ? (attributesOf(event).activityType?.name ?? '') : 'timer', summary: text }];
  });
}

/** The current details of a run, as Temporal Web asks for them. */
async function detailsOf(workflowId: string): Promise<string> {
  const metadata = await core.client.workflow
    .getHandle(workflowId)
    .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

describe('recorded histories of real runs', () => {
  it('a person answers (outboundQueued, sendQueued)', async () => {
    const from = canaryPhone(7);
    recorder.say(from, CANARY_TEXTS[0]);
    await recorder.rest(from);
    const { id } = await conversationOf(core, from);
    const text = 'Mia here: a cleaning is $120, and Marzipan may come in.';
    const written = await operator.act(`/conversations/${id}/messages`, { id: randomUUID(), text });
    expect(written.status).toBe(200);
    await until("the person's words", () => received(core, from).at(-1) === text);
    const history = await recorder.recorded(await recorder.rest(from));
    expect(stepsOf(history)).toEqual(expect.arrayContaining(['outboundQueued', 'sendQueued']));
    expect(summariesOf(history)).toContainEqual({ of: 'sendQueued', summary: 'Send what people wrote' });
    await recorder.check('human-answer', history);
  });

  it('older messages fold into the summary (remember)', async () => {
    const from = canaryPhone(8);
    for (let index = 0; index < 11; index++) recorder.say(from, CANARY_TEXTS[index % CANARY_TEXTS.length] ?? '');
    await recorder.rest(from);
    await until('the fold', async () => ((await findConversation(core, from))?.memory.summaryThrough ?? 0) > 0);
    const history = await recorder.recorded(await recorder.rest(from));
    expect(stepsOf(history)).toContain('remember');
    expect(summariesOf(history)).toContainEqual({ of: 'remember', summary: 'Summarize older messages' });
    await recorder.check('summary-fold', history);
  });

  it('a person lets the next follow-up go out now (dueRequested)', async () => {
    const from = canaryPhone(9);
    recorder.say(from, CANARY_TEXTS[0]);
    await recorder.rest(from);
    const { id } = await conversationOf(core, from);
    expect(await operator.act(`/conversations/${id}/due/run`)).toMatchObject({ status: 200 });
    await until('the follow-up', () => received(core, from).length === 2);
    const history = await recorder.recorded(await recorder.rest(from));
    expect(stepsOf(history)).toEqual(expect.arrayContaining(['dueRequested', 'fire', 'decide', 'send']));
    await recorder.check('run-now', history);
  });

  it('the provider refuses for a moment: the run waits and sends again', async () => {
    const from = canaryPhone(10);
    core.phone.addFault({ effect: { kind: 'error', code: 131_056 }, to: from, type: 'text', times: 1 });
    recorder.say(from, CANARY_TEXTS[0]);
    await until('the answer', () => received(core, from).length === 1);
    const history = await recorder.recorded(await recorder.rest(from));
    const steps = stepsOf(history);
    expect(steps.slice(steps.indexOf('send')), 'send, wait, send, the standing timer').toEqual([
      'send',
      'timer',
      'send',
      'timer',
    ]);
    await recorder.check('throttled-send', history);
  });

  it('the agent hands over to a person', async () => {
    const from = canaryPhone(11);
    recorder.say(from, CANARY_TEXTS[0]);
    await recorder.rest(from);
    recorder.say(from, 'I want to talk to a human being, please. Marzipan too.');
    const history = await recorder.recorded(await recorder.rest(from));
    expect((await conversationOf(core, from)).owner).toBe('HUMAN');
    expect(stepsOf(history)).toContain('ownershipChanged');
    await recorder.check('hand-over', history);
  });
});

describe('what Temporal Web shows of a run', () => {
  it('each activity and each timer says what it is for, and the details say owner, stage and what is next', async () => {
    const from = canaryPhone(12);
    core.phone.addFault({ effect: { kind: 'error', code: 131_056 }, to: from, type: 'text', times: 1 });
    recorder.say(from, CANARY_TEXTS[0]);
    await until('the answer', () => received(core, from).length === 1);
    const workflowId = await recorder.rest(from);
    expect(summariesOf(await recorder.recorded(workflowId))).toEqual([
      { of: 'load', summary: 'Load the conversation' },
      { of: 'extract', summary: 'Read messages up to 1' },
      { of: 'decide', summary: 'Decide on an answer' },
      { of: 'send', summary: 'Send the answer' },
      { of: 'timer', summary: 'Wait to send the answer again' },
      { of: 'send', summary: 'Send the answer' },
      { of: 'timer', summary: 'Follow-up (step 1)' },
    ]);
    const row = await conversationOf(core, from);
    const details = await detailsOf(workflowId);
    expect(details).toContain(`**Owner** AI (epoch ${row.ownerEpoch}) · **Stage** ${row.stage}`);
    expect(details).toContain(`**Next** Follow-up (step 1) at ${new Date(row.nextDueAt ?? 0).toISOString()}`);
    expect(details).toContain('**Now** waiting');
    expect(details).toContain(`/inbox/${row.id})`);

    expect(await operator.act(`/conversations/${row.id}/due/run`)).toMatchObject({ status: 200 });
    await until('the follow-up', () => received(core, from).length === 2);
    await recorder.rest(from);
    expect(summariesOf(await recorder.recorded(workflowId)).slice(7)).toEqual([
      { of: 'fire', summary: 'Decide again: Follow-up' },
      { of: 'decide', summary: 'Decide on a follow-up' },
      { of: 'send', summary: 'Send a follow-up' },
    ]);
    expect(await operator.act(`/conversations/${row.id}/takeover`)).toMatchObject({ status: 200 });
    await quiet(core, from);
    await until('the details', async () => (await detailsOf(workflowId)).includes('**Owner** HUMAN'));
    await workflowAtRest(core, row.id);
    expect(await detailsOf(workflowId)).toMatch(/\*\*Next\*\* .* at \d{4}-/);
    expect((await outboundOf(core, row.id)).map(each => each.state)).not.toContain('QUEUED');
  });
});
