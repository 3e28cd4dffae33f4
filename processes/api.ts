/** The api process. */
import { main } from './main.ts';
import { startApi } from './start-api.ts';

await main('api', () => startApi({ supervised: process.argv.includes('--supervised') }));
