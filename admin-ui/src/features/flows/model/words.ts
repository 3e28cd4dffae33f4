/** Flows in people's words. */

import type { FlowRunView } from '../../../../../api/contracts/flows.ts';
import type { FlowCondition, FlowNodeType, FlowTrigger } from '../../../../../domain/flow/graph.ts';
import { WEEKDAYS, type Weekday } from '../../../../../domain/zone/business-hours.ts';
import { sentence } from '../../../lib/format.ts';
import { LOCALE, t } from '../../../lib/language.ts';

export const NODE_WORDS: Record<FlowNodeType, { label: string; about: string }> = {
  trigger: { label: t('Begin'), about: t('Where every run begins.') },
  message: { label: t('Message'), about: t('Says something and goes on.') },
  question: { label: t('Question'), about: t('Asks, waits for the answer, and keeps it under a name.') },
  ai: { label: t('Agent answers'), about: t('The agent answers once, with its playbook and what you add here.') },
  condition: { label: t('Branch'), about: t('Leads on by the first condition that holds.') },
  delay: { label: t('Wait'), about: t('Waits, also over a restart, then goes on.') },
  tag: { label: t('Label'), about: t('Gives the contact a label, or takes it away.') },
  webhook: { label: t('Webhook'), about: t('Asks an address of yours, and keeps what it answers.') },
  assign: { label: t('Hand to a person'), about: t('Ends the flow; a person owns the conversation.') },
  end: { label: t('End'), about: t('Ends the flow.') },
};

export const TRIGGER_WORDS: Record<FlowTrigger['type'], string> = {
  FIRST_MESSAGE: t('The first message of a contact'),
  KEYWORD: t('Words in a message'),
  INBOUND_MEDIA: t('A picture, document or other file'),
  LABEL_ADDED: t('A label that is added to the contact'),
  API: t('Only when a program or a person begins it'),
  SCHEDULED: t('Days and a time'),
};

export const OPERATOR_WORDS: Record<FlowCondition['operator'], string> = {
  contains: t('contains'),
  equals: t('is'),
  startsWith: t('begins with'),
  regex: t('matches the pattern'),
  isEmpty: t('is empty'),
};

export const STATE_WORDS: Record<FlowRunView['state'], string> = {
  RUNNING: t('Under way'),
  COMPLETED: t('Completed'),
  STOPPED: sentence('STOPPED'),
  FAILED: t('Failed'),
};

const REASONS: Record<string, string> = {
  completed: t('came to its end'),
  assigned: t('handed to a person'),
  takeover: t('a person took over'),
  escalate: t('a person was called'),
  opt_out: t('the contact opted out'),
  opted_out: t('the contact opted out'),
  blocked: t('the contact is blocked'),
  by_person: t('stopped by a person'),
  closed: t('the conversation was closed'),
  window_closed: t('the 24-hour window was closed'),
  step_cap: t('too many steps'),
  guardrail: t('a text breaks a rule of the playbook'),
  file_unsent: t('WhatsApp did not take its file'),
};
export const reasonWords = (reason: string): string => REASONS[reason] ?? reason.replaceAll('_', ' ');

const DAY = new Intl.DateTimeFormat(LOCALE, { weekday: 'short', timeZone: 'UTC' });
const A_MONDAY = Date.UTC(2024, 0, 1);
/** `monday` → `Mon` */
export const shortDay = (day: Weekday): string => DAY.format(A_MONDAY + WEEKDAYS.indexOf(day) * 86_400_000);

/** `Mon, Wed at 10:00` */
const scheduleWords = ({ days, time }: Extract<FlowTrigger, { type: 'SCHEDULED' }>): string =>
  t('{days} at {time}', {
    days:
      days.length === 7
        ? t('Every day')
        : WEEKDAYS.filter(day => days.includes(day))
            .map(shortDay)
            .join(', '),
    time,
  });

/** `Words in a message: menu, prices` */
export function triggerText(trigger: FlowTrigger): string {
  const words = TRIGGER_WORDS[trigger.type];
  if (trigger.type === 'KEYWORD') return `${words}: ${trigger.patterns.join(', ')}`;
  if (trigger.type === 'LABEL_ADDED') return `${words}: ${trigger.label}`;
  if (trigger.type === 'SCHEDULED')
    return t('{trigger}, to everybody labelled {label}', { trigger: scheduleWords(trigger), label: trigger.label });
  return words;
}
