/** What a played conversation is, for personas, driver, checks and report. Nothing of the product is in it. */

export type Language = 'en' | 'es' | 'hi' | 'hi-en';

/** A message as it stood on the customer's phone. */
export interface Said {
  /** Epoch milliseconds of the stack's clock. */
  at: number;
  from: 'customer' | 'business';
  /** text, template, interactive, image, audio … */
  kind: string;
  text: string;
  /** Titles of buttons and rows that came with it. */
  buttons: string[];
  /** Index of the persona's step during which it was said. */
  step: number;
}

/** What a persona does next. After each of them but `wait` the driver waits until the business has answered or fallen silent. */
export type Step =
  | { do: 'say'; text: string; silenceIsFine?: boolean }
  /** Sent one right after the other. */
  | { do: 'burst'; texts: string[] }
  /** Single words, each sent before the business can have answered the one before. */
  | { do: 'type_slowly'; texts: string[]; pauseMs: number }
  | { do: 'media'; kind: 'image' | 'audio' | 'document' | 'sticker' | 'video'; caption?: string; fileName?: string }
  | { do: 'location'; latitude: number; longitude: number }
  /** Answers what the business asks, as long as it asks something the persona knows an answer to; then `otherwise`. */
  | { do: 'answer_questions'; answers: Answer[]; upTo: number; otherwise: string }
  /** Lets time pass; needs a stack whose clock can be moved. */
  | { do: 'wait'; hours: number };

export interface Answer {
  /** Source of a case-insensitive regular expression over the business's last message. */
  asked: string;
  say: string;
}

export interface Wanted {
  /** Source of a case-insensitive regular expression. */
  pattern: string;
  /** In words for the report. */
  what: string;
  /** Only in answers to this step; anywhere when left out. */
  step?: number;
}

/** What must hold for this persona beside the rules that hold for all. */
export interface Expectation {
  language: Language;
  /** Key → source of a regular expression the value must match. */
  slots?: Record<string, string>;
  says?: Wanted[];
  neverSays?: Wanted[];
  /** A person must be called for one of these reasons (`any`), or must not be (`never`). */
  person?: { for: string[] } | 'any' | 'never';
  /** Nothing may be sent after this step. */
  silentAfter?: number;
  /** In order, counted from the customer's last message before the wait. Times in hours. */
  followUps?: { afterHours: number; within: number; kind: 'text' | 'template' }[];
  /** The customer said no to it: it is not offered again. */
  declinesAfter?: number;
  /** The customer asked whether it is a machine: the answer must own up to it. */
  asksIfBot?: number;
  /** Steps that need no answer. */
  mayStaySilent?: number[];
}

export interface Persona {
  key: string;
  title: string;
  /** One sentence: who this is and what is looked at. */
  about: string;
  name: string;
  steps: Step[];
  expect: Expectation;
}

/** What the playbook says may and must be said, as plain data: what the checks measure against. */
export interface Rules {
  maxWords: number;
  maxQuestions: number;
  maxEmoji: number;
  forbidden: string[];
  disclaimers: { triggers: string[]; text: string }[];
  /** Everything the business says about itself: where a price or a link may come from. */
  business: string;
  /** Sent word for word as configured: hand-over, fallback. */
  fixedTexts: string[];
  ctas: { type: string; label: string; link: string | null; repeatable: boolean }[];
  agentName: string;
}

/** What the product's own record says at the end. */
export interface Facts {
  owner: string;
  stage: string;
  leadStatus: string;
  optedOut: boolean;
  escalation: { reasons: string[]; priority: string; handedOver: boolean } | null;
  slots: Record<string, { value: string; confidence: number }>;
  ctas: Record<string, string>;
  turns: number;
  modelCalls: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
}

/** Customer's messages that belong together, and what came back. */
export interface Exchange {
  step: number;
  /** In words. */
  what: string;
  /** Messages the customer sent in it. */
  sent: number;
  /** Messages the business sent in it. */
  answers: number;
  /** From the customer's last message of the step to the first answer; null without one. */
  responseMs: number | null;
}

export interface Transcript {
  persona: Persona;
  phone: string;
  said: Said[];
  exchanges: Exchange[];
  facts: Facts;
}

export interface Finding {
  check: string;
  passed: boolean;
  /** What is wrong, or what was found to be right, in one line. */
  detail: string;
  /** Index into `said`, when it is about one message. */
  message?: number;
}
