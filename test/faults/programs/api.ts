/** An api process like processes/api.ts whose steps the fault suite holds. */
import { main } from '../../../processes/main.ts';
import { startApi } from '../../../processes/start-api.ts';
import { heldByParent } from './hold.ts';

await main('api', () => startApi({ supervised: true, checkpoint: heldByParent() }));
