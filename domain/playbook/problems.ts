/** What a playbook that fits its schema may still have wrong, said when it is saved (A-MEM-2, X-FAIL). Pure. */
import type { CountTokens } from '../agent/prompt.ts';
import { FIXED_TEXTS, fixedTextProblems, MAY_BE_EMPTY } from '../guardrails/fixed-text.ts';
import { EXAMPLE_TOKENS, exampleLines, exampleProblems } from './examples.ts';
import { sampleOf } from './hour-texts.ts';
import type { Playbook } from './playbook.ts';
import { LINK_MARK, type ScriptSituation } from './scripts.ts';

export interface Problem {
  path: string;
  message: string;
}

/** The stable part of the prompt is never cut: it must leave room for the conversation. */
export const STABLE_TOKENS = 500;
const STABLE_MOST = 1_200;

/** @param stable the lines of the stable sections, as the prompt has them. */
export function playbookProblems(playbook: Playbook, stable: string, count: CountTokens): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string): void => {
    problems.push({ path, message });
  };
  const tokens = count(stable);
  if (tokens > STABLE_MOST)
    add(
      'business',
      `Business, rules, tone and guardrails take ${tokens} tokens of every prompt; ${STABLE_TOKENS} is meant, ${STABLE_MOST} is the most: shorten them, or move facts into the knowledge base.`,
    );
  for (const kind of FIXED_TEXTS) {
    const text = playbook.texts[kind];
    if (text === '' && MAY_BE_EMPTY.includes(kind)) continue;
    for (const problem of fixedTextProblems(sampleOf(text), playbook))
      add(`texts.${kind}`, `This text may not be sent: ${problem}.`);
  }
  for (const [language, texts] of Object.entries(playbook.texts.translations))
    for (const [kind, text] of Object.entries(texts))
      if (text)
        for (const problem of fixedTextProblems(sampleOf(text), playbook))
          add(`texts.translations.${language}.${kind}`, `This text may not be sent: ${problem}.`);
  scriptProblems(playbook, add);
  const exampleTokens = count(exampleLines(playbook.tone).join('\n'));
  if (exampleTokens > EXAMPLE_TOKENS)
    add(
      'tone.examples',
      `The examples take ${exampleTokens} tokens of what the writer reads, ${EXAMPLE_TOKENS} is the most: shorten them, or take one out.`,
    );
  for (const [index, example] of playbook.tone.examples.entries())
    for (const problem of exampleProblems(example, playbook))
      add(`tone.examples[${index}]`, `This cannot be an example: ${problem}.`);
  for (const [index, { choices, key, type }] of playbook.checklist.entries()) {
    if (type === 'choice' && choices.length === 0)
      add(`checklist[${index}].choices`, `"${key}" is a choice: give it at least two choices.`);
    for (const [at, choice] of choices.entries()) {
      if (choices.indexOf(choice) !== at)
        add(`checklist[${index}].choices[${at}]`, `"${choice}" stands among the choices twice.`);
      for (const problem of fixedTextProblems(choice, playbook))
        add(`checklist[${index}].choices[${at}]`, `This choice may not be shown: ${problem}.`);
    }
  }
  const seen = new Set<string>();
  for (const [index, { key }] of playbook.checklist.entries()) {
    if (seen.has(key)) add(`checklist[${index}].key`, `"${key}" stands in the list twice.`);
    seen.add(key);
  }
  for (const [index, { reply }] of playbook.keywordRules.entries())
    for (const problem of fixedTextProblems(reply, playbook))
      add(`keywordRules[${index}].reply`, `This text may not be sent: ${problem}.`);
  const { changes, rules } = playbook.escalation;
  for (const [index, { reason }] of changes.entries())
    if (changes.findIndex(other => other.reason === reason) !== index)
      add(`escalation.changes[${index}].reason`, `"${reason}" stands in the list twice.`);
  for (const [index, { when }] of rules.entries())
    if (
      ![when.intents, when.sentiments, when.words].some(list => list.length > 0) &&
      when.minScore === null &&
      !when.highValue
    )
      add(
        `escalation.rules[${index}].when`,
        'A rule without a condition would call a person for every message: give one.',
      );
  const types = new Set<string>();
  for (const [index, { type }] of playbook.ctas.entries()) {
    if (types.has(type)) add(`ctas[${index}].type`, `${type} stands in the list twice.`);
    types.add(type);
  }
  for (const [index, step] of playbook.followUp.ladder.entries())
    if (step.message === 'template' && !step.template)
      add(`followUp.ladder[${index}].template`, 'A step that sends a template needs the template’s name.');
  return problems;
}

/** Scripts are said nearly as they stand: each must be allowed, in an allowed language, and about something there is. */
function scriptProblems(playbook: Playbook, add: (path: string, message: string) => void): void {
  const { scripts, tone, checklist, objections, ctas } = playbook;
  const known: Record<ScriptSituation, string[]> = {
    opener: [],
    qualification: checklist.map(field => field.key),
    objection: objections.map(objection => objection.key),
    cta: ctas.map(cta => cta.type),
    exit: [],
  };
  const seen = new Set<string>();
  for (const [index, { situation, about, texts }] of scripts.entries()) {
    const place = `scripts[${index}]`;
    const link = ctas.find(cta => cta.type === about)?.link ?? null;
    if (about !== '' && !known[situation].includes(about))
      add(`${place}.about`, `There is no ${situation} "${about}" in this playbook.`);
    else if (seen.has(`${situation}/${about}`))
      add(place, `There is a script for this ${situation}${about ? ` (${about})` : ''} already.`);
    seen.add(`${situation}/${about}`);
    for (const [language, text] of Object.entries(texts)) {
      const at = `${place}.texts.${language}`;
      if (!tone.languages.includes(language))
        add(at, `"${language}" is not among the languages of this playbook (${tone.languages.join(', ')}).`);
      if (text.includes(LINK_MARK) && (about === '' || known[situation].includes(about)) && link === null)
        add(at, `${LINK_MARK} has nothing to stand for: ${about || 'this'} has no link in the playbook.`);
      for (const problem of fixedTextProblems(text.replaceAll(LINK_MARK, link ?? ''), playbook))
        add(at, `This text may not be said: ${problem}.`);
    }
  }
}
