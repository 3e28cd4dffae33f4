/**
 * What a button or a list row stands for (A-WA-6). Its id says it, so that a choice needs no model: `slot:<key>:<value>`,
 * `cta:<TYPE>:yes|no`. An id that fits the playbook no more (stale) stands for nothing, and its title is read like any text. Pure.
 */
import type { CtaEvent } from '../cta/cta.ts';
import type { IntakeField, Playbook } from '../playbook/playbook.ts';
import { CTA_TYPES, type CtaType } from '../words.ts';

export type ReplyAction =
  | { kind: 'slot'; key: string; value: string }
  | { kind: 'cta'; cta: CtaType; signal: Extract<CtaEvent, 'clicked' | 'declined'> };

export const slotReplyId = (key: string, value: string): string => `slot:${key}:${value}`;
export const ctaReplyId = (cta: CtaType, yes: boolean): string => `cta:${cta}:${yes ? 'yes' : 'no'}`;

/** Null when the id is none of ours, or stands for nothing in this playbook. */
export function actionOf(replyId: string | null, playbook: Pick<Playbook, 'checklist' | 'ctas'>): ReplyAction | null {
  const [kind, name, ...rest] = (replyId ?? '').split(':');
  const value = rest.join(':');
  if (kind === 'slot') {
    const field = playbook.checklist.find(entry => entry.key === name);
    return field && accepts(field, value) ? { kind: 'slot', key: field.key, value } : null;
  }
  if (kind !== 'cta' || (value !== 'yes' && value !== 'no')) return null;
  const cta = CTA_TYPES.find(type => type === name);
  if (!cta || !playbook.ctas.some(entry => entry.type === cta)) return null;
  return { kind: 'cta', cta, signal: value === 'yes' ? 'clicked' : 'declined' };
}

function accepts(field: IntakeField, value: string): boolean {
  if (value.trim() === '') return false;
  if (field.type === 'choice') return field.choices.includes(value);
  if (field.type === 'yes_no') return value === 'yes' || value === 'no';
  return true;
}
