/** What an operator reads in Temporal Web: owner, stage, what happens next and when, and the way to the admin UI. */
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Working } from '../../domain/conversation/decide.ts';
import { type Due, nextDue } from '../../domain/conversation/next-due.ts';
import { channelKey, needsHumanKey, orgIdKey, ownerKey, stageKey } from '../search-attributes.ts';
import type { ConversationInput } from './messages.ts';

export const DUE_WORDS: Record<Due['kind'], string> = {
  FOLLOW_UP: 'Follow-up',
  COMMITMENT: 'Promise comes due',
  FLOW: 'Flow goes on',
  STALENESS: 'Engagement changes',
  CTA_RESET: 'Call to action may be offered again',
  HUMAN_REPLY_NEEDED: 'Customer waits for a person',
  HUMAN_REPLY_ESCALATE: 'Manager is told',
  TAKEOVER_REMIND: 'Reminder to the person who took over',
  TAKEOVER_END: 'Takeover ends',
  IDLE_COMPLETE: 'Run completes (idle)',
};

export const dueSummary = (due: Due | null): string =>
  due ? `${DUE_WORDS[due.kind]}${due.step === null ? '' : ` (step ${due.step + 1})`}` : 'Nothing is due';

export function describe(input: ConversationInput, working: Working, doing: string): void {
  const { state } = working;
  const due = nextDue(state);
  setCurrentDetails(
    [
      `**Owner** ${state.owner} (epoch ${state.epoch}) · **Stage** ${state.stage} · **Engagement** ${state.staleness}`,
      `**Now** ${doing}`,
      due ? `**Next** ${dueSummary(due)} at ${new Date(due.at).toISOString()}` : '**Next** nothing',
      `**Messages** ${state.handledThrough} of ${working.through} handled · ${state.unanswered} unanswered by the customer`,
      `[Open in Parley](${input.publicUrl}/inbox/${input.conversationId})`,
    ].join('\n\n'),
  );
}

/** At most once a turn, and only when something changed. */
export class Attributes {
  private last = '';
  private readonly input: ConversationInput;

  constructor(input: ConversationInput) {
    this.input = input;
  }

  update({ state }: Working): void {
    if (!this.input.searchAttributes) return;
    const needsHuman = state.owner === 'HUMAN' || state.customerWaitingAt !== null;
    const value = `${state.owner}/${state.stage}/${needsHuman}`;
    if (value === this.last) return;
    const first = this.last === '';
    this.last = value;
    upsertSearchAttributes([
      ...(first
        ? [
            { key: orgIdKey, value: this.input.orgId },
            { key: channelKey, value: this.input.channel },
          ]
        : []),
      { key: ownerKey, value: state.owner },
      { key: stageKey, value: state.stage },
      { key: needsHumanKey, value: needsHuman },
    ]);
  }
}
