/** What is missing before the agent may run (A-ONB-1, A-UI-2). Pure. */
import { parseFaqText } from '../knowledge/faq-text.ts';
import { typedAddress } from '../website/site.ts';
import type { AnswerPart, Answers } from './answers.ts';

export const STEPS = [
  'business',
  'offer',
  'customer',
  'sales',
  'faq',
  'guardrails',
  'tone',
  'draft',
  'channel',
] as const;
export type Step = (typeof STEPS)[number];

export interface Missing {
  step: Step;
  /** Place in the answers, `business.website`; empty where the whole step is meant. */
  field: string;
  message: string;
}

export interface Progress {
  /** Questions and answers in the knowledge base, wherever they were uploaded. */
  faqEntries: number;
  published: boolean;
  /** A number that can be written to. */
  channels: number;
}

/** A link that a customer can tap. */
export const isLink = (text: string): boolean => /^https?:\/\/[^\s/]+\.?[^\s]*$/i.test(text) && URL.canParse(text);

/** What is not answered yet, or not in a way that can be used. Optional parts are never missing. */
export function missingAnswers(answers: Answers, faqEntries: number): Missing[] {
  const found: Missing[] = [];
  const need = (step: AnswerPart, field: string, there: boolean, message: string): void => {
    if (!there) found.push({ step, field: `${step}.${field}`, message });
  };
  const { business, offer, customer, sales, faq, tone } = answers;
  need('business', 'name', business.name !== '', 'What is the business called?');
  need('business', 'industry', business.industry !== '', 'What kind of business is it?');
  need(
    'business',
    'website',
    typedAddress(business.website) !== null,
    business.website === ''
      ? 'The address of the website is needed: the agent sends people there.'
      : `“${business.website}” is no web address: write it like https://example.com.`,
  );
  need(
    'business',
    'contact',
    business.email !== '' || business.phone !== '',
    'Give an e-mail address or a phone number that customers may be told.',
  );
  need(
    'business',
    'email',
    business.email === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(business.email),
    `“${business.email}” is no e-mail address.`,
  );
  need('offer', 'products', offer.products !== '', 'Say what is sold: products or services.');
  need('offer', 'prices', offer.prices !== '', 'Say what it costs, or how a price is made.');
  need('customer', 'description', customer.description !== '', 'Say in a sentence who the best customer is.');
  need('sales', 'ctas', sales.ctas.length > 0, 'Choose at least one thing a customer should do next.');
  for (const [index, { link }] of sales.ctas.entries())
    need(
      'sales',
      `ctas.${index}.link`,
      link === '' || isLink(link),
      `“${link}” is no link: write it like https://example.com/book.`,
    );
  const twice = sales.ctas.find(({ type }, index) => sales.ctas.findIndex(cta => cta.type === type) !== index);
  need('sales', 'ctas', !twice, `${twice?.type ?? ''} stands in the list twice.`);
  for (const [index, { key, type, choices }] of sales.questions.entries()) {
    const first = sales.questions.findIndex(question => question.key === key);
    need('sales', `questions.${index}.key`, first === index, `“${key}” is asked twice.`);
    need(
      'sales',
      `questions.${index}.choices`,
      type !== 'choice' || choices.length > 1,
      `“${key}” is a choice: give it at least two choices.`,
    );
  }
  if (faq.text.trim() !== '')
    for (const error of parseFaqText(faq.text).errors.slice(0, 20))
      need('faq', 'text', false, `Line ${error.line}: ${error.message}`);
  need('faq', 'text', faqEntries > 0, 'Give questions and answers (a faq.txt): at least one pair is needed.');
  need('tone', 'agentName', tone.agentName !== '', 'Give the agent a name; it never claims to be a person.');
  return found;
}

/** Everything that stands between this organization and an agent that answers. */
export function missing(answers: Answers, progress: Progress): Missing[] {
  const found = missingAnswers(answers, progress.faqEntries);
  if (!progress.published)
    found.push({ step: 'draft', field: '', message: 'Look at what the agent will say, and publish it.' });
  if (progress.channels === 0)
    found.push({ step: 'channel', field: '', message: 'Connect a WhatsApp number: nobody can write to it yet.' });
  return found;
}
