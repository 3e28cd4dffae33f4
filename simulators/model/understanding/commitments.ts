import type { Prompt, PromptMessage } from '../prompt/prompt.ts';
import { normalize, sentences } from '../prompt/text.ts';
import { findTime } from './time.ts';

export interface Commitment {
  by: 'user' | 'agent';
  what: string;
  dueTime: string | null;
  confidence: number;
}

const USER =
  /\b(i'll|i will|i am going to|i'm going to|let me|will)\s+(?:\w+\s+){0,2}?(call|come|pay|send|check|let you know|get back|confirm|visit|talk|discuss|decide|transfer|sign|book|buy|message|text|email|share|do it|join)\b|\b(bata(?:unga|ungi|ta hu|ti hu)|karunga|karungi|karenge|aaunga|aaungi|bhejunga|bhejungi|dunga|dungi|lunga|lungi)\b|\b(le llamo|te llamo|llamare|les aviso|le aviso|avisare|confirmo|pagare|ire|enviare|vuelvo a escribir)\b|(करूंगा|करूंगी|बताऊंगा|बताऊंगी|आऊंगा|आऊंगी|भेजूंगा|दूंगा|दूंगी)/;
const AGENT = /\b(i'll|i will|we'll|we will)\s+(check|call|send|get back|confirm|share|let you know|ask)\b/;
const VAGUE = /^(think|see)\b/;

function read(text: string, by: 'user' | 'agent', now: string | null): Commitment[] {
  const found: Commitment[] = [];
  for (const sentence of sentences(text)) {
    if (sentence.endsWith('?')) continue;
    const match = (by === 'user' ? USER : AGENT).exec(normalize(sentence));
    if (!match || VAGUE.test(match[2] ?? '')) continue;
    const time = findTime(sentence, now);
    found.push({
      by,
      what: sentence.replace(/[.!]+$/, '').slice(0, 200),
      dueTime: time?.iso ?? null,
      confidence: time ? 0.85 : 0.65,
    });
  }
  return found;
}

/** Promises in the batch, and those in the agent's or a person's last message. */
export function findCommitments(
  batch: readonly PromptMessage[],
  recent: readonly PromptMessage[],
  now: string | null,
): Commitment[] {
  const last = recent.at(-1);
  const ours = last && last.from !== 'customer' ? read(last.text, 'agent', now) : [];
  return [
    ...batch.filter(message => message.from === 'customer').flatMap(message => read(message.text, 'user', now)),
    ...ours,
  ].slice(0, 5);
}

/** What was promised, and how somebody says that it is done. */
const KEPT: [RegExp, RegExp][] = [
  [
    /\b(send|share|email|message|text)/,
    /\b(sent|shared|emailed|attached|here (?:it is|they are|you go)|bhej diy?[ae])\b/,
  ],
  [/\b(pay|transfer)/, /\b(paid|transferred|payment (?:is )?done)\b/],
  [/\b(call)/, /\b(called|just rang)\b/],
  [/\b(book|sign|confirm)/, /\b(booked|signed|confirmed)\b/],
  [/\b(visit|come)/, /\b(visited|was there|came by)\b/],
  [/\b(decide|check|discuss|talk)/, /\b(decided|checked|discussed|talked)\b/],
];

/** Numbers of the customer's open promises that the text says are done. */
export function keptPromises(prompt: Prompt, text: string): number[] {
  const said = normalize(text);
  return prompt.promises
    .filter(
      ({ by, what }) =>
        by === 'customer' && KEPT.some(([promised, done]) => promised.test(normalize(what)) && done.test(said)),
    )
    .map(({ number }) => number)
    .slice(0, 5);
}
