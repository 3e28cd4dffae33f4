/** What a turn of a flow comes to: the decision carries it to `send`, which records it with the claim. */
import type { FlowTrigger } from './graph.ts';
import type { FlowEnd, FlowRun } from './run.ts';

export interface FlowAdvance {
  runId: string;
  flowId: string;
  version: number;
  /** For people. */
  name: string;
  trigger: FlowTrigger;
  /** The run begins with this turn. */
  begins: boolean;
  /** As it stood before, and as it stands afterwards. */
  from: FlowRun;
  run: FlowRun;
  tags: { action: 'add' | 'remove'; label: string }[];
  /** The conversation goes to a person; null member = whoever takes it. */
  assign: { memberId: string | null } | null;
  /** `guardrail`: what it would have said breaks a rule; `file_unsent`: the provider does not take its file. Null while it goes on. */
  ended: FlowEnd | 'guardrail' | 'file_unsent' | null;
}

/** COMPLETED, or FAILED with its reason. */
export const endOf = (ended: FlowAdvance['ended']): { state: 'COMPLETED' | 'FAILED'; reason: string } | null =>
  ended === null
    ? null
    : { state: ended === 'completed' || ended === 'assigned' ? 'COMPLETED' : 'FAILED', reason: ended };
