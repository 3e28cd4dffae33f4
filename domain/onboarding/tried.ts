/** A talk that is only tried (A-ONB-15): what is said, what is remembered, and what came of the last message. Pure. */
import { z } from 'zod';
import type { Decision } from '../agent/decision.ts';
import type { Extraction } from '../agent/schemas.ts';
import { emptyMemory, type Memory } from '../conversation/memory.ts';
import type { CtaRecords } from '../cta/cta.ts';
import type { FlowRun } from '../flow/run.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Stage } from '../words.ts';

export interface TriedMessage {
  from: 'customer' | 'agent';
  text: string;
  at: number;
  /** What was tapped: id of the choice. */
  replyId: string | null;
  /** Name of the flow that said it; absent for what the agent said. */
  flow?: string;
}

export interface TriedTalk {
  messages: TriedMessage[];
  memory: Memory;
  ctas: CtaRecords;
  stage: Stage;
  turns: number;
  aiFailures: number;
  /** A person would have it now. */
  handedOver: boolean;
  optedOut: boolean;
  /** The flow that waits for an answer; absent when none does. */
  flow?: { flowId: string; run: FlowRun };
}

export const newTalk = (): TriedTalk => ({
  messages: [],
  memory: emptyMemory(),
  ctas: {},
  stage: 'NEW',
  turns: 0,
  aiFailures: 0,
  handedOver: false,
  optedOut: false,
});

const storedSchema = z.object({
  messages: z.array(
    z.object({ from: z.enum(['customer', 'agent']), text: z.string(), at: z.number(), replyId: z.string().nullable() }),
  ),
  memory: z.object({ slots: z.record(z.string(), z.unknown()) }).loose(),
  ctas: z.record(z.string(), z.unknown()),
  stage: z.string(),
  turns: z.number(),
  aiFailures: z.number(),
  handedOver: z.boolean(),
  optedOut: z.boolean(),
});

/** A talk of an older release that does not fit any more begins anew. */
export const storedTalk = (stored: unknown): TriedTalk =>
  storedSchema.safeParse(stored).success ? (stored as TriedTalk) : newTalk();

export interface TryInput {
  orgId: string;
  talkId: string;
  organization: { name: string; zone: string; currency: string };
  playbook: Playbook;
  /** As it was saved after the message before; anything else begins a new talk. */
  state: unknown;
  text: string;
  /** Id of the choice that was tapped; null for typed words. */
  replyId: string | null;
  signal: AbortSignal;
}

export interface Tried {
  talk: TriedTalk;
  decision: Decision | null;
  extraction: Extraction | null;
  /** What is said about it in one sentence, where there is no decision. */
  note: string | null;
  usage: { inputTokens: number; outputTokens: number; costMicros: number; latencyMs: number; calls: number };
}
