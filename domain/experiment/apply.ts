/** A playbook as a variant of an experiment changes it (A-AB-3). Pure. */
import { ladderOf, type Playbook } from '../playbook/playbook.ts';
import type { VariantPatch } from './experiment.ts';

export function applyPatch(playbook: Playbook, patch: VariantPatch): Playbook {
  const { maxWords, formality, persuasion, followUpFactor } = patch;
  const tone = {
    ...playbook.tone,
    ...(maxWords === undefined ? {} : { maxWords }),
    ...(formality === undefined ? {} : { formality }),
    ...(persuasion === undefined ? {} : { persuasion }),
  };
  if (followUpFactor === undefined || playbook.followUp.preset === 'off') return { ...playbook, tone };
  const ladder = ladderOf(playbook).map(step =>
    // The table by stage and the end of the window are no intervals of the playbook's own.
    step.base === 'after_last_message' ? { ...step, offsetMs: Math.round(step.offsetMs * followUpFactor) } : step,
  );
  return { ...playbook, tone, followUp: { ...playbook.followUp, preset: 'custom', ladder } };
}
