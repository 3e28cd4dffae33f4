/** Recorded histories replay with today's workflow (promise 8), tampered ones do not, and none quotes anybody (promise 9). */
import { readdir } from 'node:fs/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../temporal/worker.ts';
import { eventsOf, type HistoryEvent, quotesIn, RECORDED, readHistory, replay } from './recordings.ts';

let bundle: { code: string };
let names: string[];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  bundle = await bundleWorkflows();
  const files = await readdir(new URL('../histories', import.meta.url));
  names = files.filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length));
});

describe('recorded histories', () => {
  it('are all there', () => expect(names).toEqual(expect.arrayContaining([...RECORDED])));

  it('replay with the workflow as it is now (promise 8)', async () => {
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const replayed = await replay(await readHistory(name), bundle).then(
        () => `${name}: replays`,
        (error: unknown) => `${name}: ${String(error)}`,
      );
      expect(replayed).toBe(`${name}: replays`);
    }
  });

  it('replay in a worker that carries traces on', async () => {
    const traced = await bundleWorkflows(true);
    for (const name of names) {
      const replayed = await replay(await readHistory(name), traced).then(
        () => `${name}: replays`,
        (error: unknown) => `${name}: ${String(error)}`,
      );
      expect(replayed).toBe(`${name}: replays`);
    }
  });

  it('hold no personal data, sealed or plain (promise 9)', async () => {
    for (const name of names) {
      const history = await readHistory(name);
      expect(quotesIn(history), name).toEqual([]);
      expect(history).not.toContain(Buffer.from('binary/parley-encrypted').toString('base64'));
      expect(machineWords(history), name).toEqual([]);
    }
  });

  it('would be caught quoting somebody', () => {
    const quote = (text: string) => JSON.stringify({ events: [{ data: Buffer.from(text).toString('base64') }] });
    expect(quotesIn(quote('{"text":"How much is a CLEANING?"}'))).toHaveLength(1);
    expect(quotesIn(quote('{"phone":"+17185550993"}'))).toHaveLength(1);
    expect(quotesIn(quote('{"through":3}'))).toEqual([]);
  });
});

describe('a tampered history fails', () => {
  const tampered = async (change: (events: HistoryEvent[]) => void): Promise<unknown> => {
    const events = eventsOf(await readHistory('talk'));
    change(events);
    return replay(JSON.stringify({ events }), bundle).then(
      () => null,
      (error: unknown) => error,
    );
  };
  const attributesOf = (events: HistoryEvent[], type: string, name: string): Record<string, unknown>[] =>
    events.filter(event => event.eventType === type).map(event => event[name] as Record<string, unknown>);

  it('when another activity was asked for', async () => {
    const error = await tampered(events => {
      const scheduled = attributesOf(
        events,
        'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
        'activityTaskScheduledEventAttributes',
      );
      const decide = scheduled.find(({ activityType }) => (activityType as { name: string }).name === 'decide');
      Object.assign(decide ?? {}, { activityType: { name: 'send' } });
    });
    expect(error).toBeInstanceOf(DeterminismViolationError);
  });

  it('when an activity answered something else', async () => {
    const error = await tampered(events => {
      const completed = attributesOf(
        events,
        'EVENT_TYPE_ACTIVITY_TASK_COMPLETED',
        'activityTaskCompletedEventAttributes',
      );
      for (const { result } of completed) {
        const [payload] = (result as { payloads?: { data?: string }[] } | undefined)?.payloads ?? [];
        if (!payload?.data) continue;
        const answer = Buffer.from(payload.data, 'base64').toString('utf8');
        payload.data = Buffer.from(answer.replace('"route":"turn"', '"route":"none"')).toString('base64');
      }
    });
    expect(error).toBeInstanceOf(DeterminismViolationError);
  });

  it('when a timer was never started', async () => {
    const error = await tampered(events => {
      const at = events.findIndex(event => event.eventType === 'EVENT_TYPE_TIMER_STARTED');
      const timer = events[at];
      if (timer)
        events[at] = {
          ...timer,
          eventType: 'EVENT_TYPE_MARKER_RECORDED',
          timerStartedEventAttributes: undefined,
          markerRecordedEventAttributes: { markerName: 'something', workflowTaskCompletedEventId: '4' },
        };
    });
    expect(error).toBeInstanceOf(DeterminismViolationError);
  });
});

/** What the fields hold that would name machines and folders, wherever they stand. */
function machineWords(history: string): string[] {
  const found: string[] = [];
  JSON.parse(history, (key, value: unknown) => {
    const names =
      (key === 'identity' && value !== 'parley') ||
      (key === 'stackTrace' && value !== '') ||
      /^\d+@/.test(String(value));
    if (names) found.push(`${key}: ${String(value)}`);
    return value;
  });
  return found;
}
