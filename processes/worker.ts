/** The worker process. */
import { setPriority } from 'node:os';
import { main } from './main.ts';
import { startWorker } from './start-worker.ts';

// Where all share one machine, webhooks and people at the UI go before what runs in the background.
const BEHIND_OTHERS = 5;
setPriority(BEHIND_OTHERS);

await main('worker', () => startWorker({ supervised: process.argv.includes('--supervised') }));
