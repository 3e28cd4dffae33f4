/** The agent's typed decision (A-HTL-4): what `decide` hands to `send`. Stored with the turn; never leaves Postgres. */

import type { FlowAdvance } from '../flow/advance.ts';
import type { RuleResult } from '../guardrails/text-rules.ts';
import type { RetrievalTrigger } from '../knowledge/triggers.ts';
import type { OutboundContent } from '../message/outbound.ts';
import type { CtaType, EscalationReason, ReasonCode, Stage } from '../words.ts';
import type { Call } from './handoff.ts';

export interface Source {
  id: string;
  title: string;
  text: string;
  /** 0-1. */
  score: number;
  /** The document of the knowledge base it stands in, and its page; absent for the playbook's own answers. */
  documentId?: string;
  url?: string | null;
}

export interface Decision {
  shouldSend: boolean;
  parts: OutboundContent[];
  reasonCode: ReasonCode;
  /** One plain sentence for people. */
  sentence: string;
  stageFrom: Stage;
  stageTo: Stage;
  cta: CtaType | null;
  askSlot: string | null;
  handoff: EscalationReason | null;
  /** The playbook's own rule that called, for the reason `rule` (A-ESC-2). */
  rule?: Call['rule'];
  /** A person is told, and the agent goes on. */
  tell?: Pick<Call, 'reason' | 'rule'>;
  confidence: number;
  grounding: number | null;
  rules: RuleResult[];
  sources: Source[];
  /** How the text came to be: as written, after one rewrite, or the configured text after a failure. */
  origin: 'written' | 'rewritten' | 'fallback' | 'fixed' | 'template' | 'none';
  failure: string | null;
  /** What the agent would have said: kept as a draft for the person who is called (B-DEC-12). */
  withheld?: string;
  /** Configured texts that stand before the agent's own words (B-SET-2). */
  opening?: ('welcome' | 'away')[];
  /** How the run of a flow goes on; recorded with the claim (B-FLOW-11). */
  flow?: FlowAdvance;
  /** Why older messages were looked at, and how many were shown (A-RETR-1); absent in decisions of an older release. */
  scrolledUp?: { triggers: RetrievalTrigger[]; messages: number };
}

/** What a decision holds that no model had a part in: a flow's, a rule's, a due template's. */
export const withoutModel = () =>
  ({
    cta: null,
    askSlot: null,
    handoff: null,
    confidence: 1,
    grounding: null,
    rules: [],
    sources: [],
    failure: null,
  }) satisfies Partial<Decision>;
