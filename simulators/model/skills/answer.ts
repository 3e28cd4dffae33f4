import type { Prompt } from '../prompt/prompt.ts';
import { parsePrompt, splitSections } from '../prompt/prompt.ts';
import { critique } from './critique.ts';
import { extraction } from './extraction.ts';
import { conform, fill, materialOf } from './generic.ts';
import { plan } from './plan.ts';
import { propose } from './propose.ts';
import type { JsonSchema } from './schema.ts';
import { simple } from './simple.ts';
import { summary } from './summary.ts';
import { written } from './written.ts';

const SKILLS: Record<string, (prompt: Prompt) => Record<string, unknown>> = {
  extraction,
  plan,
  written,
  critique,
  simple,
  summary,
};

/** What a request asks for, reduced to what the answer depends on. */
export interface Ask {
  system: string;
  user: string;
  /** Name of the wanted JSON schema; null for plain text. */
  role: string | null;
  schema: JsonSchema | null;
  jsonObject: boolean;
  /** Descriptions of pictures in the request, already labelled as a demo. */
  pictures: string[];
}

/** The content of the assistant message: JSON text for structured requests, else a sentence. Pure. */
export function answer(ask: Ask): string {
  const skill = ask.role === null ? undefined : SKILLS[ask.role.toLowerCase()];
  const hasContract =
    splitSections(ask.user).has('batch') ||
    splitSections(ask.user).has('recent') ||
    splitSections(ask.user).has('business');
  const material = () => materialOf(ask.user);
  if (skill && hasContract) {
    const value = skill(parsePrompt(ask.system, ask.user));
    return JSON.stringify(ask.schema ? conform(value, ask.schema, ask.schema, material()) : value);
  }
  const proposed = ask.role === null ? null : propose(ask.role.toLowerCase(), ask.user);
  if (proposed !== null)
    return JSON.stringify(ask.schema ? conform(proposed, ask.schema, ask.schema, material()) : proposed);
  if (ask.schema) return JSON.stringify(fill(ask.schema, ask.schema, material(), ask.role ?? 'value'));
  if (ask.pictures.length > 0) return jsonOr(ask, ask.pictures.join(' '), 'description');
  if (hasContract) {
    const prompt = parsePrompt(ask.system, ask.user);
    const spoken = simple(prompt);
    return jsonOr(ask, typeof spoken.text === 'string' ? spoken.text : String(spoken.action), 'text');
  }
  const said = ask.user.trim().replace(/\s+/g, ' ').slice(0, 160);
  return jsonOr(ask, `[demo model] I am Parley's model simulator. You wrote: "${said}"`, 'text');
}

function jsonOr(ask: Ask, text: string, key: string): string {
  return ask.jsonObject ? JSON.stringify({ [key]: text }) : text;
}
