import { isWithin, type Path } from './paths.ts';

export const SECTIONS = [
  {
    id: 'business',
    label: 'Business',
    about: 'Who you are and what you sell. The agent states these as facts.',
    roots: ['business', 'businessHours'],
  },
  {
    id: 'style',
    label: 'Persona and style',
    about: 'How the agent is called and how it sounds.',
    roots: ['agentName', 'tone', 'mode', 'talk'],
  },
  {
    id: 'questions',
    label: 'Questions',
    about: 'What the agent needs to find out, and when it asks.',
    roots: ['checklist'],
  },
  {
    id: 'offers',
    label: 'Calls to action',
    about: 'What the agent leads to, in the order it offers them.',
    roots: ['ctas', 'ctaResetMs'],
  },
  {
    id: 'answers',
    label: 'Answers',
    about: 'Objections it can meet, and questions it is often asked.',
    roots: ['objections', 'faqs'],
  },
  {
    id: 'keywords',
    label: 'Keyword rules',
    about: 'Fixed answers to what is written often. They come before the agent, and no model is asked.',
    roots: ['keywordRules'],
  },
  {
    id: 'scripts',
    label: 'Scripts',
    about: 'Words the agent keeps close to, by situation and language.',
    roots: ['scripts'],
  },
  {
    id: 'follow-ups',
    label: 'Follow-ups',
    about: 'When and how it writes again after silence.',
    roots: ['followUp', 'idleCompleteMs'],
  },
  {
    id: 'guardrails',
    label: 'Guardrails',
    about: 'What never leaves, whatever the model says. Checked in code.',
    roots: ['guardrails', 'groundingThreshold'],
  },
  {
    id: 'escalation',
    label: 'Escalation',
    about: 'When a person is called, and what happens while one is in charge.',
    roots: ['escalateOn', 'escalation', 'takeover'],
  },
  {
    id: 'scoring',
    label: 'Scoring',
    about: 'What makes a lead worth more or less to you.',
    roots: ['scoring'],
  },
  { id: 'texts', label: 'Fixed texts', about: 'Sent word for word, without the model.', roots: ['texts'] },
  { id: 'budget', label: 'Budget', about: 'How much the agent may say, read and spend.', roots: ['budget'] },
  {
    id: 'json',
    label: 'Everything (JSON)',
    about: 'The whole configuration as it is stored, for what has no form.',
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
