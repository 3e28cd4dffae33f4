/** The ordered steps of a call to action, with when and by what each was done (A-CTA-4). Pure. */
import type { Playbook } from '../playbook/playbook.ts';
import type { CtaType } from '../words.ts';
import { applyCta, type CtaRecords } from './cta.ts';

export const STEP_SOURCES = ['click', 'tap', 'webhook', 'person'] as const;
export type StepSource = (typeof STEP_SOURCES)[number];
export type StepRecords = Record<string, { at: number; source: StepSource }>;

const USUAL: Partial<Record<CtaType, readonly string[]>> = {
  BOOK_CALL: ['click', 'slot_picked', 'confirmed'],
  SCHEDULE_DEMO: ['click', 'slot_picked', 'confirmed'],
  PAYMENT: ['click', 'page', 'paid'],
};
const ANY: readonly string[] = ['click', 'done'];

type Ctas = Pick<Playbook, 'ctas'>;

/** In their order: the playbook's own, else the usual ones of the type. */
export function stepsOf(type: CtaType, { ctas }: Ctas): readonly string[] {
  const own = ctas.find(cta => cta.type === type)?.steps ?? [];
  return own.length > 0 ? own : (USUAL[type] ?? ANY);
}

export interface Progress {
  step: string;
  state: 'done' | 'open';
  at: number | null;
  source: StepSource | null;
}

/** Every step with its state; what is completed has none open. */
export function progressOf(type: CtaType, records: CtaRecords, playbook: Ctas): Progress[] {
  const record = records[type];
  return stepsOf(type, playbook).map(step => {
    const done = record?.steps && Object.hasOwn(record.steps, step) ? record.steps[step] : undefined;
    const completed = record?.state === 'COMPLETED';
    return {
      step,
      state: done || completed ? 'done' : 'open',
      at: done?.at ?? (completed ? record.changedAt : null),
      source: done?.source ?? null,
    };
  });
}

const repeatableIn = (type: CtaType, { ctas }: Ctas): boolean =>
  ctas.find(cta => cta.type === type)?.repeatable ?? false;

/**
 * One step was done; the first of them is the click, the last one completes. What was done stays done, whatever comes twice
 * or out of order. The same records when nothing changes.
 */
export function applyStep(
  records: CtaRecords,
  type: CtaType,
  step: string,
  source: StepSource,
  playbook: Ctas,
  now: number,
): CtaRecords {
  const steps = stepsOf(type, playbook);
  const index = steps.indexOf(step);
  if (index < 0) return records;
  const event = index === steps.length - 1 ? 'completed' : 'clicked';
  // The last step of a thing that is done already says nothing new, unless it may be done again.
  if (records[type]?.state === 'COMPLETED' && !repeatableIn(type, playbook)) return records;
  const again = event === 'clicked' && (records[type]?.state === 'DECLINED' || records[type]?.state === 'COMPLETED');
  // Taken up after a no, or once more: it begins anew.
  const begun = again ? applyCta(records, type, 'interested', repeatableIn(type, playbook), now) : records;
  const moved = applyCta(begun, type, event, repeatableIn(type, playbook), now);
  const record = moved[type] ?? { state: 'NOT_OFFERED' as const, changedAt: now };
  if (record.steps && Object.hasOwn(record.steps, step)) return moved;
  return { ...moved, [type]: { ...record, steps: { ...record.steps, [step]: { at: now, source } } } };
}

export const applyCompleted = (
  records: CtaRecords,
  type: CtaType,
  source: StepSource,
  playbook: Ctas,
  now: number,
): CtaRecords => applyStep(records, type, stepsOf(type, playbook).at(-1) ?? '', source, playbook, now);
