/** The same question answered in several tones, so that one sees the difference before customers do (E-PERS-4). Nothing is sent or kept. */
import { assemblePrompt, PROMPT_CEILING, renderPrompt } from '../../domain/agent/prompt.ts';
import { simpleSchema } from '../../domain/agent/schemas.ts';
import { givesOrders } from '../../domain/guardrails/orders.ts';
import { checkText, missingDisclaimers } from '../../domain/guardrails/text-rules.ts';
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import { KNOWLEDGE_LIMIT } from '../../domain/knowledge/rank.ts';
import { replyLanguage } from '../../domain/language/language.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import type { ModelPort, ModelUsage } from '../ports.ts';
import { exampleTail } from './examples.ts';
import { hoursLines } from './hours.ts';
import { simpleInstructions } from './instructions.ts';
import { factsOf, knowledgeLines, messageLine, stableSections, timingLines } from './sections.ts';

export interface PreviewInput {
  orgId: string;
  playbook: Playbook;
  question: string;
  zone: string;
  now: number;
  signal: AbortSignal;
}

export interface Preview {
  /** Null when nothing would be said: the model stayed silent, called a person, or broke a rule twice. */
  text: string | null;
  /** Why there is no text, in words. */
  why: string | null;
  usages: ModelUsage[];
}

/** One call, one rewrite where a rule in code is broken: as simple mode answers (A-SIMPLE-1). @throws ModelError */
export async function previewAnswer(
  model: Pick<ModelPort, 'complete'>,
  countTokens: (text: string) => number,
  input: PreviewInput,
): Promise<Preview> {
  const { orgId, playbook, question, zone, now, signal } = input;
  const language = replyLanguage(null, playbook.tone.languages);
  const system = simpleInstructions(playbook.agentName, playbook.business.name);
  const faqs = playbook.faqs.map((faq, index) => ({ id: `faq-${index + 1}`, title: faq.question, text: faq.answer }));
  const sources = matchKnowledge(question, faqs, KNOWLEDGE_LIMIT).filter(
    hit => !givesOrders(`${hit.title}\n${hit.text}`),
  );
  const sectionsWith = (tail: { name: string; lines: string[] }[]) =>
    assemblePrompt(
      {
        stable: stableSections(playbook, {}),
        knowledge: knowledgeLines(sources),
        summary: null,
        slots: [],
        memory: [],
        recent: [],
        batch: [messageLine({ ...ASKED, text: question })],
        timing: [
          ...timingLines({ now, zone, lastInboundAt: now, responseRate: null, windowEndsAt: now + DAY_MS }),
          ...hoursLines(playbook, now, zone),
        ],
        tail: [
          { name: 'trigger', lines: ['inbound'] },
          { name: 'answer in', lines: [language] },
          ...exampleTail(playbook),
          ...tail,
        ],
      },
      Math.min(PROMPT_CEILING, playbook.budget.promptTokens),
      countTokens(system),
      countTokens,
    );
  const usages: ModelUsage[] = [];
  let tail: { name: string; lines: string[] }[] = [];
  let problems: string[] = [];
  for (let tries = 0; tries < 2; tries++) {
    const sections = sectionsWith(tail);
    const user = renderPrompt(sections);
    const { value, usage } = await model.complete({
      role: 'simple',
      schemaName: 'simple',
      schema: simpleSchema,
      system,
      user,
      seed: 1,
      signal,
      orgId,
    });
    usages.push(usage);
    if (value.action === 'HANDOFF') return { text: null, why: 'A person would be called.', usages };
    const written = value.action === 'MESSAGE' ? (value.text ?? '').trim() : '';
    if (written === '') return { text: null, why: 'It would say nothing.', usages };
    const text = [written, ...missingDisclaimers(written, playbook)].join(' ');
    problems = checkText(text, playbook, { sources: factsOf(sections, playbook, []), language })
      .filter(rule => !rule.passed)
      .map(rule => rule.detail ?? rule.rule);
    if (problems.length === 0) return { text, why: null, usages };
    tail = [
      { name: 'text', lines: [JSON.stringify(written)] },
      { name: 'problems', lines: problems },
    ];
  }
  return { text: null, why: `What it wrote may not leave: ${problems.join('; ')}.`, usages };
}

const DAY_MS = 86_400_000;
const ASKED = {
  number: 1,
  sender: 'CONTACT',
  kind: 'TEXT',
  transcript: null,
  replyId: null,
  deleted: false,
} as const;
