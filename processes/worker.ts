/** The worker process. */
import { main } from './main.ts';
import { startWorker } from './start-worker.ts';

await main('worker', () => startWorker({ supervised: process.argv.includes('--supervised') }));
