/** Ports and activities that are measured: what is wrapped here behaves as it did, and says how long it took and how it ended. */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Activities } from '../activities/index.ts';
import type { ChannelPort, ModelPort, ModelUsage, Ports } from '../activities/ports.ts';
import { ModelError } from '../adapters/model/model-error.ts';
import { type SpanOptions, traced } from '../config/trace.ts';

/** What is told of every call: enums, numbers and configured names only. */
export interface Meter {
  model(fact: { role: string; outcome: string; seconds: number; usage: ModelUsage | null }): void;
  whatsapp(fact: { call: string; outcome: string; code: string | null; seconds: number }): void;
  activity(fact: { activity: string; outcome: string; seconds: number }): void;
  turn: NonNullable<Ports['observeTurn']>;
}

export function observedPorts<P extends Ports>(ports: P, meter: Meter): P {
  return {
    ...ports,
    observeTurn: meter.turn,
    model: { ...ports.model, ...observedModel(ports.model, meter) },
    channels: { ...ports.channels, whatsapp: observedChannel(ports.channels.whatsapp, meter) },
  };
}

export function observedActivities(activities: Activities, meter: Meter): Activities {
  const wrapped = Object.entries(activities).map(([activity, run]) => [
    activity,
    async (input: never) => {
      const since = performance.now();
      const tell = (outcome: string) => meter.activity({ activity, outcome, seconds: secondsSince(since) });
      try {
        const result = await (run as (input: never) => Promise<unknown>)(input);
        tell('ok');
        return result;
      } catch (error) {
        tell(outcomeOf(error));
        throw error;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

const secondsSince = (since: number): number => (performance.now() - since) / 1000;

/** Coming back later is the way of rate permits and refusals: no failure. */
function outcomeOf(error: unknown): string {
  if (error instanceof CancelledFailure) return 'cancelled';
  return error instanceof ApplicationFailure && error.type === 'RetryLater' ? 'later' : 'failed';
}

function observedModel(model: ModelPort, meter: Meter): ModelPort {
  async function measured<T extends { usage: ModelUsage }>(role: string, run: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const tell = (outcome: string, usage: ModelUsage | null) =>
      meter.model({ role, outcome, seconds: secondsSince(since), usage });
    try {
      const result = await traced(`model ${role}`, {}, async add => {
        const answer = await run();
        const { model: name, inputTokens, outputTokens, costMicros } = answer.usage;
        add({ model: name, inputTokens, outputTokens, costMicros });
        return answer;
      });
      tell('ok', result.usage);
      return result;
    } catch (error) {
      tell(error instanceof ModelError ? error.code : 'failed', error instanceof ModelError ? error.usage : null);
      throw error;
    }
  }
  return {
    complete: request => measured(request.role, () => model.complete(request)),
    transcribe: request => measured('transcribe', () => model.transcribe(request)),
    embed: request => measured('embed', () => model.embed(request)),
  };
}

function observedChannel(channel: ChannelPort, meter: Meter): ChannelPort {
  async function measured<T>(
    call: string,
    run: () => Promise<T>,
    said: (result: T) => { outcome: string; code: string | null } = () => ({ outcome: 'ok', code: null }),
    attributes: SpanOptions = {},
  ): Promise<T> {
    const since = performance.now();
    try {
      return await traced(`whatsapp ${call}`, attributes, async add => {
        const result = await run();
        const { outcome, code } = said(result);
        meter.whatsapp({ call, outcome, code, seconds: secondsSince(since) });
        add({ outcome, ...(code === null ? {} : { code }) });
        return result;
      });
    } catch (error) {
      meter.whatsapp({ call, outcome: 'failed', code: null, seconds: secondsSince(since) });
      throw error;
    }
  }
  const { limits } = channel;
  return {
    send: (credentials, message, signal) =>
      measured(
        'send',
        () => channel.send(credentials, message, signal),
        result => ({ outcome: result.type, code: result.type === 'accepted' ? null : result.error.code }),
        { attributes: { messageId: message.id } },
      ),
    markRead: (...given) =>
      measured(
        'mark_read',
        () => channel.markRead(...given),
        worked => ({ outcome: worked ? 'ok' : 'failed', code: null }),
      ),
    download: (...given) => measured('download', () => channel.download(...given)),
    upload: (...given) => measured('upload', () => channel.upload(...given)),
    listTemplates: (...given) => measured('list_templates', () => channel.listTemplates(...given)),
    ...(limits ? { limits: (...given) => measured('limits', () => limits(...given)) } : {}),
  };
}
