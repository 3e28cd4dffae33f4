import { z } from 'zod';
import { answer } from '../skills/answer.ts';
import { isObject, type JsonSchema } from '../skills/schema.ts';
import type { Playbook } from './playbooks.ts';

/** Parses and checks what the simulator answered for one schema name. */
export type Parsers = Record<string, { schema: JsonSchema; parse: (value: unknown) => Record<string, unknown> }>;

/** Parsers for zod schemas by name, with the JSON schema that a request would carry. */
export function parsersOf(schemas: Record<string, z.ZodType>): Parsers {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { schema: z.toJSONSchema(schema) as JsonSchema, parse: value => schema.parse(value) as Record<string, unknown> },
    ]),
  );
}

export interface Turn {
  extraction: Record<string, unknown>;
  plan: Record<string, unknown>;
  /** Null when the plan stays silent or hands over. */
  text: string | null;
  sources: string[];
  critique: Record<string, unknown> | null;
}

/** Plays a customer against the simulator, building each request as the product would. */
export function createDialogue(playbook: Playbook, parsers: Parsers) {
  const recent: string[] = [];
  const slots = new Map<string, string>();
  let number = 0;

  function prompt(batch: readonly string[], trigger: string, more = ''): string {
    const known = [...slots].map(([key, value]) => `${key} = ${value}`).join('\n');
    const parts = [
      playbook.head,
      `### knowledge\n${playbook.knowledge}`,
      known && `### slots\n${known}`,
      recent.length > 0 ? `### recent\n${recent.slice(-12).join('\n')}` : '',
      batch.length > 0 ? `### batch\n${batch.join('\n')}` : '',
      `### timing\nnow: ${playbook.now}; minutes since last customer message: 0; response rate: 0.62; window: open`,
      `### trigger\n${trigger}`,
      more,
    ];
    return parts.filter(part => part !== '').join('\n');
  }

  function ask(role: string, user: string): Record<string, unknown> {
    const parser = parsers[role];
    if (!parser) throw new Error(`no parser for ${role}`);
    const raw = answer({
      system: `Fixed instructions for ${role}.`,
      user,
      role,
      schema: parser.schema,
      jsonObject: false,
      pictures: [],
    });
    return parser.parse(JSON.parse(raw));
  }

  function turn(...texts: string[]): Turn {
    const batch = texts.map(text => {
      number += 1;
      return `[${number}] customer: ${text.startsWith('(') ? text : JSON.stringify(text)}`;
    });
    const extraction = ask('extraction', prompt(batch, 'inbound'));
    for (const slot of extraction.slots as { key: string; value: string; confidence: number }[])
      slots.set(slot.key, `${JSON.stringify(slot.value)} (${slot.confidence})`);
    const plan = ask('plan', prompt(batch, 'inbound'));
    let text: string | null = null;
    let sources: string[] = [];
    let critique: Record<string, unknown> | null = null;
    if (plan.shouldSend === true && plan.handoff === null) {
      const planned = `### plan\ngoal: ${plan.goal}; reason: ${plan.reasonCode}; cta: ${plan.cta ?? 'none'}; ask: ${plan.askSlot ?? 'none'}`;
      const written = ask('written', prompt(batch, 'inbound', planned));
      text = String(written.text);
      sources = written.sources as string[];
      critique = ask('critique', prompt(batch, 'inbound', `${planned}\n### text\n${JSON.stringify(text)}`));
    }
    recent.push(...batch);
    if (text !== null) recent.push(`[-] agent: ${JSON.stringify(text)}`);
    return { extraction, plan, text, sources, critique };
  }

  return { prompt, ask, turn, slots, recent };
}

/** Slots of an extraction as `{key: value}`. */
export function slotValues(extraction: Record<string, unknown>): Record<string, string> {
  const list = Array.isArray(extraction.slots) ? extraction.slots.filter(isObject) : [];
  return Object.fromEntries(list.map(slot => [String(slot.key), String(slot.value)]));
}
