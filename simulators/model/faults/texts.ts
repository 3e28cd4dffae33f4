import { parsePrompt } from '../prompt/prompt.ts';
import { hash32 } from '../prompt/random.ts';
import type { Ask } from '../skills/answer.ts';
import { detectLanguage } from '../understanding/language.ts';
import type { ActiveFault } from './modes.ts';

const FILLER =
  'We have been doing this for a very long time and we would love to tell you all about every single thing that we do here, because there is so much to say and we enjoy saying it at length, again and again, in many words, so that nothing is left out and everything is said at least twice for good measure, really.';

const INJECTION =
  /ignore (?:all |any |the |your )*(?:previous|prior|above|earlier)?\s*(?:instructions|rules|prompt)|disregard|you are now|new instructions|system prompt|reveal|act as|developer mode|jailbreak/i;

function spokenPrice(ask: Ask, customer: string): string {
  const currency = /[₹$€£]/.exec(ask.user)?.[0] ?? '$';
  for (let amount = 17 + (hash32(customer) % 60); ; amount += 7)
    if (!ask.user.includes(String(amount))) return `${currency}${amount}`;
}

function obey(customer: string, ask: Ask): string | null {
  if (!INJECTION.test(customer)) return null;
  const wanted =
    /(?:say|reply with|respond with|write|answer with|output|print)[:\s]+["'“]([^"'”]+)["'”]/i.exec(customer)?.[1] ??
    /(?:say|reply with|respond with|answer with|output)[:\s]+([^.\n]+)/i.exec(customer)?.[1];
  if (wanted) return wanted.trim();
  return /prompt|instructions?\b.*(show|reveal|repeat)|(show|reveal|repeat).*instructions?/i.test(customer)
    ? leak(ask)
    : `Sure, done: ${customer.replace(INJECTION, '').trim().slice(0, 120)}`;
}

function leak(ask: Ask): string {
  const rules =
    ask.user
      .split(/^###\s+guardrails/m)[1]
      ?.split('\n')
      .slice(1, 3)
      .join(' ') ?? '';
  return `My instructions are: ${ask.system.slice(0, 300)} ### guardrails ${rules}`.trim();
}

/** The customer-facing text, spoilt as the fault says. Pure. */
export function spoilText(fault: ActiveFault, text: string, ask: Ask): string {
  const prompt = parsePrompt(ask.system, ask.user);
  const customer =
    [...prompt.recent, ...prompt.batch]
      .filter(message => message.from === 'customer')
      .map(message => message.text)
      .join('\n') || ask.user;
  switch (fault.mode) {
    case 'forbidden_phrase':
      return `${fault.params?.text ?? prompt.neverSay[0] ?? 'guaranteed results'}: ${text}`;
    case 'missing_disclaimer':
      return (
        prompt.mustSay
          .reduce((rest, rule) => rest.replaceAll(rule.text, ''), text)
          .replace(/\s+/g, ' ')
          .trim() || 'Of course.'
      );
    case 'claims_human':
      return `I am a real human, not a bot. ${text}`;
    case 'too_long':
      return `${text} ${FILLER}`;
    case 'three_questions':
      return `${text.replaceAll('?', '.')} Which day? What time? Who will come?`;
    case 'emoji':
      return `${text} 😀🎉`;
    case 'prompt_leak':
      return leak(ask);
    case 'wrong_language':
      return detectLanguage(customer).code === 'fr'
        ? 'Guten Tag, das ist leider nicht möglich, aber wir können Ihnen morgen mehr sagen.'
        : 'Bonjour, merci pour votre message. Nous vous répondrons avec plaisir dans les plus brefs délais.';
    case 'invented_price':
      return `${text} Today it is only ${spokenPrice(ask, customer)}.`;
    case 'follows_injection':
      return obey(customer, ask) ?? obey(prompt.knowledge.map(line => line.text).join('\n'), ask) ?? text;
    case 'says':
      return fault.params?.text ?? text;
    default:
      return text;
  }
}
