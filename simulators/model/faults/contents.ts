import type { Ask } from '../skills/answer.ts';
import { isObject } from '../skills/schema.ts';
import { type ActiveFault, TEXT_MODES } from './modes.ts';
import { spoilText } from './texts.ts';

/** An assistant message before it is put on the wire. */
export interface Spoken {
  content: string | null;
  refusal: string | null;
  finishReason: 'stop' | 'length' | 'content_filter';
}

const TEN_MB = 10 * 1024 * 1024;

/** The answer as the fault (or none) leaves it. Pure. */
export function applyFault(fault: ActiveFault | null, content: string, ask: Ask): Spoken {
  const plain: Spoken = { content, refusal: null, finishReason: 'stop' };
  if (fault === null) return plain;
  if (TEXT_MODES.has(fault.mode)) return { ...plain, content: spoilContent(fault, content, ask) };
  switch (fault.mode) {
    case 'garbage_json':
      return {
        ...plain,
        content: `Sure! Here is the JSON you asked for:\n{"text": "${content.slice(0, 20).replace(/["\\\n]/g, '')}", `,
      };
    case 'wrong_schema':
      return {
        ...plain,
        content: JSON.stringify({ result: { answer: 42, text: ['not', 'a', 'string'] }, shouldSend: 'maybe' }),
      };
    case 'empty':
      return { ...plain, content: '' };
    case 'huge':
      return { ...plain, content: enlarge(content, fault.params?.bytes ?? TEN_MB) };
    case 'refuse':
      return {
        content: null,
        refusal: fault.params?.text ?? "I'm sorry, but I can't help with that request.",
        finishReason: 'stop',
      };
    case 'approves':
      return {
        ...plain,
        content: JSON.stringify({ ok: true, issues: [], grounding: 1, reason: 'Everything is fine.' }),
      };
    case 'truncated':
      return { ...plain, content: content.slice(0, Math.floor(content.length / 2)), finishReason: 'length' };
    default:
      return plain;
  }
}

function parsed(content: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function spoilContent(fault: ActiveFault, content: string, ask: Ask): string {
  const value = parsed(content);
  if (value === null) return spoilText(fault, content, ask);
  const text = typeof value.text === 'string' ? value.text : '';
  const spoilt = spoilText(fault, text === '' ? 'Of course.' : text, ask);
  if ('action' in value) return JSON.stringify({ ...value, action: 'MESSAGE', text: spoilt });
  return JSON.stringify('text' in value ? { ...value, text: spoilt } : value);
}

function enlarge(content: string, bytes: number): string {
  const value = parsed(content);
  const filler = 'lorem ipsum '.repeat(Math.ceil(bytes / 12)).slice(0, bytes);
  const key =
    value === null
      ? undefined
      : (['text', 'goal', 'summary', 'reason', 'objection'].find(name => name in value) ?? Object.keys(value)[0]);
  return value === null || key === undefined ? content + filler : JSON.stringify({ ...value, [key]: filler });
}
