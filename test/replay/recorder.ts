/** How real runs are recorded: customers who write, runs that come to rest, and what holds of every history of one. */
import { expect } from 'vitest';
import { plainHistory } from '../../temporal/history.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { conversationOf, quiet } from '../conversation/helpers.ts';
import { type Core, until } from '../support/core.ts';
import { CANARY_NAME, keep, quotesIn, type RecordedName, replay } from './recordings.ts';

export interface Recorder {
  /** A customer writes. */
  say(from: string, text: string): void;
  /** Waits until the record is at rest and the workflow waits with it; resolves the workflow's id. */
  rest(from: string): Promise<string>;
  /** The history of a run as it is kept. */
  recorded(workflowId: string, runId?: string): Promise<string>;
  /** What holds for every recording; it is kept when there is none of its name. */
  check(name: RecordedName, history: string): Promise<void>;
}

export function createRecorder(core: Core, bundle: Promise<{ code: string }>): Recorder {
  const written = new Map<string, number>();
  const say = (from: string, text: string): void => {
    written.set(from, (written.get(from) ?? 0) + 1);
    core.phone.inbound({ from, name: CANARY_NAME, text });
  };

  const rest = async (from: string): Promise<string> => {
    await until(
      'every message to be recorded',
      async () => (await conversationOf(core, from)).lastInboundNumber === written.get(from),
    );
    const { id } = await quiet(core, from);
    await until('the workflow to wait', async () => {
      const row = await conversationOf(core, from);
      // A run that has just started has no view yet.
      const view = await core.starters.view(core.orgId, id).catch(() => null);
      const state = view?.working.state;
      // STOP is handled in the record alone: the run hears of its epoch, not of its number.
      const handled = state?.handledThrough === row.lastInboundNumber || row.owner === 'PAUSED';
      return view?.doing === 'waiting' && state?.epoch === row.ownerEpoch && handled;
    });
    return conversationWorkflowId(core.orgId, id);
  };

  const recorded = async (workflowId: string, runId?: string): Promise<string> => {
    const history = await core.client.workflow.getHandle(workflowId, runId).fetchHistory();
    return plainHistory(history, core.codec);
  };

  const check = async (name: RecordedName, history: string): Promise<void> => {
    expect(quotesIn(history)).toEqual([]);
    expect(history).not.toContain('binary/parley-encrypted');
    await replay(history, await bundle);
    await keep(name, history);
  };
  return { say, rest, recorded, check };
}
