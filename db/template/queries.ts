import { and, eq } from 'drizzle-orm';
import type { ChannelTemplate } from '../../activities/ports.ts';
import { holdsLink } from '../../domain/guardrails/contacts.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { Tx } from '../database.ts';
import { derivedId } from '../ids.ts';
import { templates } from './table.ts';

export type TemplateRow = typeof templates.$inferSelect;

/** An approved template by name, in the wanted language or another of the same base, else English, else any. */
export async function findTemplate(
  tx: Tx,
  {
    orgId,
    channelAccountId,
    name,
    language,
  }: { orgId: string; channelAccountId: string; name: string; language: string },
): Promise<TemplateRow | null> {
  const rows = await tx
    .select()
    .from(templates)
    .where(
      and(
        eq(templates.orgId, orgId),
        eq(templates.channelAccountId, channelAccountId),
        eq(templates.name, name),
        eq(templates.status, 'APPROVED'),
      ),
    );
  const base = (code: string) => code.replace('-', '_').split('_')[0];
  return (
    rows.find(row => row.language === language) ??
    rows.find(row => base(row.language) === base(language)) ??
    rows.find(row => base(row.language) === 'en') ??
    rows[0] ??
    null
  );
}

interface Component {
  type?: string;
  text?: string;
  format?: string;
  buttons?: { type?: string; text?: string; url?: string }[];
}

/** What the provider's template consists of, for people. */
export function partsOf(template: Pick<TemplateRow, 'components'>) {
  const parts = template.components as Component[];
  const part = (type: string) => parts.find(each => each.type?.toUpperCase() === type);
  const header = part('HEADER');
  return {
    /** Null for none; a file as its header has no text. */
    header: header?.text ?? null,
    /** IMAGE, VIDEO, DOCUMENT, LOCATION: what must go with it. */
    headerFile: header?.format && header.format.toUpperCase() !== 'TEXT' ? header.format.toUpperCase() : null,
    body: part('BODY')?.text ?? '',
    footer: part('FOOTER')?.text ?? null,
    buttons: (part('BUTTONS')?.buttons ?? []).map(button => ({
      text: button.text ?? '',
      /** Wants a value of its own with every message. */
      variable:
        button.url?.includes('{{') === true || ['COPY_CODE', 'FLOW', 'OTP'].includes(button.type?.toUpperCase() ?? ''),
    })),
  };
}

const MAX_NAME_CHARACTERS = 40;

/**
 * A contact's name as it may go out: its owner wrote it, and could put anything there. One line of letters, spaces and
 * . ' - with no link in it; null for any other.
 */
function speakableName(name: string | null): string | null {
  const plain = name?.trim() ?? '';
  const fits = [...plain].length <= MAX_NAME_CHARACTERS && /^\p{L}[\p{L}\p{M} .'’-]*$/u.test(plain);
  return fits && !holdsLink(plain) ? plain : null;
}

const MAX_VALUE_CHARACTERS = 80;

/** A slot's value is the customer's own words: one short line without a link, or it is none. */
function speakable(value: string): string | null {
  const plain = value.trim();
  const fits = plain !== '' && [...plain].length <= MAX_VALUE_CHARACTERS && !/[\n\r\u2028\u2029{}]/.test(plain);
  return fits && !holdsLink(plain) ? plain : null;
}

/** Fills a template's variables; null when one has neither a value nor a fallback (A-PRICE-6): then it is not sent. */
export const templateContent = (template: TemplateRow, facts: TemplateFacts): TemplateContent | null =>
  contentWith(template, fillTemplate(template, facts));

export type TemplateContent = Extract<OutboundContent, { kind: 'template' }>;

/** A template with these values; null while one is missing. */
export function contentWith(template: TemplateRow, filled: Filled[]): TemplateContent | null {
  const [body, header] = ['BODY', 'HEADER'].map(part => filled.filter(variable => variable.part === part));
  if (!body || !header || filled.some(variable => variable.text === null)) return null;
  const spoken = (variables: Filled[]) => variables.map(({ name, text }) => ({ name, text: text ?? '' }));
  return {
    kind: 'template',
    name: template.name,
    language: template.language,
    category: template.category,
    preview: previewOf(template, body),
    body: spoken(body),
    header: spoken(header),
    buttons: [],
  };
}

export interface TemplateFacts {
  name: string | null;
  business: string;
  agent: string;
  /** Facts of the playbook and slots, by variable name; slots only from confidence 0.7 on. */
  more?: Record<string, string>;
}

export interface Filled {
  part: 'BODY' | 'HEADER';
  /** As it stands in the template: a name, or a number. */
  variable: string;
  /** Null for numbered ones, as the wire wants it. */
  name: string | null;
  /** Null: neither a value nor a fallback is known. */
  text: string | null;
}

/** What is known by name, for a template or a reply. The customer's own words only as far as they are plain (A-PRICE-6). */
export function knownOf(facts: TemplateFacts): Map<string, string> {
  const name = speakableName(facts.name);
  const known = new Map(
    Object.entries({
      name: name ?? 'there',
      first_name: firstNameOf(name),
      business: facts.business,
      business_name: facts.business,
      agent: facts.agent,
      agent_name: facts.agent,
    }),
  );
  for (const [variable, value] of Object.entries(facts.more ?? {})) {
    const text = speakable(value);
    if (text && !known.has(variable.toLowerCase())) known.set(variable.toLowerCase(), text);
  }
  return known;
}

const firstNameOf = (name: string | null): string => name?.split(/\s+/)[0] ?? 'there';

/** Every variable of a template with what would stand there. */
export function fillTemplate(template: TemplateRow, facts: TemplateFacts): Filled[] {
  const known = knownOf(facts);
  const firstName = firstNameOf(speakableName(facts.name));
  /** Positional variables of the seeded templates: customer, then business. */
  const positional = [firstName, facts.business];
  return (['BODY', 'HEADER'] as const).flatMap(part => {
    const component = (template.components as Component[]).find(each => each.type?.toUpperCase() === part);
    const names = [...(component?.text ?? '').matchAll(/\{\{\s*([a-z0-9_]+)\s*\}\}/gi)].map(match => match[1] ?? '');
    return names.map(variable => {
      const numbered = /^\d+$/.test(variable);
      const text = numbered ? positional[Number(variable) - 1] : known.get(variable.toLowerCase());
      return { part, variable, name: numbered ? null : variable, text: text || null };
    });
  });
}

/** What the customer reads: the body with its variables filled, in order. */
export function previewOf(template: TemplateRow, body: { text: string | null }[]): string {
  const text = (template.components as Component[]).find(part => part.type?.toUpperCase() === 'BODY')?.text ?? '';
  let index = 0;
  return text.replace(/\{\{\s*[a-z0-9_]+\s*\}\}/gi, variable => body[index++]?.text ?? variable);
}

/** Mirrors the provider's list; what it no longer has is marked DELETED. */
export async function syncTemplates(
  tx: Tx,
  {
    orgId,
    channelAccountId,
    found,
    now,
  }: { orgId: string; channelAccountId: string; found: ChannelTemplate[]; now: number },
): Promise<void> {
  await tx
    .update(templates)
    .set({ status: 'DELETED' })
    .where(and(eq(templates.orgId, orgId), eq(templates.channelAccountId, channelAccountId)));
  for (const template of found) {
    const values = {
      category: template.category,
      status: template.status,
      quality: template.quality,
      providerTemplateId: template.providerTemplateId,
      components: template.components,
      syncedAt: now,
    };
    await tx
      .insert(templates)
      .values({
        orgId,
        id: derivedId('template', channelAccountId, template.name, template.language),
        channelAccountId,
        name: template.name,
        language: template.language,
        ...values,
      })
      .onConflictDoUpdate({
        target: [templates.orgId, templates.channelAccountId, templates.name, templates.language],
        set: values,
      });
  }
}
