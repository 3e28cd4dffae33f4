/** What the playbook's own escalation rules look at beside the reading (A-ESC-2). */
import { scoreFor } from '../../db/escalation/brief.ts';
import type { RuleFacts } from '../../domain/agent/handoff.ts';
import type { ThinkInput } from './input.ts';

export const ruleFacts = ({ loaded, memory, batch, highValue }: ThinkInput): RuleFacts => ({
  words: batch
    .filter(message => !message.deleted)
    .map(message => message.text ?? message.transcript ?? '')
    .join('\n'),
  score: scoreFor({ ...loaded.row, memory }, loaded.playbook).score,
  highValue: highValue ?? false,
});
