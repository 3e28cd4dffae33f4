import type { FixedText } from '../../../../../domain/guardrails/fixed-text.ts';
import type { ScriptSituation } from '../../../../../domain/playbook/scripts.ts';
import { LOCALE } from '../../../lib/language.ts';

export const SITUATIONS: Record<ScriptSituation, { title: string; about: string; any: string }> = {
  opener: { title: 'Openers', about: 'The first answer of a conversation.', any: 'any conversation' },
  qualification: { title: 'Questions', about: 'How a field of the checklist is asked for.', any: 'any field' },
  objection: { title: 'Objections', about: 'What is said to a doubt.', any: 'any objection' },
  cta: {
    title: 'Calls to action',
    about: 'How the next step is offered. [LINK] stands for its link.',
    any: 'any call to action',
  },
  exit: { title: 'Goodbyes', about: 'How a conversation is ended in good grace.', any: 'any end' },
};

export const TEXTS: Record<FixedText, { title: string; about: string }> = {
  welcome: { title: 'Welcome', about: 'Opens the very first reply. Left empty, the agent greets by itself.' },
  away: {
    title: 'Away',
    about: 'Outside business hours it opens one reply of each closed period. {{opens_at}} stands for the next opening.',
  },
  humanEscalation: { title: 'A person takes over', about: 'Said once, when somebody is called.' },
  handOverClosed: {
    title: 'A person takes over, while you are closed',
    about: 'Said instead outside business hours. {{opens_at}} stands for the next opening.',
  },
  fallback: { title: 'The model failed', about: 'Acknowledges, and asks one simple question.' },
  optedOut: { title: 'After STOP', about: 'Said only where the playbook confirms it.' },
  overBudget: { title: 'The budget is spent', about: 'Left empty, the agent is silent and a person is called.' },
};

const NAMES: Record<string, string> = { 'hi-en': 'Hinglish' };

/** `Spanish (es)` */
export const languageName = (code: string): string => {
  if (NAMES[code]) return NAMES[code];
  try {
    return new Intl.DisplayNames([LOCALE], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
};

/** `too_expensive` → `too expensive`, `BOOK_CALL` → `book call` */
export const plainKey = (key: string): string => key.replaceAll('_', ' ').toLowerCase();
