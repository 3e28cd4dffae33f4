/** What thinking starts from and what it ends with. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import type { PromptSection } from '../../domain/agent/prompt.ts';
import type { Extraction } from '../../domain/agent/schemas.ts';
import type { Memory } from '../../domain/conversation/memory.ts';
import type { Opening } from '../../domain/playbook/hour-texts.ts';
import type { LookUp } from './look-up.ts';

export interface Thought {
  decision: Decision;
  /** What the writer saw, section by section. */
  prompt: PromptSection[];
}

export interface ThinkInput {
  loaded: LoadedConversation;
  /** With this turn's extraction merged in. */
  memory: Memory;
  /** Null for turns that no message started. */
  extraction: Extraction | null;
  /** `inbound`, `follow_up soft_ping` … */
  trigger: string;
  batch: TurnMessage[];
  /** How many earlier messages of the batch were not loaded. */
  batchLeftOut?: number;
  recent: TurnMessage[];
  /** What was looked up beside the reading; null when there was nothing to look in. */
  found?: LookUp | null;
  /** A configured text that stands before what is written (B-SET-2). */
  opening?: Opening | null;
  /** A person marked the lead as of high value; asked for only where a rule of the playbook looks at it. */
  highValue?: boolean;
}
