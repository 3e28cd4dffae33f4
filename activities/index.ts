/** All activities, with their ports injected. Each is retried by its proxy's policy; failures are classified at this edge. */
import { Context } from '@temporalio/activity';
import { type FireInput, fire } from './due/fire.ts';
import { type ErasureRef, eraseRecord, eraseRuns } from './erasure/erase.ts';
import { toFailure } from './errors.ts';
import { load } from './load.ts';
import { remember } from './memory/remember.ts';
import type { Ports } from './ports.ts';
import { sendQueued } from './sending/queued.ts';
import { exportFile, forgetExport } from './transfer/export-file.ts';
import { importStep, type TransferRef } from './transfer/import-step.ts';
import { type DecideInput, decide, heartbeat } from './turn/decide.ts';
import { type ConversationRef, extract } from './turn/extract.ts';
import { reread } from './turn/reread.ts';
import { type SendInput, send } from './turn/send.ts';
import { type ScanRef, scanStep } from './website/step.ts';

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  const stop = heartbeat();
  try {
    return await run();
  } catch (error) {
    throw toFailure(error, Context.current().cancellationSignal.aborted);
  } finally {
    stop();
  }
}

export function createActivities(ports: Ports) {
  return {
    load: (ref: ConversationRef) => guarded(() => load(ports, ref)),
    extract: (ref: ConversationRef) => guarded(() => extract(ports, ref)),
    decide: (input: DecideInput) => guarded(() => decide(ports, input)),
    send: (input: SendInput) => guarded(() => send(ports, input)),
    sendQueued: (ref: ConversationRef) => guarded(() => sendQueued(ports, ref)),
    remember: (ref: ConversationRef) => guarded(() => remember(ports, ref)),
    reread: (ref: ConversationRef) => guarded(() => reread(ports, ref)),
    eraseRuns: (ref: ErasureRef) => guarded(() => eraseRuns(ports, ref)),
    eraseRecord: (ref: ErasureRef) => guarded(() => eraseRecord(ports, ref)),
    scanStep: (ref: ScanRef) => guarded(() => scanStep(ports, ref, Context.current().cancellationSignal)),
    importStep: (ref: TransferRef) => guarded(() => importStep(ports, ref, Context.current().cancellationSignal)),
    exportFile: (ref: TransferRef) => guarded(() => exportFile(ports, ref, Context.current().cancellationSignal)),
    forgetExport: (ref: TransferRef) => guarded(() => forgetExport(ports, ref)),
    fire: (input: FireInput) => guarded(() => fire(ports, input)),
  };
}

export type Activities = ReturnType<typeof createActivities>;
