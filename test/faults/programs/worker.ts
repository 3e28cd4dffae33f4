/** A worker process like processes/worker.ts whose steps the fault suite holds: worker.ts <send timeout in ms>. */
import { main } from '../../../processes/main.ts';
import { startWorker } from '../../../processes/start-worker.ts';
import { heldByParent } from './hold.ts';

const sendTimeoutMs = Number(process.argv[2]);
if (!(sendTimeoutMs > 0)) throw new Error('give the send timeout in milliseconds');
await main('worker', () => startWorker({ supervised: true, checkpoint: heldByParent(), sendTimeoutMs }));
