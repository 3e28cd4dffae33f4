import { factsOf } from '../facts/facts.ts';
import { findFact } from '../facts/match.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { lastOurs } from '../understanding/asked.ts';
import { ctaSignals, linkFor, offeredIn, wantedCta } from '../understanding/ctas.ts';
import { type Understanding, understand } from '../understanding/understand.ts';
import { allowedCta, nextField } from './next.ts';

export interface PlanAnswer extends Record<string, unknown> {
  shouldSend: boolean;
  reasonCode: string;
  goal: string;
  stage: string;
  cta: string | null;
  askSlot: string | null;
  retrieve: boolean;
  retrievalQuery: string | null;
  handoff: string | null;
  confidence: number;
}

const LOOKS_ESCALATED = (prompt: Prompt, reason: string) =>
  prompt.escalateWhen.some(rule => rule.trim().toLowerCase().replace(/[ -]/g, '_') === reason);

const base = (over: Partial<PlanAnswer>): PlanAnswer => ({
  shouldSend: true,
  reasonCode: 'QUALIFICATION_QUESTION',
  goal: 'Move the conversation on.',
  stage: 'DISCOVERY',
  cta: null,
  askSlot: null,
  retrieve: false,
  retrievalQuery: null,
  handoff: null,
  confidence: 0.85,
  ...over,
});

function followUp(prompt: Prompt, u: Understanding): PlanAnswer | null {
  const kind = /follow_up\s+(\w+)/.exec(prompt.trigger)?.[1];
  if (!prompt.trigger.startsWith('follow_up')) return null;
  const stage = stageNow(prompt);
  const field = nextField(prompt, u);
  if (kind === 'value_add')
    return base({
      reasonCode: 'VALUE_ADD',
      goal: 'Share one useful fact.',
      stage,
      cta: allowedCta(prompt, null),
      confidence: 0.75,
    });
  if (kind === 'clarification')
    return base({
      reasonCode: 'CLARIFICATION_REQUEST',
      goal: 'Ask the open question once more, simply.',
      stage,
      askSlot: field?.key ?? null,
      confidence: 0.75,
    });
  if (kind === 'exit')
    return base({ reasonCode: 'EXIT_GRACEFUL', goal: 'Leave the door open and stop writing.', stage, confidence: 0.8 });
  return base({ reasonCode: 'SOFT_NUDGE', goal: 'Ask lightly whether there are questions.', stage, confidence: 0.75 });
}

function stageNow(prompt: Prompt): string {
  const last = lastOurs(prompt);
  if (last !== null && offeredIn(last, prompt).length > 0) return 'CTA_OFFERED';
  if (prompt.slots.length > 0) return 'QUALIFICATION';
  return last === null ? 'INITIAL_CONTACT' : 'DISCOVERY';
}

function handoffOf(prompt: Prompt, u: Understanding): string | null {
  if (u.intent === 'human_request') return 'human_request';
  if (u.paymentFailed) return 'payment_failure';
  if (u.intent === 'legal') return 'legal';
  if (u.sentiment === 'ANGRY') return 'angry_sentiment';
  if (u.intent === 'refund' || u.intent === 'complaint') return 'complaint';
  if (u.intent === 'negotiation' && LOOKS_ESCALATED(prompt, 'negotiation')) return 'negotiation';
  return null;
}

/** Decides the next step as the `plan` schema wants it. */
export function plan(prompt: Prompt): PlanAnswer {
  const u = understand(prompt);
  const nudge = followUp(prompt, u);
  if (nudge) return nudge;
  const handoff = handoffOf(prompt, u);
  if (u.intent === 'opt_out')
    return base({
      shouldSend: false,
      reasonCode: 'STAY_SILENT',
      goal: 'Respect the opt-out.',
      stage: 'CLOSED_LOST',
      confidence: 0.99,
    });
  if (handoff)
    return base({
      reasonCode: 'NEEDS_HUMAN',
      goal: 'Say that a colleague takes over.',
      stage: 'HUMAN_TAKEOVER',
      handoff,
      confidence: 0.95,
    });
  if (u.intent === 'wrong_number')
    return base({ reasonCode: 'EXIT_GRACEFUL', goal: 'Apologise and end.', stage: 'CLOSED_LOST', confidence: 0.95 });
  if (u.closing && prompt.trigger === 'inbound')
    return base({
      shouldSend: false,
      reasonCode: 'STAY_SILENT',
      goal: 'Nothing is open: no answer is needed.',
      stage: stageNow(prompt),
      confidence: 0.85,
    });

  const field = nextField(prompt, u);
  const signals = ctaSignals(prompt, u);
  const interested = signals.some(signal => signal.signal === 'interested');
  const requiredOpen = field?.required === true && !field.late;
  const cta = allowedCta(prompt, wantedCta(u.text, prompt) ?? signals[0]?.cta ?? null);
  const lately = prompt.recent.filter(message => message.from === 'agent').slice(-3);
  const fresh = cta !== null && !lately.some(message => offeredIn(message.text, prompt).includes(cta)) ? cta : null;
  const facts = factsOf(prompt);
  const missing = u.questions.filter(
    question => question.kind === 'fact' && findFact(question, prompt, facts) === null,
  );
  const needsMore = missing.length > 0 || u.refersToPast;
  const common: Partial<PlanAnswer> = {
    askSlot: prompt.maxQuestions > 0 ? (field?.key ?? null) : null,
    retrieve: needsMore,
    retrievalQuery: needsMore ? (missing.map(question => question.text).join(' ') || u.text).slice(0, 300) : null,
    confidence: missing.length > 0 ? 0.5 : u.language.certain ? 0.88 : 0.8,
  };
  const done = (over: Partial<PlanAnswer>) => base({ ...common, ...over });
  if (u.unreadable)
    return done({
      reasonCode: 'CLARIFICATION_REQUEST',
      goal: 'Ask what the file shows.',
      stage: stageNow(prompt),
      askSlot: null,
      confidence: 0.6,
    });
  if (u.hasQuestions)
    return done({
      reasonCode: 'CLARIFICATION_REQUEST',
      goal: 'Ask what the customer would like to know.',
      stage: stageNow(prompt),
      askSlot: null,
      confidence: 0.8,
    });
  if (signals.some(signal => signal.signal === 'completed'))
    return done({ reasonCode: 'CONFIRMATION', goal: 'Confirm what was done.', stage: 'CTA_IN_PROGRESS' });
  if (u.confused)
    return done({
      reasonCode: 'CLARIFICATION_REQUEST',
      goal: 'Explain the last answer more simply.',
      stage: stageNow(prompt),
      confidence: Math.min(0.7, common.confidence ?? 0.7),
    });
  if (u.notInterested)
    return done({ reasonCode: 'EXIT_GRACEFUL', goal: 'Accept the no kindly.', stage: 'CLOSED_LOST', askSlot: null });
  if (u.objection !== null)
    return done({
      reasonCode: 'OBJECTION_HANDLING',
      goal: `Answer the objection: ${u.objection.replaceAll('_', ' ')}.`,
      stage: 'OBJECTION_HANDLING',
      askSlot: u.questions.length > 0 ? (common.askSlot ?? null) : null,
    });
  if (u.intent === 'negotiation')
    return done({
      reasonCode: 'OBJECTION_HANDLING',
      goal: 'Answer the wish for a better price without promising one.',
      stage: 'NEGOTIATION',
      askSlot: null,
    });
  const last = lastOurs(prompt);
  const agreed =
    interested &&
    cta !== null &&
    last !== null &&
    offeredIn(last, prompt).includes(cta) &&
    linkFor(cta, prompt) === null;
  if (agreed && !requiredOpen)
    return done({
      reasonCode: 'CONFIRMATION',
      goal: 'Confirm that the team takes it from here.',
      stage: 'CTA_IN_PROGRESS',
      askSlot: null,
    });
  if (u.intent === 'booking' || interested)
    return done({
      reasonCode: 'CTA_PUSH',
      goal: 'Help to book and get what is missing.',
      stage: cta ? 'CTA_OFFERED' : 'QUALIFICATION',
      cta,
      askSlot: requiredOpen ? (field?.key ?? null) : null,
    });
  if (u.intent === 'pricing')
    return done({
      reasonCode: 'PRICING_DISCUSSION',
      goal: 'Answer the price and ask the next thing.',
      stage: 'DISCOVERY',
      cta: requiredOpen ? null : fresh,
    });
  if (u.questions.length > 0)
    return done({
      reasonCode: u.refersToPast || u.slots.length > 0 ? 'DISCOVERY' : 'VALUE_PROPOSITION',
      goal: 'Answer the question and ask the next thing.',
      stage: prompt.slots.length > 0 ? 'QUALIFICATION' : 'DISCOVERY',
      cta: requiredOpen || missing.length > 0 ? null : fresh,
    });
  if (u.commitments.some(one => one.by === 'user') && !requiredOpen)
    return done({
      reasonCode: 'SCHEDULE_FOLLOWUP',
      goal: 'Accept the promise and come back to it when it is due.',
      stage: stageNow(prompt),
      askSlot: null,
    });
  if (lastOurs(prompt) === null)
    return done({ reasonCode: 'INITIAL_GREETING', goal: 'Greet and learn what is needed.', stage: 'INITIAL_CONTACT' });
  if (requiredOpen)
    return done({
      reasonCode: 'QUALIFICATION_QUESTION',
      goal: `Learn ${field?.key.replaceAll('_', ' ')}.`,
      stage: 'QUALIFICATION',
    });
  if (fresh !== null && u.intent !== 'thanks')
    return done({
      reasonCode: 'CTA_PUSH',
      goal: 'Offer the next step.',
      stage: 'CTA_OFFERED',
      cta: fresh,
      askSlot: null,
    });
  if (field && u.intent !== 'thanks')
    return done({
      reasonCode: 'QUALIFICATION_QUESTION',
      goal: `Learn ${field.key.replaceAll('_', ' ')}.`,
      stage: 'QUALIFICATION',
    });
  return done({
    reasonCode: 'CONFIRMATION',
    goal: 'Confirm and close kindly.',
    stage: stageNow(prompt),
    askSlot: null,
  });
}
