import type { Prompt } from '../prompt/prompt.ts';
import { keptPromises } from '../understanding/commitments.ts';
import { ctaSignals } from '../understanding/ctas.ts';
import { understand } from '../understanding/understand.ts';

/** Answer for `extraction`: what the batch says, nothing that it does not. */
export function extraction(prompt: Prompt): Record<string, unknown> {
  const u = understand(prompt);
  return {
    intent: u.intent,
    sentiment: u.sentiment,
    sentimentConfidence: u.sentimentConfidence,
    language: u.language.code,
    languageConfidence: u.language.confidence,
    confused: u.confused,
    refersToPast: u.refersToPast,
    asksFact: u.questions.some(question => question.kind === 'fact'),
    slots: u.slots,
    commitments: u.commitments,
    keptPromises: keptPromises(prompt, u.text),
    ctaSignals: ctaSignals(prompt, u),
    // A plain no is a no, and nothing to argue with.
    objection: u.objection === null || u.objection === 'not_interested' ? null : objectionName(prompt, u.objection),
  };
}

/** The playbook's own name for an objection where one of its keys means the same. */
export function objectionName(prompt: Prompt, key: string): string {
  return playbookObjection(prompt, key)?.key ?? key.replaceAll('_', ' ');
}

const SAME: Record<string, RegExp> = {
  too_expensive: /expensive|price|cost|budget|costly|money|fee/i,
  ask_family: /family|spouse|wife|husband|partner|parents|ask/i,
  need_to_think: /think|decide|later/i,
  no_time: /time|busy/i,
  trust: /trust|scam|legit|fake|proof|guarantee|safe/i,
  competitor: /competit|other|elsewhere|already|free|compare/i,
  fear: /fear|scared|pain|anxi|afraid|nervous|risk|loss/i,
  not_interested: /not.?interested|no.?need/i,
};

export function playbookObjection(prompt: Prompt, key: string): { key: string; answer: string } | null {
  return (
    prompt.objections.find(one => one.key === key) ?? prompt.objections.find(one => SAME[key]?.test(one.key)) ?? null
  );
}
