/** One conversation with one customer: registers its handlers and loops. What to do is decided in domain/conversation. */
import { allHandlersFinished, condition, continueAsNew, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  absorb,
  apply,
  begin,
  type ConversationEvent,
  decide,
  type Working,
} from '../../domain/conversation/decide.ts';
import { nextDue } from '../../domain/conversation/next-due.ts';
import { Attributes, describe, dueSummary } from './details.ts';
import {
  type ConversationInput,
  type DueRequest,
  deliveryChanged,
  dueRequested,
  inboundReceived,
  outboundQueued,
  ownershipChanged,
  playbookChanged,
  stateChanged,
  viewQuery,
} from './messages.ts';
import { StandingTimer } from './timer.ts';
import { load, runDue, runRemember, runReread, runTurn, sendQueued, type TurnHost } from './turn.ts';

const unread = (working: Working): Working => ({ ...working, state: { ...working.state, rereadDue: false } });

export async function conversation(input: ConversationInput): Promise<void> {
  const ref = { orgId: input.orgId, conversationId: input.conversationId };
  const early: ConversationEvent[] = [];
  const requested: DueRequest[] = [];
  const attributes = new Attributes(input);
  const timer = new StandingTimer();
  let working: Working | null = null;
  let listener: (() => void) | null = null;
  let news = 0;
  let now = 'starting';

  const hear = (event: ConversationEvent): void => {
    news++;
    if (working) working = apply(working, event);
    else early.push(event);
    listener?.();
  };
  setHandler(inboundReceived, ({ through }) => {
    const known = working !== null && through <= working.state.handledThrough;
    hear({ type: 'inbound', through });
    // Nobody is told of what is done, unless late: the row is asked, because a restored or crashed record may have gone back.
    if (known && patched('told-of-what-is-handled')) hear({ type: 'changed' });
  });
  setHandler(ownershipChanged, facts => hear({ type: 'ownership', ...facts }));
  setHandler(outboundQueued, () => hear({ type: 'outbound', queued: 1 }));
  for (const signal of [deliveryChanged, playbookChanged, stateChanged])
    setHandler(signal, () => hear({ type: 'changed' }));
  setHandler(dueRequested, request => {
    news++;
    requested.push(request);
  });
  setHandler(viewQuery, () => (working ? { working, doing: now, next: nextDue(working.state) } : null));

  if (input.carried) {
    working = input.carried;
  } else {
    const snapshot = await load(ref);
    if (!snapshot) return;
    working = begin(snapshot);
  }
  for (const event of early.splice(0)) working = apply(working, event);

  const host: TurnHost = {
    ref,
    heard: () => ({ through: working?.through ?? 0, epoch: working?.state.epoch ?? 0 }),
    absorb: snapshot => {
      if (working) working = absorb(working, snapshot);
    },
    doing: step => {
      now = step;
      if (working) describe(input, working, step);
    },
    onNews: next => {
      listener = next;
    },
  };

  for (;;) {
    // Between this check and continueAsNew or return nothing is awaited: a signal is either seen here or reaches the next run.
    const info = workflowInfo();
    if (
      (info.continueAsNewSuggested || info.historyLength >= input.maxHistoryEvents) &&
      allHandlersFinished() &&
      requested.length === 0
    ) {
      await continueAsNew<typeof conversation>({ ...input, carried: working });
    }
    const person = requested.shift();
    if (person) {
      await runDue(host, person.kind, person);
      continue;
    }
    const seen = news;
    timer.fired = false;
    // Runs that began under older code do not know of reading again: they go on without.
    const may = working.state.rereadDue && !patched('reread') ? unread(working) : working;
    const command = decide(may, Date.now());
    switch (command.type) {
      case 'load': {
        working = { ...working, reload: false };
        const { epoch } = working.state;
        const snapshot = await load(ref);
        if (!snapshot) return;
        // An epoch that went back: the record was restored from a backup, and what was heard before counts no more.
        if (snapshot.epoch < epoch && news === seen) working = begin(snapshot);
        else host.absorb(snapshot);
        break;
      }
      case 'turn':
        await runTurn(host);
        // Numbers that the record does not know (it was restored from a backup) are forgotten, or this would never end.
        if (news === seen) working = { ...working, through: working.state.lastInboundNumber };
        break;
      case 'send_queued':
        working = { ...working, outbound: false };
        host.doing('sending');
        host.absorb(await sendQueued(ref));
        break;
      case 'fire':
        await runDue(host, command.due.kind, null);
        break;
      case 'reread':
        await runReread(host);
        break;
      case 'remember':
        await runRemember(host);
        break;
      case 'complete':
        return;
      case 'wait':
        attributes.update(working);
        host.doing('waiting');
        timer.arm(command.due?.at ?? null, dueSummary(command.due));
        await condition(() => news !== seen || timer.fired);
        break;
    }
  }
}
