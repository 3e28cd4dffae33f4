/**
 * The playbook: the versioned configuration an agent runs on (design.md section 2). One zod schema; every default is a
 * number of features/ and may be changed per playbook.
 */
import { z } from 'zod';
import { scoreRuleSchema } from '../lead/score-rules.ts';
import { CTA_TYPES, ESCALATION_EFFECTS, ESCALATION_REASONS, INTENTS, PRIORITIES, SENTIMENTS } from '../words.ts';
import { businessHoursSchema } from '../zone/business-hours.ts';
import { scriptSchema } from './scripts.ts';
import { toneSchema } from './tones.ts';

const minutes = (value: number) => value * 60_000;
const hours = (value: number) => minutes(value * 60);
const days = (value: number) => hours(value * 24);

/** A question the agent may need answered (X-SLOT). */
export const intakeFieldSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]*$/, 'Use lower-case letters, digits and underscores.'),
  question: z.string().min(1).max(200),
  type: z.enum(['text', 'choice', 'yes_no', 'date', 'number']).default('text'),
  choices: z.array(z.string().min(1).max(72)).max(10).default([]),
  timing: z.enum(['required', 'optional', 'ask_early', 'ask_mid', 'ask_late', 'never']).default('required'),
});
export type IntakeField = z.infer<typeof intakeFieldSchema>;

/** One rung of the follow-up ladder, counted from the customer's last message (X-FOLLOW). */
export const ladderStepSchema = z.strictObject({
  /** Fixed offset, the 2/6/12 h table by stage, or `windowEnd` minus the offset. */
  base: z.enum(['after_last_message', 'by_stage', 'before_window_end']),
  offsetMs: z.int().min(0),
  /** `auto`: by what stayed open (A-FOLLOW-2). */
  message: z.enum(['auto', 'soft_ping', 'value_add', 'clarification', 'exit', 'template']),
  /** Template name, for `template`. */
  template: z.string().nullable().default(null),
});
export type LadderStep = z.infer<typeof ladderStepSchema>;

/** X-FOLLOW, preset `sequence`: 2 h, "24 h" = window end - 30 min, "3 d" = 71 h by template. */
export const SEQUENCE_LADDER: LadderStep[] = [
  { base: 'after_last_message', offsetMs: hours(2), message: 'auto', template: null },
  { base: 'before_window_end', offsetMs: minutes(30), message: 'auto', template: null },
  { base: 'after_last_message', offsetMs: hours(71), message: 'template', template: 'followup_reminder' },
];

/** X-FOLLOW, preset `sales`: one step by stage, then templates +2 d, +5 d, +7 d. */
export const SALES_LADDER: LadderStep[] = [
  { base: 'by_stage', offsetMs: 0, message: 'auto', template: null },
  { base: 'after_last_message', offsetMs: days(2), message: 'template', template: 'lead_followup' },
  { base: 'after_last_message', offsetMs: days(5), message: 'template', template: 'followup_reminder' },
  { base: 'after_last_message', offsetMs: days(7), message: 'template', template: 'followup_last' },
];

/** Fixed words for what customers write often: it goes before the agent, and no model is asked (B-ROUTE-1). */
export const keywordRuleSchema = z.strictObject({
  name: z.string().min(1).max(60),
  match: z.enum(['contains', 'exact', 'starts_with']).default('contains'),
  patterns: z.array(z.string().min(1).max(60)).min(1).max(20),
  reply: z.string().min(1).max(1000),
});
export type KeywordRule = z.infer<typeof keywordRuleSchema>;

/** A rule of the business's own (A-ESC-1, B-ROUTE-3): every condition given must hold, one of each list is enough. */
export const escalationRuleSchema = z.strictObject({
  name: z.string().min(1).max(60),
  when: z.strictObject({
    intents: z.array(z.enum(INTENTS)).max(INTENTS.length).default([]),
    sentiments: z.array(z.enum(SENTIMENTS)).max(SENTIMENTS.length).default([]),
    /** Words or phrases in what the customer wrote just now. */
    words: z.array(z.string().min(2).max(60)).max(30).default([]),
    /** The lead's score (X-SCORE) is at least this; null = whatever it is. */
    minScore: z.int().min(0).max(100).nullable().default(null),
    /** Only leads that a person marked as of high value. */
    highValue: z.boolean().default(false),
  }),
  priority: z.enum(PRIORITIES).default('MEDIUM'),
  effect: z.enum(ESCALATION_EFFECTS).default('hand_over'),
});
export type EscalationRule = z.infer<typeof escalationRuleSchema>;

export const playbookSchema = z.strictObject({
  business: z.strictObject({
    name: z.string().min(1).max(120),
    industry: z.string().max(120).default(''),
    city: z.string().max(120).default(''),
    offer: z.string().min(1).max(1000),
    prices: z.string().max(1000).default(''),
    hours: z.string().max(300).default(''),
    phone: z.string().max(40).default(''),
    email: z.string().max(120).default(''),
    website: z.string().max(300).default(''),
  }),
  /** When people answer; off = it is never said (X-HOURS). */
  businessHours: businessHoursSchema.prefault({}),
  /** Shown to the customer when asked; never claims to be a person. */
  agentName: z.string().min(1).max(60),
  checklist: z.array(intakeFieldSchema).max(20).default([]),
  /** In the order they are offered. */
  ctas: z
    .array(
      z.strictObject({
        type: z.enum(CTA_TYPES),
        label: z.string().min(1).max(60),
        link: z.string().max(500).nullable().default(null),
        repeatable: z.boolean().default(false),
        /** In their order, the first is the click, the last completes it; none = the usual ones of the type (A-CTA-4). */
        steps: z
          .array(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Use lower-case letters, digits and underscores.'))
          .max(6)
          .default([]),
      }),
    )
    .max(8)
    .default([]),
  objections: z
    .array(z.strictObject({ key: z.string().min(1).max(60), answer: z.string().min(1).max(300) }))
    .max(30)
    .default([]),
  faqs: z
    .array(z.strictObject({ question: z.string().min(1).max(300), answer: z.string().min(1).max(1000) }))
    .max(200)
    .default([]),
  /** In their order; the first that fits answers (B-ROUTE-1). */
  keywordRules: z.array(keywordRuleSchema).max(50).default([]),
  /** Reasons that hand the conversation to a person; by default all that X-ESC hands over. */
  escalateOn: z
    .array(z.enum(ESCALATION_REASONS))
    .default([
      'payment_failure',
      'booking_failure',
      'compliance_risk',
      'human_request',
      'angry_sentiment',
      'complaint',
      'legal',
      'negotiation',
      'complex_question',
      'objection',
      'low_confidence',
      'stale_knowledge',
      'other',
    ]),
  /** X-ESC as this playbook wants it (A-ESC-2): what differs for a reason, and rules of the business's own. */
  escalation: z
    .strictObject({
      changes: z
        .array(
          z.strictObject({
            reason: z.enum(ESCALATION_REASONS),
            /** Null leaves what X-ESC says. */
            priority: z.enum(PRIORITIES).nullable().default(null),
            effect: z.enum(ESCALATION_EFFECTS).nullable().default(null),
          }),
        )
        .max(ESCALATION_REASONS.length)
        .default([]),
      /** In their order; the first that holds counts, one that hands over before one that only tells. */
      rules: z.array(escalationRuleSchema).max(20).default([]),
    })
    .prefault({}),
  /** Points beside the five parts of every score (C-LEAD-4). */
  scoring: z.strictObject({ rules: z.array(scoreRuleSchema).max(20).default([]) }).prefault({}),
  tone: toneSchema.prefault({}),
  guardrails: z
    .strictObject({
      forbiddenPhrases: z.array(z.string().min(1).max(200)).max(100).default([]),
      /** Added by code whenever the text mentions one of the triggers. */
      disclaimers: z
        .array(z.strictObject({ triggers: z.array(z.string().min(1)).min(1), text: z.string().min(1).max(300) }))
        .max(20)
        .default([]),
      rules: z.array(z.string().min(1).max(300)).max(30).default([]),
    })
    .prefault({}),
  texts: z
    .strictObject({
      /** Opens the very first reply, and the agent does not greet again; empty = it greets by itself (B-SET-2). */
      welcome: z.string().max(500).default(''),
      /** Opens one reply of each closed period, where business hours are on (B-SET-3); {{opens_at}} = the next opening. */
      away: z.string().max(500).default(''),
      /** The one fixed explanation when a person takes over (X-ESC, effect). */
      humanEscalation: z.string().max(500).default('Thank you. A colleague will reply to you here shortly.'),
      /** The same while the business is closed; {{opens_at}} = the next opening (B-SET-2). */
      handOverClosed: z
        .string()
        .max(500)
        .default('Thank you. A colleague will reply to you here when we are open again: {{opens_at}}.'),
      /** When the model fails (X-FAIL): acknowledges and asks one simple question. */
      fallback: z
        .string()
        .max(500)
        .default('Thanks for your message. Could you tell me a little more about what you need?'),
      /** Sent once after STOP, only where `confirmOptOut` is on (X-OPTOUT). */
      optedOut: z.string().max(200).default("You've been unsubscribed."),
      confirmOptOut: z.boolean().default(false),
      /** When the budget is spent (X-BUDGET); empty = silence, and a person is called either way. */
      overBudget: z.string().max(500).default(''),
      /** The same texts in other languages (A-LANG-2). */
      translations: z
        .record(
          z.string().min(2).max(16),
          z.strictObject({
            welcome: z.string().max(500).optional(),
            away: z.string().max(500).optional(),
            humanEscalation: z.string().max(500).optional(),
            handOverClosed: z.string().max(500).optional(),
            fallback: z.string().max(500).optional(),
            optedOut: z.string().max(200).optional(),
            overBudget: z.string().max(500).optional(),
          }),
        )
        .default({}),
    })
    .prefault({}),
  /** What the business would like said, by situation and language (A-ONB-14). */
  scripts: z.array(scriptSchema).max(60).default([]),
  followUp: z
    .strictObject({
      preset: z.enum(['sales', 'sequence', 'custom', 'off']).default('sales'),
      ladder: z.array(ladderStepSchema).max(10).default([]),
      continueAfterArchive: z.boolean().default(false),
      contactHours: z
        .strictObject({ from: z.int().min(0).max(23), to: z.int().min(1).max(24) })
        .refine(hours => hours.from < hours.to, 'Contact hours must end after they begin, on the same day.')
        .default({ from: 9, to: 21 }),
    })
    .prefault({}),
  takeover: z
    .strictObject({
      remindAfterMs: z.int().min(minutes(1)).default(minutes(60)),
      endAfterMs: z.int().min(minutes(1)).default(minutes(30)),
      onSilence: z.enum(['remind_then_escalate', 'hand_back', 'escalate']).default('remind_then_escalate'),
      replyNeededAfterMs: z.int().min(minutes(1)).default(minutes(5)),
      replyEscalateAfterMs: z.int().min(minutes(1)).default(minutes(15)),
    })
    .prefault({}),
  mode: z.enum(['HTL', 'SIMPLE_PROMPT']).default('HTL'),
  /** Structured: the intake questions in order, with buttons, in fixed words, and few model calls (C-PLUS-1). */
  talk: z.enum(['chat', 'structured']).default('chat'),
  /** Critic's grounding below this is rewritten once, then a person is asked (X-CONF). */
  groundingThreshold: z.number().min(0).max(1).default(0.6),
  budget: z
    .strictObject({
      promptTokens: z.int().min(1000).max(32_000).default(4000),
      /** Unanswered agent messages (A-BUDGET-1). */
      baseMessages: z.int().min(1).max(20).default(5),
      /** What one conversation may cost, in micros of a US dollar; null = no limit (X-BUDGET). */
      conversationMicros: z.int().min(0).nullable().default(null),
      /** From so many agent messages on the talk is structured (C-PLUS-15); null = never by their number. */
      structuredAfterMessages: z.int().min(1).nullable().default(null),
    })
    .prefault({}),
  ctaResetMs: z.int().min(hours(1)).default(days(30)),
  idleCompleteMs: z.int().min(days(1)).default(days(90)),
});
export type Playbook = z.infer<typeof playbookSchema>;

/** The ladder that applies: a preset, the playbook's own, or none. */
export function ladderOf(playbook: Playbook): LadderStep[] {
  switch (playbook.followUp.preset) {
    case 'sales':
      return SALES_LADDER;
    case 'sequence':
      return SEQUENCE_LADDER;
    case 'custom':
      return playbook.followUp.ladder;
    case 'off':
      return [];
  }
}
