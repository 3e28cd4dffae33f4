/** The steps at which the suite kills: read from the product's code, so that a new one is covered, or fails by itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matches } from './programs/hold.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WHERE = ['api', 'dispatcher', 'activities', 'adapters', 'db', 'temporal', 'processes'];
const CALL = /\bcheckpoint(?:\?\.)?\(\s*(['"`])((?:(?!\1).)+)\1/g;

/** Checkpoints named in a source text; a part made while running reads `*`. */
export function stepsIn(source: string): string[] {
  return [...source.matchAll(CALL)].map(match => (match[2] ?? '').replace(/\$\{[^}]*\}/g, '*'));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' || entry.name === 'node_modules' ? [] : sources(path);
    return entry.name.endsWith('.ts') && !entry.name.includes('.test.') ? [path] : [];
  });
}

/** All steps of the product, each once. */
export function productSteps(): string[] {
  const found = WHERE.flatMap(folder => sources(join(root, folder))).flatMap(file =>
    stepsIn(readFileSync(file, 'utf8')),
  );
  return [...new Set(found)].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** Where a step stands: in the webhook request, in one of the dispatcher's two loops, or in an activity of a turn. */
export type Kind = 'webhook' | 'intake' | 'relay' | 'turn';

export function kindOf(step: string): Kind {
  const head = step.split('.')[0];
  return head === 'webhook' || head === 'intake' || head === 'relay' ? head : 'turn';
}

const ORDER = ['webhook', 'intake.leased', 'intake', 'relay.before', 'relay', 'turn', 'extract', 'decide', 'send'];
const place = (step: string): number => {
  const found = ORDER.findIndex(head => step.startsWith(head));
  return found < 0 ? ORDER.length : found;
};

/** From the claim's commit to the record of the answer nobody can know whether it left. */
const UNDECIDABLE = ['send.claimed', 'send.before_http', 'send.after_http'];
const AFTER_CLAIM = [...UNDECIDABLE, 'send.recorded'];
const BEFORE_CLAIM = ['turn.*', 'extract.*', 'decide.*', 'send.before_claim'];

/** Whether a kill there may leave a send of which nobody knows; null for a step this list does not know. */
export function mayBeUnknown(step: string): boolean | null {
  if (UNDECIDABLE.includes(step)) return true;
  // What the dispatcher has told is worked on beside it: the kill may strike it anywhere.
  if (step === 'relay.signalled' || kindOf(step) === 'webhook') return null;
  return kindOf(step) === 'turn' && !isBeforeClaim(step) && !AFTER_CLAIM.includes(step) ? null : false;
}

/** Whether nothing has been claimed for what stands there: after a takeover nothing may be. */
export const isBeforeClaim = (step: string): boolean => BEFORE_CLAIM.some(pattern => matches(pattern, step));
