import type { FixedText } from '../../../../../domain/guardrails/fixed-text.ts';
import type { ScriptSituation } from '../../../../../domain/playbook/scripts.ts';
import { words } from '../../../lib/format.ts';
import { LOCALE, t } from '../../../lib/language.ts';

export const SITUATIONS: Record<ScriptSituation, { title: string; about: string; any: string }> = {
  opener: { title: t('Openers'), about: t('The first answer of a conversation.'), any: t('any conversation') },
  qualification: { title: t('Questions'), about: t('How a field of the checklist is asked for.'), any: t('any field') },
  objection: { title: t('Objections'), about: t('What is said to a doubt.'), any: t('any objection') },
  cta: {
    title: t('Calls to action'),
    about: t('How the next step is offered. [LINK] stands for its link.'),
    any: t('any call to action'),
  },
  exit: { title: t('Goodbyes'), about: t('How a conversation is ended in good grace.'), any: t('any end') },
};

export const TEXTS: Record<FixedText, { title: string; about: string }> = {
  welcome: { title: t('Welcome'), about: t('Opens the very first reply. Left empty, the agent greets by itself.') },
  away: {
    title: t('Away'),
    about: t(
      'Outside business hours it opens one reply of each closed period. {{opens_at}} stands for the next opening.',
    ),
  },
  humanEscalation: { title: t('A person takes over'), about: t('Said once, when somebody is called.') },
  handOverClosed: {
    title: t('A person takes over, while you are closed'),
    about: t('Said instead outside business hours. {{opens_at}} stands for the next opening.'),
  },
  fallback: { title: t('The model failed'), about: t('Acknowledges, and asks one simple question.') },
  optedOut: { title: t('After STOP'), about: t('Said only where the playbook confirms it.') },
  overBudget: { title: t('The budget is spent'), about: t('Left empty, the agent is silent and a person is called.') },
};

const NAMES: Record<string, string> = { 'hi-en': t('Hinglish') };

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
export const plainKey = words;
