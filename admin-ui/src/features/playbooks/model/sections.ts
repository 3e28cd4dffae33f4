import { t } from '../../../lib/language.ts';
import { isWithin, type Path } from './paths.ts';

export const SECTIONS = [
  {
    id: 'business',
    label: t('Business'),
    about: t('Who you are and what you sell. The agent states these as facts.'),
    roots: ['business', 'businessHours'],
  },
  {
    id: 'style',
    label: t('Persona and style'),
    about: t('How the agent is called and how it sounds.'),
    roots: ['agentName', 'tone', 'mode', 'talk'],
  },
  {
    id: 'questions',
    label: t('Questions'),
    about: t('What the agent needs to find out, and when it asks.'),
    roots: ['checklist'],
  },
  {
    id: 'offers',
    label: t('Calls to action'),
    about: t('What the agent leads to, in the order it offers them.'),
    roots: ['ctas', 'ctaResetMs'],
  },
  {
    id: 'answers',
    label: t('Answers'),
    about: t('Objections it can meet, and questions it is often asked.'),
    roots: ['objections', 'faqs'],
  },
  {
    id: 'keywords',
    label: t('Keyword rules'),
    about: t('Fixed answers to what is written often. They come before the agent, and no model is asked.'),
    roots: ['keywordRules'],
  },
  {
    id: 'scripts',
    label: t('Scripts'),
    about: t('Words the agent keeps close to, by situation and language.'),
    roots: ['scripts'],
  },
  {
    id: 'follow-ups',
    label: t('Follow-ups'),
    about: t('When and how it writes again after silence.'),
    roots: ['followUp', 'idleCompleteMs'],
  },
  {
    id: 'guardrails',
    label: t('Guardrails'),
    about: t('What never leaves, whatever the model says. Checked in code.'),
    roots: ['guardrails', 'groundingThreshold'],
  },
  {
    id: 'escalation',
    label: t('Escalation'),
    about: t('When a person is called, and what happens while one is in charge.'),
    roots: ['escalateOn', 'escalation', 'takeover'],
  },
  {
    id: 'scoring',
    label: t('Scoring'),
    about: t('What makes a lead worth more or less to you.'),
    roots: ['scoring'],
  },
  { id: 'texts', label: t('Fixed texts'), about: t('Sent word for word, without the model.'), roots: ['texts'] },
  { id: 'budget', label: t('Budget'), about: t('How much the agent may say, read and spend.'), roots: ['budget'] },
  {
    id: 'json',
    label: t('Everything (JSON)'),
    about: t('The whole configuration as it is stored, for what has no form.'),
    roots: [],
  },
] as const satisfies readonly { id: string; label: string; about: string; roots: readonly Path[] }[];

export type Section = (typeof SECTIONS)[number];
export type SectionId = Section['id'];

/** The section that has a form for a place; the JSON for what has none. */
export const sectionOf = (path: Path): Section => {
  const found = SECTIONS.find(section => (section.roots as readonly Path[]).some(root => isWithin(path, root)));
  return found ?? SECTIONS[SECTIONS.length - 1] ?? SECTIONS[0];
};

export const parseSection = (value: unknown): SectionId | undefined =>
  SECTIONS.find(section => section.id === value)?.id;
