/** One turn: extract → decide → send. Newer messages or a takeover stop it before the send; a bounded number of times. */
import { CancellationScope, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { FireInput } from '../../activities/due/fire.ts';
import type { Activities } from '../../activities/index.ts';
import type { SendOutput } from '../../activities/turn/send.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { DUE_WORDS } from './details.ts';
import type { DueRequest } from './messages.ts';
import { RECORD, SENDING, THINKING } from './policies.ts';

const record = proxyActivities<Activities>(RECORD);
const thinking = proxyActivities<Activities>(THINKING);
const sending = proxyActivities<Activities>(SENDING);

type Ref = TurnHost['ref'];

/** Every activity says in Temporal Web what it is for; summaries hold no personal data. */
export const load = (ref: Ref) => record.load.executeWithOptions({ summary: 'Load the conversation' }, [ref]);
export const sendQueued = (ref: Ref) =>
  sending.sendQueued.executeWithOptions({ summary: 'Send what people wrote' }, [ref]);
const fire = (input: FireInput) =>
  record.fire.executeWithOptions({ summary: `Decide again: ${DUE_WORDS[input.kind]}` }, [input]);
const extract = (ref: Ref, through: number) =>
  thinking.extract.executeWithOptions({ summary: `Read messages up to ${through}` }, [ref]);
const reread = (ref: Ref) => thinking.reread.executeWithOptions({ summary: 'Read an edited message again' }, [ref]);
const remember = (ref: Ref) => thinking.remember.executeWithOptions({ summary: 'Summarize older messages' }, [ref]);
const decide = (ref: Ref, turnId: string, what: string) =>
  thinking.decide.executeWithOptions({ summary: `Decide on ${what}` }, [{ ...ref, turnId }]);
const send = (ref: Ref, turnId: string, allowNewer: boolean, what: string) =>
  sending.send.executeWithOptions({ summary: `Send ${what}` }, [{ ...ref, turnId, allowNewer, mayWait: true }]);

/** After this many restarts the reply leaves; what came meanwhile gets the next turn. */
const MAX_RESTARTS = 3;

export interface TurnHost {
  ref: { orgId: string; conversationId: string };
  /** Highest inbound number and epoch heard of, as signals move them. */
  heard(): { through: number; epoch: number };
  absorb(snapshot: ConversationState): void;
  doing(step: string): void;
  /** Called with a function that stops the thinking when signals say so; null when there is nothing to stop. */
  onNews(listener: (() => void) | null): void;
}

/** @returns when the batch is handled, refused, or needs no turn. */
export async function runTurn(host: TurnHost): Promise<void> {
  for (let restarts = 0; ; restarts++) {
    const patient = restarts >= MAX_RESTARTS;
    const turnId = await think(host, patient);
    if (turnId === 'none') return;
    // Restarts for ownership are not bounded by patience; after a few the loop outside loads afresh.
    if (turnId === 'restart' && restarts > 2 * MAX_RESTARTS) return;
    if (turnId === 'restart') continue;
    host.doing('sending');
    const sent = await sendPatiently(host, turnId, patient, 'the answer');
    if (sent.outcome !== 'SUPERSEDED') return;
  }
}

/** Extract and decide under one scope that news cancels. */
async function think(host: TurnHost, patient: boolean): Promise<string> {
  const scope = new CancellationScope();
  try {
    return await scope.run(async () => {
      host.doing('reading');
      const { epoch } = host.heard();
      host.onNews(() => {
        if (host.heard().epoch !== epoch) scope.cancel();
      });
      const opened = await extract(host.ref, host.heard().through);
      host.absorb(opened.snapshot);
      if (opened.route === 'none') return 'none';
      const stale = () =>
        host.heard().epoch !== opened.snapshot.epoch || (!patient && host.heard().through > opened.through);
      if (stale()) return 'restart';
      host.doing('thinking');
      host.onNews(() => {
        if (stale()) scope.cancel();
      });
      await decide(host.ref, opened.turnId, 'an answer');
      return stale() && !patient ? 'restart' : opened.turnId;
    });
  } catch (error) {
    if (isCancellation(error) && scope.consideredCancelled) return 'restart';
    throw error;
  } finally {
    host.onNews(null);
  }
}

/** A due action; a follow-up that may still go out is thought about and sent like any turn, unless news stop it. */
export async function runDue(host: TurnHost, kind: FireInput['kind'], asked: DueRequest | null): Promise<void> {
  const meant = asked ? { step: asked.step ?? null, at: asked.at ?? null } : null;
  const fired = await fire({ ...host.ref, kind, byPerson: asked !== null, meant, nowMs: Date.now() });
  host.absorb(fired.snapshot);
  if (fired.type === 'done') return;
  const what = kind === 'FLOW' ? 'a step of a flow' : 'a follow-up';
  const before = host.heard();
  const stale = () => host.heard().epoch !== before.epoch || host.heard().through > before.through;
  if (fired.needsThinking) {
    const scope = new CancellationScope();
    host.onNews(() => {
      if (stale()) scope.cancel();
    });
    host.doing(`thinking about ${what}`);
    try {
      await scope.run(() => decide(host.ref, fired.turnId, what));
    } catch (error) {
      if (isCancellation(error) && scope.consideredCancelled) return;
      throw error;
    } finally {
      host.onNews(null);
    }
  }
  host.doing(`sending ${what}`);
  await sendPatiently(host, fired.turnId, false, what);
}

/**
 * Sends, and waits out the provider's refusals. News that make the text stale end the wait, once: the claim then refuses it, and
 * the newer message is not held up by the older one's backoff.
 */
async function sendPatiently(host: TurnHost, turnId: string, allowNewer: boolean, what: string): Promise<SendOutput> {
  const before = host.heard();
  for (let listening = true; ; ) {
    const sent = await CancellationScope.nonCancellable(() => send(host.ref, turnId, allowNewer, what));
    host.absorb(sent.snapshot);
    if (sent.outcome !== 'WAITING') return sent;
    const { epoch } = sent.snapshot;
    const stale = () => host.heard().epoch !== epoch || (!allowNewer && host.heard().through > before.through);
    const scope = new CancellationScope();
    const end = () => {
      if (!listening || !stale()) return;
      listening = false;
      scope.cancel();
    };
    host.onNews(end);
    host.doing('waiting to send again');
    try {
      await scope.run(() => {
        const slept = sleep(sent.waitMs, { summary: `Wait to send ${what} again` });
        end();
        return slept;
      });
    } catch (error) {
      if (!(isCancellation(error) && scope.consideredCancelled)) throw error;
    } finally {
      host.onNews(null);
    }
  }
}

/** An answered message was edited: it is read again, and nothing is sent (A-WA-7). Given up when the customer writes. */
export async function runReread(host: TurnHost): Promise<void> {
  const scope = new CancellationScope();
  host.onNews(() => scope.cancel());
  host.doing('reading an edited message again');
  try {
    host.absorb(await scope.run(() => reread(host.ref)));
  } catch (error) {
    if (!(isCancellation(error) && scope.consideredCancelled)) throw error;
  } finally {
    host.onNews(null);
  }
}

/** Folds older messages into the summary; given up at once when anything happens, and due again afterwards. */
export async function runRemember(host: TurnHost): Promise<void> {
  const scope = new CancellationScope();
  host.onNews(() => scope.cancel());
  host.doing('summarizing older messages');
  try {
    host.absorb(await scope.run(() => remember(host.ref)));
  } catch (error) {
    if (!(isCancellation(error) && scope.consideredCancelled)) throw error;
  } finally {
    host.onNews(null);
  }
}
