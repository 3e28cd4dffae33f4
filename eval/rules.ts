import type { Playbook } from '../domain/playbook/playbook.ts';
import type { Rules } from './types.ts';

const EMOJI = { never: 0, sparingly: 1, frequent: 5 };

/** What the checks measure against, from what the business configured: plain data, so that the checks need no code of the product. */
export function rulesOf(playbook: Playbook): Rules {
  const { tone, guardrails, texts, business } = playbook;
  return {
    maxWords: tone.maxWords,
    maxQuestions: tone.maxQuestions,
    maxEmoji: EMOJI[tone.emoji],
    forbidden: guardrails.forbiddenPhrases,
    disclaimers: guardrails.disclaimers,
    business: [
      ...Object.values(business),
      ...playbook.faqs.flatMap(faq => [faq.question, faq.answer]),
      ...playbook.objections.map(objection => objection.answer),
      ...playbook.ctas.map(cta => `${cta.label} ${cta.link ?? ''}`),
      ...guardrails.disclaimers.map(one => one.text),
      ...Object.values(texts).filter(text => typeof text === 'string'),
    ].join('\n'),
    fixedTexts: Object.values(texts).filter(text => typeof text === 'string'),
    ctas: playbook.ctas,
    agentName: playbook.agentName,
  };
}
