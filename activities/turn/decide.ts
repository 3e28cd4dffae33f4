/** Second activity of a turn: thinks, and stores the decision. Cancellable; every finished step is kept. */
import { Context } from '@temporalio/activity';
import { and, eq } from 'drizzle-orm';
import { leadHolder } from '../../db/contact/lead-of.ts';
import { leads } from '../../db/contact/table.ts';
import { type LoadedConversation, loadConversation } from '../../db/conversation/load.ts';
import { conversations } from '../../db/conversation/table.ts';
import { warnOfBudget } from '../../db/cost/warning.ts';
import { publish } from '../../db/event/queries.ts';
import { labelsOf } from '../../db/label/queries.ts';
import { setColumns } from '../../db/prepared.ts';
import { inboundBetween, loadSteps, loadTurn, recentMessages, saveStep } from '../../db/turn/queries.ts';
import { turns } from '../../db/turn/table.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import { type CapState, shortened, talkFor } from '../../domain/cost/caps.ts';
import { applyCta } from '../../domain/cta/cta.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { mergeExtraction } from '../../domain/slots/merge.ts';
import { budgetOf } from '../agent/budget.ts';
import { type StepContext, saveFinished } from '../agent/call.ts';
import type { Thought } from '../agent/input.ts';
import { rememberLinked } from '../agent/linked.ts';
import type { LookUp } from '../agent/look-up.ts';
import { atThisHour, thinkOpened } from '../agent/opened.ts';
import { failSafe } from '../agent/outcome.ts';
import { flowForBatch, flowForDue, spoken } from '../flow/current.ts';
import { thinkByFlow } from '../flow/think.ts';
import type { Ports } from '../ports.ts';
import { type ConversationRef, LOADED_MESSAGES } from './extract.ts';
import { plainLinks, withTrackedLinks } from './links.ts';
import { isModelFailure } from './model-failure.ts';
import type { ExtractStep } from './read.ts';
import { decidedByRoute, routed } from './routed.ts';

export interface DecideInput extends ConversationRef {
  turnId: string;
}

export async function decide(ports: Ports, { orgId, conversationId, turnId }: DecideInput): Promise<void> {
  const facts = await ports.db.withOrg(
    orgId,
    async tx => {
      const [turn, loaded, stored] = await Promise.all([
        loadTurn(tx, { orgId, turnId }),
        loadConversation(tx, { orgId, conversationId }, false),
        loadSteps(tx, { orgId, turnId }),
      ]);
      if (!turn || !loaded) throw new Error('turn not found');
      const [batch, recent] = await Promise.all([
        inboundBetween(tx, {
          orgId,
          conversationId,
          from: turn.cursorFrom,
          through: turn.through,
          newest: LOADED_MESSAGES,
        }),
        recentMessages(tx, { orgId, conversationId, before: turn.cursorFrom, limit: 20 }),
        tx
          .update(conversations)
          .set({ activity: 'THINKING' })
          .where(
            and(
              eq(conversations.orgId, orgId),
              eq(conversations.id, conversationId),
              eq(conversations.ownerEpoch, turn.epoch),
            ),
          ),
        publish(tx, { orgId, kind: 'conversation.updated', conversationId, now: ports.clock.now() }),
      ]);
      const step = stored.get('extract') as ExtractStep | undefined;
      const flow = turn.trigger.startsWith('flow')
        ? await flowForDue(tx, loaded)
        : turn.trigger === 'inbound'
          ? await flowForBatch(tx, loaded, batch)
          : null;
      const { contactId } = loaded.row;
      const labels = flow && (await labelsOf(tx, { orgId, contactIds: [contactId] })).get(contactId);
      return { turn, loaded, batch, recent, step, stored, flow, labels: (labels ?? []).map(({ name }) => name) };
    },
    'soon',
  );
  if (facts.turn.decision) return;
  const { turn, batch, recent, step, stored, flow } = facts;
  const loaded = atThisHour(facts.loaded, ports.clock.now());
  const extraction = step?.extraction ?? null;
  const numbers = new Map(batch.map(message => [message.number, message.id]));
  const memory = extraction
    ? mergeExtraction(loaded.row.memory, extraction, number => numbers.get(number) ?? null, ports.clock.now())
    : loaded.row.memory;

  // A wish that was just spoken opens a call to action again, at once (A-CTA-3).
  const repeatable = (type: string) => loaded.playbook.ctas.find(cta => cta.type === type)?.repeatable ?? false;
  const ctas = (extraction?.ctaSignals ?? []).reduce(
    (records, { cta, signal }) => applyCta(records, cta, signal, repeatable(cta), ports.clock.now()),
    loaded.row.ctas,
  );
  const heard: LoadedConversation = { ...loaded, row: { ...loaded.row, ctas } };

  const context: StepContext = { ports, orgId, turnId, seed: turn.seed, stored, unsaved: [] };
  let thought: Thought;
  // An owner who changed meanwhile is the claim's to refuse.
  const route =
    turn.trigger === 'inbound' ? routed({ ...loaded, row: { ...loaded.row, owner: turn.owner } }, batch, flow) : null;
  const byRoute = route && decidedByRoute(loaded, route);
  const byFlow = flow && (route === null || route.to === 'flow') ? flow : null;
  /** The agent's own thinking; a model that fails, or may not be asked, comes to a decision too. */
  const byAgent = async (as: LoadedConversation): Promise<Thought> => {
    if (step?.failure === 'over_budget')
      await ports.db.withOrg(orgId, tx => warnOfBudget(tx, { orgId, state: 'spent', now: ports.clock.now() }));
    if (step?.failure) return { decision: failSafe(loaded, step.failure), prompt: [] };
    try {
      const cap = await budgetOf(ports, loaded);
      if (cap !== 'free')
        await ports.db.withOrg(orgId, tx => warnOfBudget(tx, { orgId, state: cap, now: ports.clock.now() }));
      if (cap === 'spent') throw new OverBudget();
      return await thinkOpened(context, {
        loaded: brief(as, cap),
        memory: await rememberLinked(ports, loaded, memory),
        extraction,
        trigger: turn.trigger,
        batch,
        batchLeftOut: Math.max(0, turn.through - turn.cursorFrom - batch.length),
        recent: await plainLinks(ports, loaded, recent),
        found: (stored.get('look_up') as LookUp | undefined) ?? null,
        highValue: await highValueOf(ports, loaded),
      });
    } catch (error) {
      const failure = error instanceof OverBudget ? 'over_budget' : isModelFailure(error);
      if (failure === null) throw error;
      if (failure !== 'over_budget') ports.log.error({ conversationId, turnId, failure }, 'decision failed');
      return { decision: failSafe(loaded, failure), prompt: [] };
    }
  };
  if (byFlow) {
    const newest = spoken(batch).at(-1) ?? recent.findLast(message => message.direction === 'in');
    thought = await thinkByFlow(context, {
      loaded,
      memory,
      message: { text: newest?.text ?? newest?.transcript ?? '', kind: newest?.kind ?? '' },
      labels: facts.labels,
      turn: byFlow,
      agent: node => byAgent(tuned(heard, node)),
    });
  } else if (byRoute ?? turn.trigger.startsWith('flow')) {
    // A run that was stopped meanwhile has nothing to say.
    thought = { decision: byRoute ?? failSafe(loaded, 'flow_stopped'), prompt: [] };
  } else {
    thought = await byAgent(heard);
  }
  if (turn.trigger !== 'inbound') thought = { ...thought, decision: unasked(thought.decision) };
  await ports.checkpoint('decide.before_store');
  await store(context, { orgId, conversationId, turnId }, loaded.playbook.ctas, thought);
  await ports.checkpoint('decide.stored');
}

/** Asked for only where a rule of the playbook looks at it. */
async function highValueOf(ports: Ports, { row, playbook }: LoadedConversation): Promise<boolean> {
  if (!playbook.escalation.rules.some(rule => rule.when.highValue)) return false;
  const [lead] = await ports.db.withOrg(row.orgId, tx =>
    tx
      .select({ highValue: leads.highValue })
      .from(leads)
      .where(and(eq(leads.orgId, row.orgId), eq(leads.contactId, leadHolder(row.orgId, row.contactId)))),
  );
  return lead?.highValue ?? false;
}

/** What an `ai` node asks of the agent on top of its playbook (B-FLOW-6). */
function tuned(
  loaded: LoadedConversation,
  { instructions, maxTokens }: { instructions: string; maxTokens: number | null },
): LoadedConversation {
  const { tone, guardrails } = loaded.playbook;
  const rules = instructions === '' ? guardrails.rules : [...guardrails.rules, instructions];
  // A word is some 4/3 tokens.
  const maxWords =
    maxTokens === null ? tone.maxWords : Math.max(5, Math.min(tone.maxWords, Math.floor(maxTokens * 0.75)));
  const playbook = { ...loaded.playbook, tone: { ...tone, maxWords }, guardrails: { ...guardrails, rules } };
  return { ...loaded, playbook };
}

/** No model may be asked any more (X-BUDGET). */
class OverBudget extends Error {}

/** From 80% of a cap on, answers are short and the talk is structured (X-BUDGET). */
function brief(loaded: LoadedConversation, cap: CapState): LoadedConversation {
  const { playbook, row } = loaded;
  const talk = talkFor(playbook, cap, row.botMessages);
  if (cap === 'free' && talk === playbook.talk) return loaded;
  const tone = { ...playbook.tone, maxWords: shortened(playbook.tone.maxWords, cap) };
  return { ...loaded, playbook: { ...playbook, tone, talk } };
}

/** Nobody asked for a follow-up: what the agent cannot say well it leaves unsaid, and calls nobody for it. */
function unasked(decision: Decision): Decision {
  if (decision.flow?.assign || (decision.origin !== 'fallback' && decision.handoff === null)) return decision;
  return {
    ...decision,
    shouldSend: false,
    parts: [],
    reasonCode: 'STAY_SILENT',
    sentence: `The follow-up was left unsaid: ${(decision.failure ?? decision.handoff ?? '').replaceAll('_', ' ')}.`,
    handoff: null,
    origin: 'none',
  };
}

async function store(
  context: StepContext,
  { orgId, conversationId, turnId }: DecideInput,
  ctas: Playbook['ctas'],
  { decision: thought, prompt }: Thought,
): Promise<void> {
  const { ports } = context;
  const now = ports.clock.now();
  await ports.db.withOrg(orgId, async tx => {
    const parts = await withTrackedLinks(tx, ports.linkUrl, { orgId, conversationId, ctas, now }, thought.parts);
    const decision = { ...thought, parts };
    await Promise.all([
      saveFinished(tx, context),
      saveStep(tx, {
        orgId,
        turnId,
        step: 'guard',
        position: 7,
        result: { rules: decision.rules, origin: decision.origin } satisfies Pick<Decision, 'rules' | 'origin'>,
        usage: null,
        now,
      }),
      setColumns(tx, turns, { orgId, id: turnId }, { decision, prompt }),
    ]);
    await publish(tx, { orgId, kind: 'turn.updated', conversationId, now });
  });
}

/**
 * Cancellation reaches an activity through heartbeats, and only saves the rest of its model calls: the workflow does not
 * wait for it. Each one costs Temporal a write, so they are no more frequent than that is worth.
 */
const HEARTBEAT_MS = 3_000;

export function heartbeat(): () => void {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  return () => clearInterval(timer);
}
