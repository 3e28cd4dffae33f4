/** Which stage a plan may move a conversation to (A-ENUM-5). */
import type { Stage } from '../words.ts';

/** Outcomes follow the lead's status, takeover the owner, filing a person: none of them is the model's to set or to leave. */
const NOT_THE_MODELS: readonly Stage[] = ['CLOSED_WON', 'CLOSED_LOST', 'HUMAN_TAKEOVER', 'ARCHIVED'];

export function plannedStage(current: Stage, wanted: Stage | null): Stage {
  if (wanted === null || NOT_THE_MODELS.includes(wanted)) return current;
  return current === 'CLOSED_WON' || current === 'CLOSED_LOST' ? current : wanted;
}
