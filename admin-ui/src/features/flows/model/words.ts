/** Flows in people's words. */
import type { FlowRunView } from '../../../../../api/contracts/flows.ts';
import type { FlowCondition, FlowNodeType, FlowTrigger } from '../../../../../domain/flow/graph.ts';
import { WEEKDAYS, type Weekday } from '../../../../../domain/zone/business-hours.ts';

export const NODE_WORDS: Record<FlowNodeType, { label: string; about: string }> = {
  trigger: { label: 'Begin', about: 'Where every run begins.' },
  message: { label: 'Message', about: 'Says something and goes on.' },
  question: { label: 'Question', about: 'Asks, waits for the answer, and keeps it under a name.' },
  ai: { label: 'Agent answers', about: 'The agent answers once, with its playbook and what you add here.' },
  condition: { label: 'Branch', about: 'Leads on by the first condition that holds.' },
  delay: { label: 'Wait', about: 'Waits, also over a restart, then goes on.' },
  tag: { label: 'Label', about: 'Gives the contact a label, or takes it away.' },
  webhook: { label: 'Webhook', about: 'Asks an address of yours, and keeps what it answers.' },
  assign: { label: 'Hand to a person', about: 'Ends the flow; a person owns the conversation.' },
  end: { label: 'End', about: 'Ends the flow.' },
};

export const TRIGGER_WORDS: Record<FlowTrigger['type'], string> = {
  FIRST_MESSAGE: 'The first message of a contact',
  KEYWORD: 'Words in a message',
  INBOUND_MEDIA: 'A picture, document or other file',
  LABEL_ADDED: 'A label that is added to the contact',
  API: 'Only when a program or a person begins it',
  SCHEDULED: 'Days and a time',
};

export const OPERATOR_WORDS: Record<FlowCondition['operator'], string> = {
  contains: 'contains',
  equals: 'is',
  startsWith: 'begins with',
  regex: 'matches the pattern',
  isEmpty: 'is empty',
};

export const STATE_WORDS: Record<FlowRunView['state'], string> = {
  RUNNING: 'Under way',
  COMPLETED: 'Completed',
  STOPPED: 'Stopped',
  FAILED: 'Failed',
};

const REASONS: Record<string, string> = {
  completed: 'came to its end',
  assigned: 'handed to a person',
  takeover: 'a person took over',
  escalate: 'a person was called',
  opt_out: 'the contact opted out',
  opted_out: 'the contact opted out',
  blocked: 'the contact is blocked',
  by_person: 'stopped by a person',
  closed: 'the conversation was closed',
  window_closed: 'the 24-hour window was closed',
  step_cap: 'too many steps',
  guardrail: 'a text breaks a rule of the playbook',
  file_unsent: 'WhatsApp did not take its file',
};
export const reasonWords = (reason: string): string => REASONS[reason] ?? reason.replaceAll('_', ' ');

/** `Monday` → `Mon` */
export const shortDay = (day: Weekday): string => `${day.charAt(0).toUpperCase()}${day.slice(1, 3)}`;

/** `Mon, Wed at 10:00` */
const scheduleWords = ({ days, time }: Extract<FlowTrigger, { type: 'SCHEDULED' }>): string =>
  `${
    days.length === 7
      ? 'Every day'
      : WEEKDAYS.filter(day => days.includes(day))
          .map(shortDay)
          .join(', ')
  } at ${time}`;

/** `Words in a message: menu, prices` */
export function triggerText(trigger: FlowTrigger): string {
  const words = TRIGGER_WORDS[trigger.type];
  if (trigger.type === 'KEYWORD') return `${words}: ${trigger.patterns.join(', ')}`;
  if (trigger.type === 'LABEL_ADDED') return `${words}: ${trigger.label}`;
  if (trigger.type === 'SCHEDULED') return `${scheduleWords(trigger)}, to everybody labelled ${trigger.label}`;
  return words;
}
